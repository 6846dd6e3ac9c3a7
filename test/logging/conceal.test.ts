import { expect, it } from 'vitest';
import { createLogger } from '../../src/logging/logger.ts';

it('masks what is concealed while the program runs, in lines of every name from then on', () => {
  const lines: string[] = [];
  const logger = createLogger({
    secrets: ['first-secret'],
    stream: { write: (line: string) => void lines.push(line) },
  });
  const child = logger.child('web');
  child.info('later-secret is no secret yet');
  logger.conceal(['later-secret', 'first-secret']);
  child.info('first-secret and later-secret');
  expect(lines[0]).toContain('later-secret');
  expect(lines[1]).toContain('"message":"*** and ***"');
});

it('keeps masking what was given at the start, however many texts follow', () => {
  const lines: string[] = [];
  const logger = createLogger({
    secrets: ['first-secret'],
    stream: { write: (line: string) => void lines.push(line) },
  });
  for (let index = 0; index < 200; index++) logger.conceal([`later-${index}`]);
  logger.info('first-secret and later-199');
  expect(lines[0]).toContain('"message":"*** and ***"');
});
