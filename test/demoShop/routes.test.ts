import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DemoShop, startDemoShop } from '../../src/demoShop/demoShop.ts';
import { type Visitor, visitor } from './visitor.ts';

const PRODUCTS =
  '0PUK6V6EV0 1YMWWN1N4O 2ZYFJ3GM2N 66VCHSJNUP 6E92ZMYYFZ 9SIQT8TOJO L9ECAV7KIM LS4PSXUNUM OLJCESPC7Z';

const ORDER = {
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

let shop: DemoShop;
let guest: Visitor;

beforeAll(async () => {
  shop = await startDemoShop({ latencyMs: { mean: 0 } });
});
afterAll(() => shop.close());
beforeEach(() => {
  guest = visitor(shop.url);
});

describe('the catalogue', () => {
  it('shows a home page of about 10 kB that links every product', async () => {
    const response = await guest.get('/');
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html.length).toBeGreaterThan(9000);
    expect(html.length).toBeLessThan(12_000);
    for (const id of PRODUCTS.split(' ')) expect(html).toContain(`href="/product/${id}"`);
  });

  it.each(PRODUCTS.split(' '))('shows product %s with a form that adds it to the cart', async (id) => {
    const response = await guest.get(`/product/${id}`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain(`name="product_id" value="${id}"`);
  });

  it.each(['/product/NOPE', '/product/', '/product/OLJCESPC7Z/x', '/nowhere', '/constructor'])(
    'answers 404 to %s',
    async (path) => {
      expect((await guest.get(path)).status).toBe(404);
    },
  );

  it('takes no notice of a query', async () => {
    expect((await guest.get('/product/OLJCESPC7Z?from=home')).status).toBe(200);
  });

  it('answers HEAD with the length of the page and no body', async () => {
    const response = await guest.get('/', { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(9000);
    expect(await response.text()).toBe('');
  });

  it('answers 405 to a method that a route does not have, and says which it has', async () => {
    const response = await guest.get('/setCurrency');
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect((await guest.get('/cart', { method: 'DELETE' })).headers.get('allow')).toBe('GET, HEAD, POST');
  });
});

describe('a session', () => {
  it('gets its cookie once', async () => {
    const first = await guest.get('/');
    expect(first.headers.getSetCookie()[0]).toMatch(/^shop_session-id=[\w-]{36}; Path=\//);
    expect((await guest.get('/')).headers.getSetCookie()).toEqual([]);
  });

  it('keeps its cart apart from others', async () => {
    const other = visitor(shop.url);
    await guest.get('/');
    await other.get('/');
    await guest.post('/cart', { product_id: 'OLJCESPC7Z', quantity: '2' });
    expect(await (await guest.get('/cart')).text()).toContain('Cart (2)');
    expect(await (await other.get('/cart')).text()).toContain('Your shopping cart is empty!');
  });

  it.each(['EUR', 'USD', 'JPY', 'GBP', 'TRY', 'CAD'])('sees prices in %s once it chose so', async (code) => {
    const response = await guest.post('/setCurrency', { currency_code: code });
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('/');
    expect(guest.cookies.get('shop_currency')).toBe(code);
    expect(guest.cookies.has('shop_session-id')).toBe(true);
    expect(await (await guest.get('/product/OLJCESPC7Z')).text()).toContain(`product-price">${code} `);
  });

  it.each(['DOGE', '', 'eur', 'constructor'])('gets a 400 for the currency "%s"', async (code) => {
    expect((await guest.post('/setCurrency', { currency_code: code })).status).toBe(400);
    expect(guest.cookies.has('shop_currency')).toBe(false);
  });

  it('sees dollars where its currency cookie is not one of the shop', async () => {
    guest.cookies.set('shop_currency', 'XXX');
    expect(await (await guest.get('/')).text()).toContain('USD 19.99');
  });
});

describe('the cart', () => {
  it('adds up the pieces of a product', async () => {
    for (const quantity of ['1', '10']) {
      const response = await guest.post('/cart', { product_id: '6E92ZMYYFZ', quantity });
      expect(response.status).toBe(302);
      expect(response.headers.get('location')).toBe('/cart');
    }
    expect(await (await guest.get('/cart')).text()).toContain('Quantity: 11');
  });

  it('is emptied on request', async () => {
    await guest.post('/cart', { product_id: '6E92ZMYYFZ', quantity: '1' });
    const response = await guest.post('/cart/empty');
    expect([response.status, response.headers.get('location')]).toEqual([302, '/']);
    expect(await (await guest.get('/cart')).text()).toContain('Your shopping cart is empty!');
  });

  it.each([
    ['product_id', { product_id: 'NOPE', quantity: '1' }],
    ['product_id', { quantity: '1' }],
    ['quantity', { product_id: '6E92ZMYYFZ' }],
    ['quantity', { product_id: '6E92ZMYYFZ', quantity: '0' }],
    ['quantity', { product_id: '6E92ZMYYFZ', quantity: '11' }],
    ['quantity', { product_id: '6E92ZMYYFZ', quantity: '1.5' }],
  ])('refuses with the name of the field: %s in %o', async (field, form) => {
    const response = await guest.post('/cart', form as Record<string, string>);
    expect(response.status).toBe(422);
    expect(await response.text()).toContain(field);
    expect(await (await guest.get('/cart')).text()).toContain('empty!');
  });

  it('refuses a body that is too large', async () => {
    const response = await guest.post('/cart', { product_id: 'x'.repeat(20_000) });
    expect(response.status).toBe(413);
  });
});

describe('the checkout', () => {
  it.each(['4432-8015-6152-0454', '1111-1111-1111-1111', '4432801561520454'])(
    'takes the card %s, says the total and empties the cart',
    async (card) => {
      await guest.post('/cart', { product_id: 'OLJCESPC7Z', quantity: '2' });
      const response = await guest.post('/cart/checkout', { ...ORDER, credit_card_number: card });
      const html = await response.text();
      expect(response.status).toBe(200);
      expect(html).toContain('Your order is complete!');
      expect(html).toContain('USD 48.97'); // 2 × 19.99 and 8.99 for shipping
      expect(await (await guest.get('/cart')).text()).toContain('empty!');
    },
  );

  it.each([
    ['credit_card_number', 'not a card'],
    ['credit_card_number', '4432-8015'],
    ['credit_card_expiration_month', '13'],
    ['credit_card_expiration_year', '39'],
    ['credit_card_cvv', ''],
    ['email', 'someone'],
    ['zip_code', 'CA'],
    ['city', ''],
  ])('refuses %s "%s" and keeps the cart', async (field, value) => {
    await guest.post('/cart', { product_id: 'OLJCESPC7Z', quantity: '2' });
    const response = await guest.post('/cart/checkout', { ...ORDER, [field]: value });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain(field);
    expect(await (await guest.get('/cart')).text()).toContain('Cart (2)');
  });
});
