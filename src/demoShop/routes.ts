import { randomUUID } from 'node:crypto';
import type { Answer } from './answers.ts';
import { hasProduct, isCurrency, type Pages } from './pages.ts';
import type { Session } from './sessions.ts';

/** A request to a route, once its turn has come. */
export interface Visit {
  readonly session: Session;
  readonly currency: string;
  /** The last part of `/product/{id}`. */
  readonly id: string;
  readonly form: URLSearchParams;
  /** The Authorization header. */
  readonly authorization: string | undefined;
}

/** The shop's routes by path, then by method. HEAD goes where GET goes. */
export type Routes = Readonly<Record<string, Readonly<Record<string, (visit: Visit) => Answer>>>>;

/** What an order must say. A card need only look like one: its check digit is not looked at. */
const CHECKOUT: readonly (readonly [string, RegExp])[] = [
  ['email', /^\S+@\S+$/],
  ['street_address', /./],
  ['zip_code', /^\d{1,10}$/],
  ['city', /./],
  ['state', /./],
  ['country', /./],
  ['credit_card_number', /^\d(?:[ -]?\d){12,18}$/],
  ['credit_card_expiration_month', /^(0?[1-9]|1[0-2])$/],
  ['credit_card_expiration_year', /^2\d{3}$/],
  ['credit_card_cvv', /^\d{3,4}$/],
];

/** Every customer's: the shop is there to be loaded, not to be kept safe. */
const PASSWORD = 'sesame';

/** The routes over a set of pages. */
export function createRoutes(pages: Pages): Routes {
  return {
    '/': { GET: ({ currency }) => ({ status: 200, page: pages.home(currency) }) },
    '/product/:id': {
      GET: ({ id, currency }) => {
        const page = pages.product(id, currency);
        return page ? { status: 200, page } : { status: 404, page: pages.notFound };
      },
    },
    '/setCurrency': {
      POST: ({ form }) => {
        const code = form.get('currency_code') ?? '';
        if (!isCurrency(code)) {
          return { status: 400, text: `currency_code is not a currency of the shop: ${code}` };
        }
        return { location: '/', cookie: `shop_currency=${code}; Path=/; Max-Age=172800` };
      },
    },
    '/cart': {
      GET: ({ session, currency }) => ({ status: 200, page: pages.cart(session.cart, currency) }),
      POST: ({ session, form }) => {
        const id = form.get('product_id') ?? '';
        const quantity = form.get('quantity') ?? '';
        if (!hasProduct(id)) return { status: 422, text: `product_id is not a product of the shop: ${id}` };
        if (!/^([1-9]|10)$/.test(quantity)) {
          return { status: 422, text: `quantity must be a whole number from 1 to 10: ${quantity}` };
        }
        session.cart ??= new Map();
        session.cart.set(id, (session.cart.get(id) ?? 0) + Number(quantity));
        return { location: '/cart' };
      },
    },
    '/login': {
      POST: ({ session, form }) => {
        const name = form.get('name') ?? '';
        if (!/^[\w.@-]{1,64}$/.test(name)) return { status: 422, text: 'name is missing or cannot be read' };
        if (form.get('password') !== PASSWORD) return { status: 401, text: 'The password is wrong' };
        session.customer = { name, token: randomUUID() };
        return { json: { token: session.customer.token } };
      },
    },
    '/account': {
      GET: ({ session: { customer }, authorization }) =>
        customer && authorization === `Bearer ${customer.token}`
          ? { status: 200, text: `The account of ${customer.name}` }
          : {
              status: 401,
              text: 'Log in first, and send the token',
              headers: ['WWW-Authenticate', 'Bearer'],
            },
    },
    '/cart/empty': {
      POST: ({ session }) => {
        session.cart = undefined;
        return { location: '/' };
      },
    },
    '/cart/checkout': {
      POST: ({ session, form, currency }) => {
        const wrong = CHECKOUT.find(([name, valid]) => !valid.test(form.get(name)?.trim() ?? ''))?.[0];
        if (wrong !== undefined) return { status: 422, text: `${wrong} is missing or cannot be read` };
        const page = pages.order(randomUUID(), session.cart, currency);
        session.cart = undefined;
        return { status: 200, page };
      },
    },
  };
}
