import { isIPv6 } from 'node:net';
import { basename } from 'node:path';
import { parseRunTime, toMs } from '../domain/duration.ts';
import { StatestormError } from '../domain/errors.ts';
import { readFlag, readInteger, readWord } from '../domain/readValue.ts';
import { parsePattern } from './allowedHosts.ts';
import { normaliseHost } from './host.ts';

const LEAST_LEASE_MS = 3000;

/** A kind of value that an option takes, as text from a flag, a variable or a file. */
export interface ValueType<T> {
  /** What would be right, as an error says it: `a whole number from 0 to 65535`. */
  readonly expects: string;
  /** Whether it stands alone (`flag`), takes one text, or gathers several into a list. */
  readonly takes: 'flag' | 'one' | 'many';
  /** A text that stands for not giving the option. */
  readonly unset?: string;
  /** The value; undefined where the text is none. May throw a StatestormError that says more. */
  parse(text: string): T | undefined;
}

/** On or off. */
export const flag: ValueType<boolean> = { expects: 'true or false', takes: 'flag', parse: readFlag };

/** Any text; an empty one is as if it were not given. */
export const text = { ...one('a text', (given) => given), unset: '' };

/** A whole number in bounds. */
export function whole(least: number, most: number = Number.MAX_SAFE_INTEGER): ValueType<number> {
  const bounds = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
  return one(`a whole number ${bounds}`, (given) => {
    const value = readInteger(given);
    return value !== undefined && value >= least && value <= most ? value : undefined;
  });
}

/** A TCP port; 0 lets the system choose. */
export const port = whole(0, 65_535);

/** A TCP port that others have to know. */
export const knownPort = whole(1, 65_535);

/** The address of a machine, without brackets; its port is given by another flag. */
export function address(portFlag: string): ValueType<string> {
  return {
    ...one('an IP address or a host name, without a port', (given) => {
      const wanted = given.trim();
      if (/^([^:\s]+|\[.*\]):\d+$/.test(wanted)) {
        throw new StatestormError('config.invalidValue', `${JSON.stringify(wanted)} has a port in it`, {
          hint: `Give the port by ${portFlag}.`,
        });
      }
      const bare = wanted.replace(/^\[(.*)\]$/, '$1');
      // An address with a zone has no place in a URL.
      return /^[\w.-]+$/.test(bare) || (isIPv6(bare) && !bare.includes('%')) ? bare : undefined;
    }),
    unset: '',
  };
}

/** What workers are to reach: the same, or `*` for every interface. */
export function boundAddress(portFlag: string): ValueType<string> {
  const { parse, ...rest } = address(portFlag);
  return { ...rest, parse: (given) => (given.trim() === '*' ? '0.0.0.0' : parse(given)) };
}

/** The URL of a NATS server. */
export const natsUrl = one('a URL such as nats://user:password@host:4222 or tls://host:4222', (given) => {
  const url = URL.parse(given);
  return url !== null && /^(nats|tls):$/.test(url.protocol) && url.host !== '' ? given : undefined;
});

/** A part of subjects and names of streams. */
export const fleetName = one('a word of letters, digits, "_" and "-"', (given) =>
  /^[\w-]+$/.test(given) ? given : undefined,
);

/** A number of processes; -1 for one a core. */
export const processes = one('a whole number of 1 or more, or -1 for one a core', (given) => {
  const value = readInteger(given);
  return value === -1 || (value !== undefined && value >= 1) ? value : undefined;
});

/** Users per second. */
export const rate = one('a number above 0', (given) => {
  const value = /^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(given.trim()) ? Number(given) : Number.NaN;
  return value > 0 && Number.isFinite(value) ? value : undefined;
});

/** Locust's run times, in ms. */
export const runTime = one('a run time above 0 such as 20, 20s, 3m, 2h, 1h20m or 3h30m10s', (given) => {
  const seconds = parseRunTime(given);
  return seconds === undefined ? undefined : seconds * 1000;
});

/** Seconds as a plain number, or a duration text; in ms. */
export const seconds = one('a number of seconds or a duration such as 10s, 500ms or 1m30s', (given) => {
  const wanted = given.trim();
  if (/^\+?\d+(\.\d+)?$/.test(wanted)) return Number(wanted) * 1000;
  return /^\d/.test(wanted) ? toMs(wanted) : undefined;
});

/** Leases are renewed once a second: less than some of them would end load for one that comes late. In ms. */
export const lease = one('a number of seconds, 3 or more, or a duration such as 30s or 5m', (given) => {
  const ms = seconds.parse(given);
  return ms !== undefined && ms >= LEAST_LEASE_MS ? ms : undefined;
});

/** One of some words, in any case; aliases may stand for a word. */
export function choice<const T extends string>(
  words: readonly T[],
  canonical: (given: string) => string = (given) => given,
): ValueType<T> {
  return one(`one of ${words.join(', ')}`, (given) => readWord(canonical(given.trim()), words));
}

/** The name of a shipped load; the seed's file names are taken too. */
export const task = choice(['basic', 'step'], (given) =>
  basename(given).replace(/^(basic|step)_locustfile\.py$/i, '$1'),
);

/** The base URL to load. */
export const host = { ...one('a base URL such as https://shop.example', normaliseHost), unset: '' };

/** What a server listens on; `*` is every interface. */
export const bindHost = one('an IP address or a host name, without a port', (given) => {
  const wanted = given.trim().replace(/^\[(.*)\]$/, '$1');
  if (wanted === '*') return '0.0.0.0';
  if (/^[\w.-]+$/.test(wanted)) return wanted;
  return /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.%\w]*$/i.test(wanted) ? wanted : undefined;
});

const FIXED = /^\/(api|healthz|readyz|metrics|openapi\.json)(\/|$)/;

/** A prefix of paths, without a slash at its end; empty for none. */
export const basePath = one(
  'a path such as /locust, and not under /api, /healthz, /readyz, /metrics or /openapi.json',
  (given) => {
    const wanted = `/${given.trim()}`.replace(/^\/+/, '/').replace(/\/+$/, '');
    if (!/^(\/[\w~-][\w.~-]*)*$/.test(wanted) || FIXED.test(wanted)) return undefined;
    return wanted;
  },
);

/** Several texts, given one by one or in one text with separators, with or without [brackets] around. */
export function list(
  expects: string,
  separator: RegExp,
  check: (item: string) => boolean = () => true,
): ValueType<readonly string[]> {
  return {
    expects: `a list of ${expects}`,
    takes: 'many',
    parse(given) {
      const inner = /^\s*\[((?:[^[\]]|\[[^[\]]*\])*)\]\s*$/.exec(given)?.[1] ?? given;
      const items = inner
        .split(separator)
        .map((each) => each.trim().replace(/^(["'])(.*)\1$/, '$2'))
        .filter((each) => each !== '');
      return items.every(check) ? items : undefined;
    },
  };
}

/** `-f -`: Locust's word for a worker that is given its load by its master. */
export const FROM_MASTER = '-';

/** Files, by commas alone, since their names may have blanks. */
export const files = list('file names', /,/);

export const tags = list('tags', /[\s,]+/);

/** Host patterns. */
export const hostPatterns = list('host patterns such as *.shop.example:8080', /[\s,]+/, (item) =>
  Boolean(parsePattern(item)),
);

/** Origins of pages: a scheme, a host and perhaps a port, in lower case. */
export const origins: ValueType<readonly string[]> = {
  expects: 'a list of origins such as https://ops.example:8443',
  takes: 'many',
  parse(given) {
    const items = given.split(/[\s,]+/).filter((each) => each !== '');
    const read = items.map((each) => (URL.canParse(each) ? new URL(each).origin : 'null'));
    const same = items.every((each, index) => each.toLowerCase().replace(/\/$/, '') === read[index]);
    return same && !read.includes('null') ? read : undefined;
  },
};

/** Names of user classes. */
export const classNames = list('names of user classes', /[\s,]+/, (item) =>
  /^(?!(?:true|false)$)[\p{L}_$][\p{L}\p{N}_$.-]*$/u.test(item),
);

/** JSON texts, or files of JSON, each taken as it is. */
export const json: ValueType<readonly string[]> = {
  expects: 'JSON or a file of JSON',
  takes: 'many',
  parse: (given) => [given.trim()],
};

function one<T>(expects: string, parse: (text: string) => T | undefined): ValueType<T> {
  return { expects, takes: 'one', parse };
}
