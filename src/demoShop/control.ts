import { StatestormError } from '../domain/errors.ts';

/** How long answers take, in ms: uniform from mean - spread to mean + spread. */
export interface Latency {
  readonly mean: number;
  /** At most the mean. */
  readonly spread: number;
}

/** How the shop behaves. */
export interface Behaviour {
  readonly latencyMs: Latency;
  /** The share of requests that are answered with a 500, from 0 to 1. */
  readonly errorRate: number;
}

/** What is to be different; what is left out stays, a spread above a new mean shrinks to it. */
export interface BehaviourChange {
  readonly latencyMs?:
    | { readonly mean?: number | undefined; readonly spread?: number | undefined }
    | undefined;
  readonly errorRate?: number | undefined;
}

/** 20 ± 10 ms, no errors. */
export const defaultBehaviour: Behaviour = { latencyMs: { mean: 20, spread: 10 }, errorRate: 0 };

const LONGEST_MS = 600_000;

/**
 * The behaviour after a change.
 * @throws StatestormError `demoShop.invalid`, whose message names the field, as the form spells it.
 */
export function changed(now: Behaviour, change: BehaviourChange): Behaviour {
  const mean = inRange('latencyMs.mean', change.latencyMs?.mean ?? now.latencyMs.mean, LONGEST_MS);
  const spread = inRange(
    'latencyMs.spread',
    change.latencyMs?.spread ?? Math.min(now.latencyMs.spread, mean),
    mean,
  );
  const errorRate = inRange('errorRate', change.errorRate ?? now.errorRate, 1);
  return { latencyMs: { mean, spread }, errorRate };
}

/**
 * The change that a request's body asks for: JSON of the shape of BehaviourChange, or a form with the fields
 * `latencyMs.mean`, `latencyMs.spread` and `errorRate`.
 * @throws StatestormError `demoShop.invalid` where it is not readable or has a field that is not known.
 */
export function parseChange(body: string, contentType: string | undefined): BehaviourChange {
  const fields = /\bjson\b/i.test(contentType ?? '') ? jsonFields(body) : new URLSearchParams(body);
  const latencyMs: { mean?: number; spread?: number } = {};
  let errorRate: number | undefined;
  for (const [name, value] of fields) {
    if (name === 'latencyMs.mean') latencyMs.mean = toNumber(name, value);
    else if (name === 'latencyMs.spread') latencyMs.spread = toNumber(name, value);
    else if (name === 'errorRate') errorRate = toNumber(name, value);
    else {
      throw invalid(`${name} is not known: there are latencyMs.mean, latencyMs.spread and errorRate`);
    }
  }
  return { latencyMs, errorRate };
}

function jsonFields(body: string): [string, unknown][] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (cause) {
    throw invalid('The body is not JSON', cause);
  }
  if (!isObject(parsed)) throw invalid('The body is not a JSON object');
  return Object.entries(parsed).flatMap(([name, value]): [string, unknown][] => {
    if (name !== 'latencyMs') return [[name, value]];
    if (!isObject(value)) throw invalid('latencyMs must be an object of mean and spread');
    return Object.entries(value).map(([part, ms]) => [`latencyMs.${part}`, ms]);
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toNumber(name: string, value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && value.trim() !== '') return Number(value);
  throw invalid(`${name} must be a number: ${JSON.stringify(value)}`);
}

function inRange(name: string, value: number, most: number): number {
  if (value >= 0 && value <= most) return value;
  throw invalid(`${name} must be a number from 0 to ${most}: ${value}`);
}

function invalid(message: string, cause?: unknown): StatestormError {
  return new StatestormError('demoShop.invalid', message, {
    hint: 'Give latencyMs {mean, spread} in ms and errorRate from 0 to 1.',
    cause,
  });
}
