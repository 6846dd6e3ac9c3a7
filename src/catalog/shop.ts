import type { TaskContext } from '../authoring/user.ts';

/** The products of the shop that the shipped load visits. */
export const PRODUCTS = [
  '0PUK6V6EV0',
  '1YMWWN1N4O',
  '2ZYFJ3GM2N',
  '66VCHSJNUP',
  '6E92ZMYYFZ',
  '9SIQT8TOJO',
  'L9ECAV7KIM',
  'LS4PSXUNUM',
  'OLJCESPC7Z',
] as const;

export const CURRENCIES = ['EUR', 'USD', 'JPY', 'GBP', 'TRY', 'CAD'] as const;

const QUANTITIES = [1, 2, 3, 4, 5, 10] as const;

/** The form of a checkout, with the card given. */
export function checkoutForm(creditCardNumber: string): Record<string, string | number> {
  return {
    email: 'someone@example.com',
    street_address: '1600 Amphitheatre Parkway',
    zip_code: '94043',
    city: 'Mountain View',
    state: 'CA',
    country: 'United States',
    credit_card_number: creditCardNumber,
    credit_card_expiration_month: '1',
    credit_card_expiration_year: '2039',
    credit_card_cvv: '672',
  };
}

type Context = TaskContext<unknown>;

export async function index({ http }: Pick<Context, 'http'>): Promise<void> {
  await http.get('/');
}

export async function setCurrency({ http, random }: Context): Promise<void> {
  await http.post('/setCurrency', { form: { currency_code: random.pick(CURRENCIES) } });
}

export async function browseProduct({ http, random }: Context): Promise<void> {
  await http.get(`/product/${random.pick(PRODUCTS)}`);
}

export async function viewCart({ http }: Context): Promise<void> {
  await http.get('/cart');
}

export async function emptyCart({ http }: Context): Promise<void> {
  await http.post('/cart/empty');
}

export async function addToCart({ http, random }: Context): Promise<void> {
  const product = random.pick(PRODUCTS);
  await http.get(`/product/${product}`);
  await http.post('/cart', { form: { product_id: product, quantity: random.pick(QUANTITIES) } });
}

export async function checkout(context: Context): Promise<void> {
  await addToCart(context);
  await context.http.post('/cart/checkout', { form: checkoutForm('4432-8015-6152-0454') });
}

/** The tasks of the shipped load by their names, for users and journeys of one's own. */
export const shopTasks = {
  index,
  setCurrency,
  browseProduct,
  viewCart,
  emptyCart,
  addToCart,
  checkout,
} as const;
