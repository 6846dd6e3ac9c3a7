import { defineUser } from '../authoring/defineUser.ts';
import type { UserDefinition } from '../authoring/user.ts';
import { between } from '../domain/pacing.ts';
import { checkoutForm, index, PRODUCTS } from './shop.ts';

/** The card that the original sends, which a strict shop may refuse. */
const RECIPE_CARD = '1111-1111-1111-1111';

const waitTime = between('1s', '10s');

export const BasicHomePageViewingUser: UserDefinition = defineUser('BasicHomePageViewingUser', {
  description: 'Visits the home page, every 1 to 10 seconds',
  waitTime,
  tasks: { visit_home_page: index },
});

/** Buys a random product, every 1 to 10 seconds, with the card given. */
export function basicPurchasingUser({ creditCardNumber = RECIPE_CARD } = {}): UserDefinition {
  return defineUser('BasicPurchasingUser', {
    description: 'Visits the home page, puts a random product into the cart and checks out',
    waitTime,
    tasks: {
      async buy_random_product_and_checkout({ http, random }) {
        await http.get('/');
        await http.post('/cart', {
          form: { product_id: random.pick(PRODUCTS), quantity: random.int(1, 10) },
        });
        await http.post('/cart/checkout', { form: checkoutForm(creditCardNumber) });
      },
    },
  });
}

export const BasicPurchasingUser: UserDefinition = basicPurchasingUser();
