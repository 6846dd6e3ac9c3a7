import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { MemoryReducer } from '../../src/engine/memoryReducer.ts';

test('it is kept still from the first user to the last', () => {
  const flags: string[] = [];
  const reducer = new MemoryReducer((flag) => flags.push(flag));
  reducer.userCame();
  reducer.userCame();
  reducer.userLeft();
  expect(flags).toEqual(['--memory-reducer-gc-count=0']);
  reducer.userLeft();
  expect(flags).toEqual(['--memory-reducer-gc-count=0', '--memory-reducer-gc-count=2']);
  reducer.userCame();
  expect(flags.at(-1)).toBe('--memory-reducer-gc-count=0');
});

test('this Node knows the flags', async () => {
  // It says on stderr what it does not know.
  const code = `
    const { memoryReducer } = await import(${JSON.stringify(new URL('../../src/engine/memoryReducer.ts', import.meta.url).href)});
    memoryReducer.userCame(); memoryReducer.userLeft();`;
  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
  expect(stderr).toBe('');
});
