import { constant, defineUser, type ExtendRecipeApi } from 'statestorm';

/** A user like others, and one that recipes spawn: `POST /api/spawn/ImpatientVisitor`. */
export default defineUser('Visitor', {
  description: 'Visits the home page every second',
  recipe: 'ImpatientVisitor',
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
