import { between, defineOptions, defineUser } from 'statestorm';

/** Each is a flag (`--visit-length`), a variable (`LOCUST_VISIT_LENGTH`), a key in config files and a field of /swarm. */
export const shop = defineOptions({
  currency: {
    type: 'choice',
    choices: ['EUR', 'USD', 'JPY'],
    default: 'EUR',
    description: 'What prices are shown in.',
  },
  visitLength: {
    type: 'integer',
    default: 3,
    min: 1,
    max: 20,
    description: 'Products looked at in a visit.',
  },
  loyaltyCard: { type: 'text', secret: true, description: 'Sent with what goes into the cart.' },
  buying: { type: 'flag', default: true, description: 'Put something into the cart at the end of a visit.' },
});

const PRODUCTS = ['0PUK6V6EV0', '1YMWWN1N4O', 'OLJCESPC7Z'];

export default defineUser('OptionalShopper', {
  waitTime: between('500ms', '1s'),
  async onStart({ http, options }) {
    await http.post('/setCurrency', { form: { currency_code: options(shop).currency } });
  },
  tasks: {
    async visit({ http, random, options }) {
      const { visitLength, loyaltyCard, buying } = options(shop);
      for (let seen = 0; seen < visitLength; seen++) {
        await http.get(`/product/${random.pick(PRODUCTS)}`, { name: '/product/[id]' });
      }
      if (!buying) return;
      await http.post('/cart', {
        form: { product_id: random.pick(PRODUCTS), quantity: 1 },
        headers: loyaltyCard === undefined ? {} : { 'x-loyalty-card': loyaltyCard },
      });
    },
  },
});
