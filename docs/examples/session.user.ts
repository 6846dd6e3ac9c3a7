import { between, defineUser } from 'statestorm';

/** Sets its currency once, then shops in it. */
export default defineUser('CurrencyShopper', {
  description: 'Shops in the currency that it chose at its start',
  waitTime: between('1s', '3s'),
  async onStart({ http, random }) {
    const currency = random.pick(['EUR', 'USD', 'JPY']);
    await http.post('/setCurrency', { form: { currency_code: currency } });
    return { currency };
  },
  tasks: {
    async home({ http, session, check }) {
      const page = await http.get('/');
      check(`shows ${session.currency}`, page.text().includes(session.currency));
    },
    async product({ http, random }) {
      const id = random.pick(['0PUK6V6EV0', '1YMWWN1N4O']);
      await http.get(`/product/${id}`, { name: '/product/[id]' });
    },
  },
  mix: { home: 1, product: 3 },
  async onStop({ http }) {
    await http.post('/cart/empty', { name: 'leave' });
  },
});
