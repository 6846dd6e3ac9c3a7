import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { V8Policy } from '../../src/engine/v8Policy.ts';

test('it holds from the first user to the last', () => {
  const flags: string[] = [];
  const policy = new V8Policy((flag) => flags.push(flag));
  const loaded = [
    '--memory-reducer-gc-count=0',
    '--heap-growing-percent=300',
    '--invocation-count-for-turbofan=700',
    '--concurrent-turbofan-max-threads=1',
  ];
  const idle = [
    '--memory-reducer-gc-count=2',
    '--heap-growing-percent=0',
    '--invocation-count-for-turbofan=3000',
    '--concurrent-turbofan-max-threads=4',
  ];
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
  const module = JSON.stringify(new URL('../../src/engine/v8Policy.ts', import.meta.url).href);
  const code = `const { v8Policy } = await import(${module}); v8Policy.userCame(); v8Policy.userLeft();`;
  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
  // It says there what it does not know.
  expect(stderr).toBe('');
});
