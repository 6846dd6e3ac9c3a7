import { expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { group, sequence } from '../../src/authoring/taskSets.ts';
import { tagsOf, taskTree } from '../../src/authoring/taskTree.ts';

const nothing = () => {};

const user = defineUser('Tagged', {
  tasks: {
    read: nothing,
    write: nothing,
    set: group({
      tasks: {
        look: nothing,
        change: nothing,
        flow: sequence({ tasks: { one: nothing }, tags: { one: ['slow'] } }),
      },
      tags: { look: ['reads'] },
    }),
  },
  tags: { read: ['reads', 'quick'], write: ['writes'], set: ['nested'] },
});

test.each([
  { tags: [], excludeTags: [], left: ['read', 'write', 'look', 'change', 'one'] },
  { tags: ['reads'], excludeTags: [], left: ['read', 'look'] },
  { tags: ['nested'], excludeTags: [], left: ['look', 'change', 'one'] },
  { tags: ['quick', 'writes'], excludeTags: [], left: ['read', 'write'] },
  { tags: ['nested'], excludeTags: ['slow'], left: ['look', 'change'] },
  { tags: [], excludeTags: ['nested', 'quick'], left: ['write'] },
  { tags: ['reads'], excludeTags: ['reads'], left: [] },
])('of tags $tags without $excludeTags the tasks $left are left', ({ tags, excludeTags, left }) => {
  expect(taskTree(user, { tags, excludeTags }).leaves.map(({ name }) => name)).toEqual(left);
});

test('all tags of a user are known, those in sets too', () => {
  expect([...tagsOf(user)].sort()).toEqual(['nested', 'quick', 'reads', 'slow', 'writes']);
});

test('a mix from outside takes the place of the user’s own', () => {
  const ratios = taskTree(user, { mix: { read: 3, set: 0 } }).leaves.map(({ name, ratio }) => [name, ratio]);
  expect(ratios).toEqual([
    ['read', 0.75],
    ['write', 0.25],
  ]);
});
