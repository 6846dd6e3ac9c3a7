import { isTaskSet, type Mix, type Tags, type TaskSet } from './user.ts';

/** What is wrong with an option of a user: its path, such as `tasks.cart.mix.pay`, and what is due. */
export interface Fault {
  readonly path: string;
  readonly due: string;
}

/** The first fault of a user's tasks, of their mix and tags, and of all sets in them. */
export function faultOfTasks(
  { tasks, mix, tags }: { tasks: unknown; mix: Mix; tags: Tags },
  path = '',
): Fault | undefined {
  if (typeof tasks !== 'object' || tasks === null || Object.keys(tasks).length === 0) {
    return { path: `${path}tasks`, due: 'an object with at least one task' };
  }
  for (const [key, task] of Object.entries(tasks)) {
    const at = `${path}tasks.${key}`;
    const fault = isTaskSet(task) ? faultOfSet(task, `${at}.`) : undefined;
    if (fault) return fault;
    if (!isTaskSet(task) && typeof task !== 'function') {
      return { path: at, due: 'a function, or a group(), taskSet(), sequence() or markov()' };
    }
  }
  const names = Object.keys(tasks);
  return faultOfMix(mix, names, `${path}mix`) ?? faultOfTags(tags, names, `${path}tags`);
}

function faultOfSet(set: TaskSet<never>, path: string): Fault | undefined {
  const { order, rounds, onStart, onStop } = set;
  for (const [hook, value] of Object.entries({ onStart, onStop })) {
    if (value !== undefined && typeof value !== 'function') {
      return { path: path + hook, due: 'a function' };
    }
  }
  if (rounds !== undefined && !(Number.isSafeInteger(rounds) && rounds > 0)) {
    return { path: `${path}rounds`, due: 'a whole number above 0' };
  }
  return faultOfTasks(set, path) ?? (order === 'markov' ? faultOfChain(set, path) : undefined);
}

function faultOfMix(mix: Mix, names: readonly string[], path: string): Fault | undefined {
  if (typeof mix !== 'object' || mix === null) return { path, due: 'an object' };
  for (const [key, share] of Object.entries(mix)) {
    if (!names.includes(key)) return { path: `${path}.${key}`, due: `a task's name (${names.join(', ')})` };
    if (!(typeof share === 'number' && Number.isFinite(share) && share >= 0)) {
      return { path: `${path}.${key}`, due: 'a number of 0 or more' };
    }
  }
  return names.every((key) => mix[key] === 0) ? { path, due: 'above 0 for at least one task' } : undefined;
}

function faultOfTags(tags: Tags, names: readonly string[], path: string): Fault | undefined {
  if (typeof tags !== 'object' || tags === null) return { path, due: 'an object' };
  for (const [key, words] of Object.entries(tags)) {
    if (!names.includes(key)) return { path: `${path}.${key}`, due: `a task's name (${names.join(', ')})` };
    if (!Array.isArray(words) || !words.every((word) => typeof word === 'string' && /^[^\s,]+$/.test(word))) {
      return { path: `${path}.${key}`, due: 'a list of words without blanks and commas' };
    }
  }
  return undefined;
}

/** Every task leads on to tasks of the chain, and is led to. */
function faultOfChain({ tasks, first, transitions }: TaskSet<never>, path: string): Fault | undefined {
  const names = Object.keys(tasks);
  const start = first ?? (names[0] as string);
  if (!names.includes(start)) return { path: `${path}first`, due: `a task's name (${names.join(', ')})` };
  if (typeof transitions !== 'object' || transitions === null) {
    return { path: `${path}transitions`, due: 'an object' };
  }
  const stray = Object.keys(transitions).find((key) => !names.includes(key));
  if (stray) return { path: `${path}transitions.${stray}`, due: `a task's name (${names.join(', ')})` };
  for (const name of names) {
    const at = `${path}transitions.${name}`;
    const onward = transitions[name];
    if (onward === undefined) return { path: at, due: 'there: it has the weights of what follows the task' };
    const fault = faultOfMix(onward, names, at);
    if (fault) return fault;
    if (!Object.values(onward).some((weight) => (weight ?? 0) > 0)) {
      return { path: at, due: 'above 0 for at least one task' };
    }
  }
  const unreached = names.find((name) => !reachable(start, transitions).has(name));
  return unreached === undefined
    ? undefined
    : { path: `${path}tasks.${unreached}`, due: `reached by a transition that begins at ${start}` };
}

function reachable(start: string, transitions: { readonly [from: string]: Mix }): Set<string> {
  const seen = new Set([start]);
  for (const name of seen) {
    for (const [next, weight] of Object.entries(transitions[name] ?? {})) if (weight) seen.add(next);
  }
  return seen;
}
