import { defineUser } from '../authoring/defineUser.ts';
import { group } from '../authoring/taskSets.ts';
import type { UserDefinition } from '../authoring/user.ts';
import { between } from '../domain/pacing.ts';
import { addToCart, browseProduct, checkout, emptyCart, index, setCurrency, viewCart } from './shop.ts';

const waitTime = between('1s', '10s');

export const PurchasingUser: UserDefinition = defineUser('PurchasingUser', {
  description: 'Browses products, fills the cart and checks out',
  waitTime,
  onStart: index,
  tasks: {
    PurchasingBehavior: group({
      tasks: { index, setCurrency, browseProduct, addToCart, viewCart, checkout },
      mix: { index: 1, setCurrency: 1, browseProduct: 2, addToCart: 2, viewCart: 1, checkout: 1 },
    }),
  },
});

export const WishlistUser: UserDefinition = defineUser('WishlistUser', {
  description: 'Fills and empties the cart without buying',
  waitTime,
  onStart: index,
  tasks: {
    WishlistBehavior: group({
      tasks: { index, setCurrency, browseProduct, addToCart, viewCart, emptyCart },
      mix: { index: 1, setCurrency: 1, browseProduct: 5, addToCart: 10, viewCart: 5, emptyCart: 2 },
    }),
  },
});

export const BrowsingUser: UserDefinition = defineUser('BrowsingUser', {
  description: 'Looks at the home page and at products',
  waitTime,
  onStart: index,
  tasks: {
    BrowsingBehavior: group({
      tasks: { index, setCurrency, browseProduct },
      mix: { index: 5, setCurrency: 1, browseProduct: 10 },
    }),
  },
});
