import { describe, expect, test } from 'vitest';
import { taskTree } from '../../src/authoring/taskTree.ts';
import type { UserDefinition } from '../../src/authoring/user.ts';
import { getSreRecipeUserClass, getUserClasses } from '../../src/catalog/catalog.ts';
import { basicPurchasingUser } from '../../src/catalog/sre.ts';
import { seededRandom } from '../../src/domain/random.ts';
import type { RequestOptions } from '../../src/http/httpClient.ts';

const PRODUCTS =
  '0PUK6V6EV0 1YMWWN1N4O 2ZYFJ3GM2N 66VCHSJNUP 6E92ZMYYFZ 9SIQT8TOJO L9ECAV7KIM LS4PSXUNUM OLJCESPC7Z'.split(
    ' ',
  );
const CURRENCIES = 'EUR USD JPY GBP TRY CAD'.split(' ');

const CHECKOUT = {
  email: 'someone@example.com',
  street_address: '1600 Amphitheatre Parkway',
  zip_code: '94043',
  city: 'Mountain View',
  state: 'CA',
  country: 'United States',
  credit_card_number: '4432-8015-6152-0454',
  credit_card_expiration_month: '1',
  credit_card_expiration_year: '2039',
  credit_card_cvv: '672',
};

interface Asked {
  readonly method: string;
  readonly url: string;
  /** As it would be sent: every value a text. */
  readonly form: Record<string, string> | undefined;
}

/** Runs a task so many times and gives the requests of each run. */
async function runs(user: UserDefinition, task: string, times = 300): Promise<Asked[][]> {
  const leaf = taskTree(user).leaves.find(({ name }) => name === task)!;
  const random = seededRandom('catalog', user.name, task);
  const all: Asked[][] = [];
  for (let run = 0; run < times; run++) {
    const asked: Asked[] = [];
    const ask =
      (method: string) =>
      async (url: string, { form, ...others }: RequestOptions = {}) => {
        expect(others).toEqual({});
        const texts =
          form && Object.fromEntries(Object.entries(form).map(([key, value]) => [key, String(value)]));
        asked.push({ method, url, form: texts });
      };
    await leaf.run({ http: { get: ask('GET'), post: ask('POST') }, random } as never);
    all.push(asked);
  }
  return all;
}

/** Every value that was seen, once, in order. */
function seen(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values)].map(String).sort();
}

const basic = new Map(getUserClasses('basic').map((user) => [user.name, user]));
const sre = getSreRecipeUserClass('BasicPurchasingUser')!;

describe.each([...basic.values()])('$name', (user) => {
  const has = new Set(taskTree(user).leaves.map(({ name }) => name));

  test.each(
    [
      { task: 'index', request: { method: 'GET', url: '/' } },
      { task: 'viewCart', request: { method: 'GET', url: '/cart' } },
      { task: 'emptyCart', request: { method: 'POST', url: '/cart/empty' } },
    ].filter(({ task }) => has.has(task)),
  )('$task asks $request.method $request.url', async ({ task, request }) => {
    for (const asked of await runs(user, task, 3)) expect(asked).toEqual([{ ...request, form: undefined }]);
  });

  if (has.has('setCurrency'))
    test('setCurrency posts a currency, any of the six', async () => {
      const all = (await runs(user, 'setCurrency')).flat();
      expect(all).toHaveLength(300);
      for (const { method, url, form } of all) {
        expect([method, url, Object.keys(form!)]).toEqual(['POST', '/setCurrency', ['currency_code']]);
      }
      expect(seen(all.map(({ form }) => form?.currency_code))).toEqual([...CURRENCIES].sort());
    });

  if (has.has('browseProduct'))
    test('browseProduct looks at a product, any of the nine', async () => {
      const all = (await runs(user, 'browseProduct')).flat();
      expect(all).toHaveLength(300);
      expect(seen(all.map(({ method }) => method))).toEqual(['GET']);
      expect(seen(all.map(({ url }) => url))).toEqual(
        PRODUCTS.map((product) => `/product/${product}`).sort(),
      );
    });

  if (has.has('addToCart'))
    test('addToCart looks at a product, then puts that one into the cart', async () => {
      const all = await runs(user, 'addToCart');
      for (const asked of all) expectAddToCart(asked);
      expect(seen(all.map((asked) => asked[1]?.form?.quantity))).toEqual(['1', '10', '2', '3', '4', '5']);
      expect(seen(all.map((asked) => asked[1]?.form?.product_id))).toEqual([...PRODUCTS].sort());
    });

  if (has.has('checkout'))
    test('checkout puts a product into the cart, then pays', async () => {
      for (const [look, add, pay, ...more] of await runs(user, 'checkout', 20)) {
        expectAddToCart([look!, add!]);
        expect(pay).toEqual({ method: 'POST', url: '/cart/checkout', form: CHECKOUT });
        expect(more).toEqual([]);
      }
    });

  test('begins with the home page, once', async () => {
    const asked: string[] = [];
    await user.onStart!({ http: { get: async (url: string) => asked.push(url) } } as never);
    expect(asked).toEqual(['/']);
  });
});

function expectAddToCart(asked: readonly Asked[]): void {
  const [look, add, ...more] = asked;
  const product = add?.form?.product_id;
  expect(PRODUCTS).toContain(product);
  expect(look).toEqual({ method: 'GET', url: `/product/${product}`, form: undefined });
  expect(add).toEqual({
    method: 'POST',
    url: '/cart',
    form: { product_id: product, quantity: expect.stringMatching(/^([1-5]|10)$/) },
  });
  expect(more).toEqual([]);
}

test('BasicHomePageViewingUser visits the home page', async () => {
  const user = getSreRecipeUserClass('BasicHomePageViewingUser')!;
  for (const asked of await runs(user, 'visit_home_page', 3)) {
    expect(asked).toEqual([{ method: 'GET', url: '/', form: undefined }]);
  }
});

describe('BasicPurchasingUser', () => {
  const task = 'buy_random_product_and_checkout';

  test('visits the home page, puts 1 to 10 of any product into the cart and pays', async () => {
    const all = await runs(sre, task, 600);
    for (const [home, add, pay, ...more] of all) {
      expect(home).toEqual({ method: 'GET', url: '/', form: undefined });
      expect([add?.method, add?.url, Object.keys(add!.form!)]).toEqual([
        'POST',
        '/cart',
        ['product_id', 'quantity'],
      ]);
      expect(pay).toEqual({
        method: 'POST',
        url: '/cart/checkout',
        form: { ...CHECKOUT, credit_card_number: '1111-1111-1111-1111' },
      });
      expect(more).toEqual([]);
    }
    expect(seen(all.map((asked) => asked[1]?.form?.product_id))).toEqual([...PRODUCTS].sort());
    const quantities = all.map((asked) => Number(asked[1]?.form?.quantity));
    const counts = Array.from(
      { length: 10 },
      (_, index) => quantities.filter((each) => each === index + 1).length,
    );
    expect(counts.reduce((sum, count) => sum + (count - 60) ** 2 / 60, 0)).toBeLessThan(27.9);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(600);
  });

  test('pays with another card where one is given', async () => {
    const [asked] = await runs(basicPurchasingUser({ creditCardNumber: '4000' }), task, 1);
    expect(asked?.[2]?.form?.credit_card_number).toBe('4000');
  });
});
