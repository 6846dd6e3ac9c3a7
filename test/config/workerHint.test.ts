import { expect, test } from 'vitest';
import { workerHint } from '../../src/config/workerHint.ts';
import { configOf } from './support.ts';

test.each([
  [['--master'], 'start one by --worker --master-host <this machine> --master-port 5557'],
  [['--master', '--master-bind-port', '7000', '--fleet', 'blue'], /--master-port 7000 --fleet blue$/],
  [
    ['--master', '--nats', 'nats://user:hush@nats.test'],
    'start one by --worker --nats <the server of this coordinator>',
  ],
  [['--processes', '2'], /^the log says why the processes/],
])('a worker is started for %j by what the hint says, without a password', (argv, hint) => {
  const text = workerHint(configOf({ argv }));
  expect(text).toEqual(typeof hint === 'string' ? hint : expect.stringMatching(hint));
  expect(text).not.toContain('hush');
});
