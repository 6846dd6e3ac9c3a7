import { describe, expect } from 'vitest';
import { REPOSITORY } from '../e2e/support/program.ts';
import { it } from './support/it.ts';

describe('a recipe with curl alone and no token', () => {
  it('pings, spawns, counts, reads the statistics and stops', async ({ containers }) => {
    await containers.shop();
    const container = await containers.start({ env: { TARGET_HOST: 'shop:8088' } }).ready();
    const { lab } = containers;
    const recipe = lab.launch('bash', [`${REPOSITORY}deploy/recipe.sh`], {
      env: { LOADGEN: container.recipes.url },
    });
    const { code, stdout, stderr } = await recipe.ended;
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual([
      expect.stringMatching(/^\{"msg": ?"pong"\}$/),
      expect.stringMatching(/Spawn Request Received: spawning 10 users at 5 users\/second/),
      expect.stringMatching(/^10 users make \d*\.?\d+ requests\/s$/),
      'stop_after ended them',
      expect.stringMatching(/Spawn Request Received/),
      expect.stringMatching(/All users stopped/),
      '0 users are left',
    ]);
    expect(code).toBe(0);
  }, 90_000);
});
