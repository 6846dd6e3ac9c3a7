import { constant, defineUser, readCsv } from 'statestorm';

/** Read once, when the load file is loaded. */
const people = readCsv(new URL('people.csv', import.meta.url));

/** Each user is one of the people of the file. */
export default defineUser('Person', {
  waitTime: constant('500ms'),
  async onStart({ http, user }) {
    const { name, currency } = people[user.index % people.length]!;
    await http.post('/setCurrency', { form: { currency_code: currency! } });
    return { name };
  },
  tasks: {
    async home({ http, session }) {
      await http.get('/', { headers: { 'x-person': session.name! } });
    },
  },
});
