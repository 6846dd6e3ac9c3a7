import { between, defineUser, stages } from 'statestorm';

/** Looks at the shop's pages. */
export const Browser = defineUser('Browser', {
  waitTime: between('200ms', '500ms'),
  tasks: {
    async home({ http }) {
      await http.get('/');
    },
    async product({ http, random }) {
      const id = random.pick(['0PUK6V6EV0', '1YMWWN1N4O']);
      await http.get(`/product/${id}`, { name: '/product/[id]' });
    },
  },
});

/** Fills its cart. */
export const Buyer = defineUser('Buyer', {
  waitTime: between('200ms', '500ms'),
  tasks: {
    async buy({ http }) {
      await http.post('/cart', { form: { product_id: 'OLJCESPC7Z', quantity: 1 } });
      await http.get('/cart');
    },
  },
});

/** An evening at the shop, in small: people look around, some buy, and then the last ones leave. */
export const Evening = stages([
  { duration: '1s', users: 4, userClasses: ['Browser'] },
  { duration: '1s', users: 10, spawnRate: 20, userClasses: ['Browser', 'Buyer'] },
  { duration: '800ms', users: 6, spawnRate: 20, userClasses: ['Buyer'] },
  { duration: '700ms', users: 0 },
]);
