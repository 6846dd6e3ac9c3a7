import { nats, providePrograms } from '../support/needs.ts';

// A NATS server in a network of its own, which the tests cut off.
providePrograms([
  nats,
  { package: 'iproute2', programs: ['ip'], purpose: 'make networks of their own' },
  { package: 'util-linux', programs: ['unshare'], purpose: 'keep those networks from the machine' },
]);
