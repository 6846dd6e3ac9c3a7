import { domainToASCII } from 'node:url';
import { StatestormError } from '../domain/errors.ts';
import { hasUserinfo } from './host.ts';

/** Which hosts a load may be aimed at after the start. Asked on every change of host; pure and quick. */
export interface AllowList {
  allows(url: string): boolean;
  /** Why `url` is refused and how to allow it, for the one who asked; empty where it is allowed. */
  explain(url: string): string;
}

interface Pattern {
  readonly text: string;
  readonly matchesHost: (host: string) => boolean;
  /** A port, any, or the defaults 80 and 443 where none was written. */
  readonly port: number | 'any' | 'default';
}

/**
 * The allow list of `--allowed-hosts`: patterns `host[:port]`, next to the host given at the start, which is
 * always allowed. Without patterns only that host is; without either any is.
 *
 * `*` alone is any host at any port. A leading `*.` stands for one or more labels, another `*` for a part of
 * one label, in an IPv4 pattern for the digits and dots of an IPv4 address only. No port means 80 or 443; `:*`
 * means any. Names are compared as the WHATWG URL parser normalises them (lower case, punycode, one spelling
 * of each address), less a trailing dot.
 * @throws StatestormError `config.invalidValue` for what is no such pattern.
 * @example createAllowList(['*.shop.example', '10.0.0.*:8080'], undefined)
 */
export function createAllowList(
  patterns: readonly string[] | undefined,
  startHost: string | undefined,
): AllowList {
  const allowed = (patterns ?? []).map(parsePattern);
  if (startHost !== undefined) {
    const { hostname, port } = new URL(startHost);
    allowed.push(parsePattern(port === '' ? hostname : `${hostname}:${port}`));
  }
  const refusal = (url: string): string | undefined => {
    const target = readTarget(url);
    if (typeof target === 'string') return target;
    if (allowed.length === 0 || allowed.some((each) => matches(each, target))) return undefined;
    const list = allowed.map((each) => each.text).join(', ');
    const wanted = target.isDefaultPort ? target.shown : `${target.shown}:${target.port}`;
    return `The host ${wanted} is not allowed. Allowed: ${list}. To allow it, start with ${wanted} in --allowed-hosts.`;
  };
  return { allows: (url) => refusal(url) === undefined, explain: (url) => refusal(url) ?? '' };
}

interface Target {
  readonly host: string;
  /** The host with the brackets of an IPv6 address. */
  readonly shown: string;
  readonly port: number;
  readonly isDefaultPort: boolean;
}

/** What a URL aims at, or why nothing may be aimed there whatever the list says. */
function readTarget(given: string): Target | string {
  const text = given.trim();
  const never = (why: string): string => `Refused, whatever --allowed-hosts says: ${why}.`;
  if (hasUserinfo(text)) return never('the URL has a user name or password (an @) before its host');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  if (/[\s\\\u0000-\u001f\u007f]/.test(text))
    return never('the URL has a blank, a backslash or a control character');
  if (!/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text))
    return never('it is not an http:// or https:// URL');
  const url = new URL(text);
  const shown = bare(url.hostname);
  if (shown === '') return never('the URL names no host');
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  return { host: shown, shown, port, isDefaultPort: port === 80 || port === 443 };
}

function matches({ matchesHost, port }: Pattern, target: Target): boolean {
  if (port === 'default' ? !target.isDefaultPort : port !== 'any' && port !== target.port) return false;
  return matchesHost(target.host);
}

/** Checks one pattern and makes it ready to compare. */
export function parsePattern(given: string): Pattern {
  const text = given
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\/$/, '');
  if (text === '*') return { text, matchesHost: () => true, port: 'any' };
  const [, host = '', portText] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}|\*))?$/.exec(bracketed(text)) ?? [];
  const port = portText === undefined ? 'default' : portText === '*' ? 'any' : Number(portText);
  const matchesHost = hostMatcher(host.toLowerCase());
  if (!matchesHost || (typeof port === 'number' && (port > 65_535 || port === 0))) {
    throw new StatestormError('config.invalidValue', `${JSON.stringify(given)} is not a pattern of hosts`, {
      hint: 'Give host names or addresses, each with an optional port: shop.example, *.shop.example:8080, 10.0.0.*, [::1]:*.',
    });
  }
  return { text, matchesHost, port };
}

function hostMatcher(host: string): ((host: string) => boolean) | undefined {
  if (host === '*') return () => true;
  if (!host.includes('*')) {
    if (!/^[^\s/\\?#@%]+$/.test(host) || !URL.canParse(`http://${host}`)) return undefined;
    const wanted = bare(new URL(`http://${host}`).hostname);
    return (each) => each === wanted;
  }
  const labels = bare(host)
    .split('.')
    .map((each) => (each.includes('*') || /^[\w-]*$/.test(each) ? each : domainToASCII(each)));
  if (!labels.every((each) => /^[a-z0-9_*-]{1,63}$/.test(each))) return undefined;
  if (labels.every((each) => /^[\d*]+$/.test(each)) && labels.some((each) => /\d/.test(each))) {
    const address = new RegExp(`^${labels.join('\\.').replaceAll('*', '[\\d.]+')}$`);
    return (each) => /^\d+\.\d+\.\d+\.\d+$/.test(each) && address.test(each);
  }
  const [first, ...rest] = labels.map((each) => each.replaceAll('*', '[^.]*'));
  const start = labels[0] === '*' ? '(?:[^.]+\\.)*[^.]+' : first;
  const name = new RegExp(`^${[start, ...rest].join('\\.')}$`);
  return (each) => !each.startsWith('[') && name.test(each);
}

/** An IPv6 address written without brackets gets them. */
function bracketed(text: string): string {
  return /^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f.]*$/i.test(text) ? `[${text}]` : text;
}

function bare(hostname: string): string {
  return hostname.replace(/\.+$/, '');
}
