import { describe, expect } from 'vitest';
import { it } from './support/it.ts';
import { visitor } from './support/loads.ts';

describe('--require-host', () => {
  it('ends a start without a host with 2, where the page could give one otherwise', async ({ lab }) => {
    const { code, stdout, stderr } = await lab.run([], { env: { LOCUST_REQUIRE_HOST: 'true' } });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/No host to aim at for PurchasingUser\n.*--host or TARGET_HOST/);
  });

  it('is content with a host, and with users that have one of their own', async ({ lab }) => {
    lab.write('own.user.ts', visitor(undefined, "host: 'http://shop.test',"));
    await lab.serve(['--require-host', '--host', 'http://shop.test']);
    await lab.serve(['--require-host', '-f', 'own.user.ts']);
  });

  it('does not keep --list from answering', async ({ lab }) => {
    expect(await lab.run(['--require-host', '--list'])).toMatchObject({ code: 0, stderr: '' });
  });
});
