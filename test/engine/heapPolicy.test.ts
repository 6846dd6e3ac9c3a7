import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { HeapPolicy } from '../../src/engine/heapPolicy.ts';

test('it holds from the first user to the last', () => {
  const flags: string[] = [];
  const policy = new HeapPolicy((flag) => flags.push(flag));
  const loaded = ['--memory-reducer-gc-count=0', '--heap-growing-percent=300'];
  const idle = ['--memory-reducer-gc-count=2', '--heap-growing-percent=0'];
  policy.userCame();
  policy.userCame();
  policy.userLeft();
  expect(flags).toEqual(loaded);
  policy.userLeft();
  expect(flags).toEqual([...loaded, ...idle]);
  policy.userCame();
  expect(flags).toEqual([...loaded, ...idle, ...loaded]);
});

test('this Node knows the flags', async () => {
  const module = JSON.stringify(new URL('../../src/engine/heapPolicy.ts', import.meta.url).href);
  const code = `const { heapPolicy } = await import(${module}); heapPolicy.userCame(); heapPolicy.userLeft();`;
  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
  // It says there what it does not know.
  expect(stderr).toBe('');
});
