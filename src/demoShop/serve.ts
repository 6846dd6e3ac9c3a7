import { parseArgs } from 'node:util';
import { messageOf } from '../domain/errors.ts';
import { startDemoShop } from './demoShop.ts';

// Runs the demo shop as a program: node src/demoShop/serve.ts --port 8088 --latency 20 --error-rate 0.01

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));

try {
  const { values } = parseArgs({
    options: {
      host: { type: 'string' },
      port: { type: 'string', default: '8088' },
      latency: { type: 'string' },
      spread: { type: 'string' },
      'error-rate': { type: 'string' },
      'keep-alive': { type: 'string' },
      seed: { type: 'string' },
      gzip: { type: 'boolean' },
    },
  });
  const shop = await startDemoShop({
    host: values.host,
    port: Number(values.port),
    latencyMs: { mean: optional(values.latency), spread: optional(values.spread) },
    errorRate: optional(values['error-rate']),
    keepAliveTimeoutMs: optional(values['keep-alive']),
    seed: optional(values.seed),
    gzip: values.gzip,
  });
  console.log(`The demo shop is open at ${shop.url}`);
} catch (thrown) {
  console.error(messageOf(thrown));
  process.exit(2);
}

function optional(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
