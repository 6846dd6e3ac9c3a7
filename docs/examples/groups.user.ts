import { constantPacing, constantThroughput, defineUser, group } from 'statestorm';

/** One of these whatever the number of users; a task every 2 s. */
export const Watcher = defineUser('Watcher', {
  fixedCount: 1,
  waitTime: constantPacing('2s'),
  tasks: {
    async health({ http }) {
      const response = await http.get('/_healthz', { timeout: '1s' });
      if (response.text() === '') response.fail('an empty health page');
    },
  },
});

/** Looks around most of the time, and buys now and then. */
export const Buyer = defineUser('Buyer', {
  weight: 3,
  waitTime: constantThroughput(0.5),
  tasks: {
    looking: group({
      tasks: {
        async home({ http }) {
          await http.get('/');
        },
        async cart({ http }) {
          await http.get('/cart');
        },
      },
      mix: { home: 4, cart: 1 },
    }),
    async buying({ http, sleep }) {
      await http.post('/cart', { form: { product_id: 'OLJCESPC7Z', quantity: 2 } });
      await sleep('500ms');
      await http.get('/cart');
    },
  },
  mix: { looking: 9, buying: 1 },
});
