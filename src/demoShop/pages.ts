import { gzipSync } from 'node:zlib';

/** A thing that the shop sells. */
interface Product {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  readonly usd: number;
}

const CATALOGUE: readonly Product[] = [
  {
    id: 'OLJCESPC7Z',
    name: 'Sunglasses',
    usd: 19.99,
    about: 'Tinted, light and hard to sit on by accident.',
  },
  {
    id: '66VCHSJNUP',
    name: 'Tank Top',
    usd: 18.99,
    about: 'Plain cotton, cropped, for the days that ask for it.',
  },
  { id: '1YMWWN1N4O', name: 'Watch', usd: 109.99, about: 'Gold-toned steel that goes with most sleeves.' },
  { id: 'L9ECAV7KIM', name: 'Loafers', usd: 89.99, about: 'Soft leather that needs no breaking in.' },
  {
    id: '2ZYFJ3GM2N',
    name: 'Hairdryer',
    usd: 24.99,
    about: 'Three heats, two speeds and a cord of decent length.',
  },
  { id: '0PUK6V6EV0', name: 'Candle Holder', usd: 18.99, about: 'Keeps one small light where it was put.' },
  {
    id: 'LS4PSXUNUM',
    name: 'Salt & Pepper Shakers',
    usd: 18.49,
    about: 'A pair that is told apart in the dark.',
  },
  {
    id: '9SIQT8TOJO',
    name: 'Bamboo Glass Jar',
    usd: 5.49,
    about: 'Holds 1.7 l of whatever is dry, under a bamboo lid.',
  },
  { id: '6E92ZMYYFZ', name: 'Mug', usd: 8.99, about: 'White, 0.3 l, for coffee or for pens.' },
];

/** Units of a currency for one US dollar. */
const RATES: Readonly<Record<string, number>> = {
  EUR: 0.92,
  USD: 1,
  JPY: 149.5,
  GBP: 0.79,
  TRY: 32.1,
  CAD: 1.36,
};

const SHIPPING_USD = 8.99;

const byId: ReadonlyMap<string, Product> = new Map(CATALOGUE.map((each) => [each.id, each]));

/** Whether the shop sells a product of this id. */
export function hasProduct(id: string): boolean {
  return byId.has(id);
}

/** Whether the shop shows prices in a currency. */
export function isCurrency(code: string): boolean {
  return Object.hasOwn(RATES, code);
}

/** A page as it goes over the wire; `gzip` only where the shop was asked for it. */
export interface Page {
  readonly plain: Buffer;
  readonly gzip: Buffer | undefined;
}

/** The pages of the shop. Those of the catalogue are made once, in every currency. */
export interface Pages {
  home(currency: string): Page;
  /** Undefined for a product that is not sold. */
  product(id: string, currency: string): Page | undefined;
  cart(cart: ReadonlyMap<string, number> | undefined, currency: string): Page;
  order(orderId: string, cart: ReadonlyMap<string, number> | undefined, currency: string): Page;
  readonly notFound: Page;
  readonly failure: Page;
}

/** Makes the pages; `gzip` keeps a compressed copy of each. */
export function createPages(gzip: boolean): Pages {
  const page = (html: string): Page => {
    const plain = Buffer.from(html);
    return { plain, gzip: gzip ? gzipSync(plain, { level: 1 }) : undefined };
  };
  const homes = new Map<string, Page>();
  const products = new Map<string, Page>();
  for (const currency of Object.keys(RATES)) {
    homes.set(currency, page(homePage(currency)));
    for (const each of CATALOGUE) products.set(`${each.id} ${currency}`, page(productPage(each, currency)));
  }
  return {
    home: (currency) => homes.get(currency) as Page,
    product: (id, currency) => products.get(`${id} ${currency}`),
    cart: (cart, currency) => page(cartPage(cart, currency)),
    order: (orderId, cart, currency) => page(orderPage(orderId, cart, currency)),
    notFound: page(shell('USD', '<h1>Not found</h1>\n<p>There is no such page in this shop.</p>')),
    failure: page(shell('USD', '<h1>Uh, oh!</h1>\n<p>Something has failed. HTTP Status: 500</p>')),
  };
}

function money(usd: number, currency: string): string {
  return `${currency} ${(usd * (RATES[currency] as number)).toFixed(currency === 'JPY' ? 0 : 2)}`;
}

function text(plain: string): string {
  return plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function totalUsd(cart: ReadonlyMap<string, number> | undefined): number {
  let sum = SHIPPING_USD;
  for (const [id, quantity] of cart ?? []) sum += (byId.get(id)?.usd ?? 0) * quantity;
  return sum;
}

/** A drawn stand-in for a product's photograph, so that a page has one's weight in markup. */
function picture(product: Product, size: number): string {
  const hue = [...product.id].reduce((sum, char) => sum + char.charCodeAt(0) * 7, 0) % 360;
  return `<svg class="picture" role="img" aria-label="${text(product.name)}" width="${size}" height="${size}" viewBox="0 0 100 100" xmlns="http://www.w3.org/2000/svg">
  <defs><linearGradient id="g-${product.id}" x1="0" y1="0" x2="1" y2="1">
    <stop offset="0" stop-color="hsl(${hue} 55% 82%)"/><stop offset="1" stop-color="hsl(${hue} 45% 58%)"/>
  </linearGradient></defs>
  <rect width="100" height="100" rx="6" fill="url(#g-${product.id})"/>
  <path d="M20 70 Q50 ${20 + (hue % 30)} 80 70 Z" fill="hsl(${hue} 40% 40%)" opacity="0.35"/>
  <circle cx="${30 + (hue % 40)}" cy="34" r="9" fill="#fff" opacity="0.7"/>
</svg>`;
}

function homePage(currency: string): string {
  const cards = CATALOGUE.map(
    (each) => `<article class="col-md-4 hot-product-card" data-product="${each.id}">
<a href="/product/${each.id}" class="hot-product-card-link">
${picture(each, 240)}
<div class="hot-product-card-img-overlay"></div></a>
<div class="hot-product-card-name">${text(each.name)}</div>
<p class="hot-product-card-about">${text(each.about)}</p>
<div class="hot-product-card-price">${money(each.usd, currency)}</div>
</article>`,
  );
  return shell(
    currency,
    `<h1>Hot Products</h1>\n<div class="row hot-products-row">\n${cards.join('\n')}\n</div>`,
  );
}

function productPage(product: Product, currency: string): string {
  const others = CATALOGUE.filter((each) => each !== product).slice(0, 4);
  const quantities = [1, 2, 3, 4, 5, 10].map((each) => `<option value="${each}">${each}</option>`).join('');
  return shell(
    currency,
    `<div class="h-product row">
${picture(product, 480)}
<div class="product-info">
<h1>${text(product.name)}</h1>
<p class="product-price">${money(product.usd, currency)}</p>
<p>${text(product.about)}</p>
<form method="POST" action="/cart">
<input type="hidden" name="product_id" value="${product.id}">
<label for="quantity">Quantity</label>
<select name="quantity" id="quantity">${quantities}</select>
<button type="submit" class="cymbal-button-primary">Add To Cart</button>
</form>
</div>
</div>
<section class="recommendations"><h2>You May Also Like</h2>
<div class="row">
${others.map((each) => `<a class="col-md-3" href="/product/${each.id}">\n${picture(each, 160)}\n<h5>${text(each.name)}</h5></a>`).join('\n')}
</div></section>`,
  );
}

function cartRows(cart: ReadonlyMap<string, number> | undefined, currency: string): string {
  return [...(cart ?? [])]
    .map(([id, quantity]) => {
      const product = byId.get(id) as Product;
      return `<div class="row cart-summary-item-row" data-product="${id}">
${picture(product, 120)}
<div class="col"><h4>${text(product.name)}</h4><span>SKU #${id}</span></div>
<div class="col cart-quantity">Quantity: ${quantity}</div>
<div class="col cart-price">${money(product.usd * quantity, currency)}</div>
</div>`;
    })
    .join('\n');
}

function cartPage(cart: ReadonlyMap<string, number> | undefined, currency: string): string {
  if (!cart?.size) {
    return shell(
      currency,
      '<section class="empty-cart-section"><h1>Your shopping cart is empty!</h1>\n<p>Items you add to your shopping cart will appear here.</p>\n<a class="cymbal-button-primary" href="/" role="button">Continue Shopping</a></section>',
    );
  }
  const pieces = [...cart.values()].reduce((sum, each) => sum + each, 0);
  return shell(
    currency,
    `<section class="cart-sections row"><div class="cart-summary-section">
<h1>Cart (${pieces})</h1>
<form method="POST" action="/cart/empty"><button class="cymbal-button-secondary" type="submit">Empty Cart</button></form>
${cartRows(cart, currency)}
<div class="row cart-summary-shipping-row"><div class="col">Shipping</div><div class="col">${money(SHIPPING_USD, currency)}</div></div>
<div class="row cart-summary-total-row"><div class="col">Total</div><div class="col">${money(totalUsd(cart), currency)}</div></div>
</div>
<form class="cart-checkout-form" action="/cart/checkout" method="POST">
<h3>Shipping Address</h3>
${CHECKOUT_FIELDS.map(
  ([name, label, value]) =>
    `<div class="form-row"><label for="${name}">${label}</label><input type="text" class="form-control" name="${name}" id="${name}" value="${value}" required></div>`,
).join('\n')}
<button class="cymbal-button-primary" type="submit">Place Order</button>
</form></section>`,
  );
}

const CHECKOUT_FIELDS = [
  ['email', 'E-mail Address', 'someone@example.com'],
  ['street_address', 'Street Address', '1600 Amphitheatre Parkway'],
  ['zip_code', 'Zip Code', '94043'],
  ['city', 'City', 'Mountain View'],
  ['state', 'State', 'CA'],
  ['country', 'Country', 'United States'],
  ['credit_card_number', 'Credit Card Number', '4432-8015-6152-0454'],
  ['credit_card_expiration_month', 'Month', '1'],
  ['credit_card_expiration_year', 'Year', '2039'],
  ['credit_card_cvv', 'CVV', '672'],
] as const;

function orderPage(orderId: string, cart: ReadonlyMap<string, number> | undefined, currency: string): string {
  return shell(
    currency,
    `<section class="order"><h1>Your order is complete!</h1>
<p>We've sent you a confirmation email.</p>
<div class="row"><div class="col">Confirmation #</div><div class="col">${orderId}</div></div>
<div class="row"><div class="col">Total Paid</div><div class="col">${money(totalUsd(cart), currency)}</div></div>
${cartRows(cart, currency)}
<a class="cymbal-button-primary" href="/" role="button">Continue Shopping</a></section>`,
  );
}

/** What all pages share: head, currency picker, foot. */
function shell(currency: string, main: string): string {
  const options = Object.keys(RATES).map(
    (each) => `<option value="${each}"${each === currency ? ' selected="selected"' : ''}>${each}</option>`,
  );
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<title>Online Boutique</title>
<link rel="icon" href="data:,">
<style>
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: #111; background: #fff }
header, footer { display: flex; gap: 1rem; align-items: center; padding: 1rem 2rem; background: #605f64; color: #fff }
header a, footer a { color: inherit; text-decoration: none }
main { max-width: 70rem; margin: 0 auto; padding: 2rem }
.row { display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: center }
.hot-product-card { flex: 0 0 30%; min-width: 15rem }
.hot-product-card-name, .product-price { font-weight: 600 }
.picture { max-width: 100%; border-radius: 6px }
.form-row { display: flex; justify-content: space-between; margin: 0.4rem 0 }
.cymbal-button-primary { padding: 0.6rem 1.4rem; border: 0; background: #ce0631; color: #fff; font-weight: 600 }
.cymbal-button-secondary { padding: 0.6rem 1.4rem; border: 1px solid #ce0631; background: none; color: #ce0631 }
</style>
</head>
<body>
<header>
<a href="/" class="navbar-brand"><strong>Online Boutique</strong></a>
<form method="POST" class="controls-currency" action="/setCurrency" id="currency_form">
<select name="currency_code" onchange="document.getElementById('currency_form').submit()">${options.join('')}</select>
</form>
<a href="/cart" class="cart-link">Cart</a>
</header>
<main role="main">
${main}
</main>
<footer><p>An imitation of the Online Boutique, for trying out load tests. Nothing is for sale.</p></footer>
</body>
</html>
`;
}
