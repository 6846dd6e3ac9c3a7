import { constant, defineUser, type ExtendRecipeApi } from 'statestorm';

export default defineUser('Visitor', {
  waitTime: constant('1s'),
  tasks: {
    async home({ http }) {
      await http.get('/');
    },
  },
});

/** Adds two handlers to port 81. Called once, before the port opens. */
export const initSreRecipeApi: ExtendRecipeApi = (router, loadTest) => {
  router.post('/api/storm', (ctx) => {
    loadTest.start({ users: 20, spawnRate: 50, runTime: 60_000, classes: ['BasicHomePageViewingUser'] });
    ctx.body = { msg: 'The storm is coming' };
  });
  router.get('/api/state', (ctx) => {
    ctx.body = { state: loadTest.state, users: loadTest.userCount };
  });
};
