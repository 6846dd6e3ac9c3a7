import { constant, defineUser, markov, sequence, taskSet } from 'statestorm';

/** Wanders about, stays with the cart for a while, and buys step by step. */
export default defineUser('Nested', {
  waitTime: constant('200ms'),
  tasks: {
    wandering: markov({
      tasks: {
        async home({ http }) {
          await http.get('/');
        },
        async product({ http }) {
          await http.get('/product/OLJCESPC7Z');
        },
        leave({ interrupt }) {
          interrupt();
        },
      },
      transitions: {
        home: { product: 1 },
        product: { home: 2, product: 3, leave: 1 },
        leave: { home: 1 },
      },
    }),
    cart: taskSet({
      // Between tasks of this set; elsewhere the user's own wait holds.
      waitTime: constant('50ms'),
      async onStart({ http }) {
        await http.get('/cart');
      },
      tasks: {
        async add({ http }) {
          await http.post('/cart', { form: { product_id: 'OLJCESPC7Z', quantity: 1 } });
        },
        enough({ interrupt }) {
          interrupt({ wait: true });
        },
      },
      mix: { add: 3, enough: 1 },
      async onStop({ http }) {
        await http.post('/cart/empty');
      },
    }),
    buying: sequence({
      rounds: 1,
      tasks: {
        async choose({ http }) {
          await http.post('/cart', { form: { product_id: '1YMWWN1N4O', quantity: 2 } });
        },
        async look({ http }) {
          await http.get('/cart');
        },
      },
    }),
  },
  mix: { wandering: 2, cart: 1, buying: 2 },
  tags: { cart: ['writes'], buying: ['writes'] },
});
