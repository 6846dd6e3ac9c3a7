import { constant, defineUser, type Sample, taskSet } from 'statestorm';

export const slow = (sample: Sample): boolean => sample.duration > 1_000_000;

export default defineUser('Visitor', {
  waitTime: constant('200ms'),
  async onStart({ http }) {
    const home = await http.get('/');
    return { length: home.text().length };
  },
  tasks: {
    async home({ http, session }) {
      await http.get('/', { query: { length: session.length }, name: '/' });
    },
    cart: taskSet({
      tasks: {
        async look({ http, interrupt }) {
          await http.get('/cart');
          interrupt();
        },
      },
    }),
  },
  mix: { home: 2, cart: 1 },
});
