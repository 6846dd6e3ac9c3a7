import { constant, defineHooks, defineUser } from 'statestorm';

export default defineUser('Visitor', {
  waitTime: constant('500ms'),
  tasks: {
    async home({ http }) {
      await http.get('/');
    },
  },
});

let slowest = 0;

/** Attached to port 80's test; users begin once testStart's promise is through. */
export const hooks = defineHooks((events) => {
  events.on('testStart', async ({ host }) => {
    slowest = 0;
    console.error(`aiming at ${host}`);
  });
  // Every fact is a stream too, with all of RxJS at hand.
  events.request$.subscribe(({ duration }) => {
    slowest = Math.max(slowest, duration / 1000);
  });
  events.on('testStop', ({ reason }) => {
    console.error(`over (${reason}), the slowest request took ${slowest.toFixed(1)} ms`);
  });
});
