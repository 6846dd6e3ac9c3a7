import { constant, defineUser, shoppingJourney, shopTasks } from 'statestorm';

/** Follows a chart of the program, `machines/journeys/shopping.machine.ts`. */
export const Customer = defineUser('Customer', {
  waitTime: constant('100ms'),
  tasks: shopTasks,
  journey: shoppingJourney,
});

/** Follows a chart of its own: every state runs the task of its name. */
export const Returner = defineUser('Returner', {
  waitTime: constant('100ms'),
  tasks: {
    async home({ http }) {
      const page = await http.get('/');
      return { isShort: page.text().length < 1000 };
    },
    async product({ http }) {
      await http.get('/product/OLJCESPC7Z');
    },
    async cart({ http }) {
      await http.get('/cart');
    },
  },
  journey: {
    initial: 'home',
    states: {
      home: { on: { 'task.completed': 'product' } },
      product: {
        on: {
          'task.completed': [
            { target: 'again', guard: { type: 'weighted', params: { weight: 2 } } },
            { target: 'cart', guard: { type: 'weighted', params: { weight: 1 } } },
          ],
          'task.failed': 'home',
        },
      },
      again: { meta: { task: 'product' }, on: { 'task.completed': 'cart' } },
      cart: { on: { 'task.completed': 'home' } },
    },
  },
});
