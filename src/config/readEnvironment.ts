import type { Given } from './given.ts';
import { nearest } from './nearest.ts';
import { variablesOf } from './options.ts';
import type { OptionTable } from './optionTable.ts';

/** Variables as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What Kubernetes sets by itself for a Service of the name, such as LOCUST_WEB_PORT=tcp://10.0.0.1:80. */
const SERVICE_LINK = /^(tcp|udp|sctp):\/\/[^/\s]+:\d+$/;

const PREFIX = /^(?:LOCUST|STATESTORM)_/;

/**
 * The values of the environment. An empty variable counts as not set, but for options that refuse to be empty,
 * and so do the links of Kubernetes.
 */
export function readEnvironment(env: Environment, table: OptionTable): Given[] {
  const given: Given[] = [];
  for (const option of table.all) {
    for (const label of variablesOf(option)) {
      const text = env[label];
      if (text === undefined || SERVICE_LINK.test(text)) continue;
      if (text.trim() === '' && !option.refusesEmpty) continue;
      given.push({ name: option.name, text, source: { kind: 'environment', label } });
      break;
    }
  }
  return given;
}

/** A sentence for each variable that has no effect, but looks like one that has. */
export function doubtfulVariables(env: Environment, table: OptionTable): string[] {
  const names = new Set(table.all.flatMap(variablesOf));
  const known = [...names].map((each) => each.replace(PREFIX, ''));
  return Object.keys(env).flatMap((name) => {
    if (!PREFIX.test(name) || names.has(name) || SERVICE_LINK.test(env[name] ?? '')) return [];
    const typed = name.replace(PREFIX, '');
    const near = nearest(typed, known).find((each) => Math.abs(each.length - typed.length) <= 2);
    if (near === undefined) return [];
    const right = [...names].find((each) => each.replace(PREFIX, '') === near && each[0] === name[0]);
    return [`The variable ${name} has no effect. Did you mean ${right ?? `STATESTORM_${near}`}?`];
  });
}
