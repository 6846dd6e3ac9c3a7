import { between, defineUser } from 'statestorm';

/** A customer with an account: logs in at its start, and sends the token of its session from then on. */
export default defineUser('Customer', {
  description: 'Logs in and looks at its account',
  waitTime: between('200ms', '600ms'),
  // Stands before the tasks: what it returns is their session, typed.
  async onStart({ http, user }) {
    const name = `customer-${user.index}`;
    const login = await http.post('/login', { form: { name, password: 'sesame' } });
    const { token } = login.json<{ token: string }>();
    return { name, headers: { authorization: `Bearer ${token}` } };
  },
  tasks: {
    async account({ http, session, check }) {
      const page = await http.get('/account', { headers: session.headers });
      check('is its own', page.text().includes(session.name));
    },
    async home({ http }) {
      await http.get('/');
    },
  },
  mix: { account: 3, home: 1 },
});
