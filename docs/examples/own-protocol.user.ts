import { once } from 'node:events';
import { connect } from 'node:net';
import { constant, defineUser } from 'statestorm';

/** How long a bare TCP connection takes to come about. */
async function knock(host: string): Promise<void> {
  const { hostname, port } = new URL(host);
  const socket = connect(Number(port || 80), hostname);
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}

export default defineUser('Knocker', {
  waitTime: constant('300ms'),
  tasks: {
    /** Timed and counted by the program; an error is a failure and ends the task. */
    async tcp({ http, measure }) {
      await measure('tcp', 'connect', () => knock(http.host));
    },
    /** Measured by the task itself. */
    counted({ record }) {
      const startedAt = performance.now();
      const size = JSON.stringify(Array.from({ length: 1000 }, (_, index) => index)).length;
      record({ type: 'cpu', name: 'stringify', time: performance.now() - startedAt, size });
    },
  },
});
