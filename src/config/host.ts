import { StatestormError } from '../domain/errors.ts';

/** What URL parsers drop in silence, each in its own way. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const BLANK_OR_CONTROL = /[\s\u0000-\u001f\u007f-\u009f]/;
/** A host name as the URL parser normalised it. */
const LABELS = /^(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?$/;

/**
 * The base URL that users of a load aim at, from what a person gave: blanks around it and slashes at its end
 * are dropped, and one without http(s):// gets `http://`. Otherwise as given.
 * @throws StatestormError `host.invalid` where it cannot be a base URL.
 */
export function normaliseHost(text: string): string {
  const given = text.trim();
  return parseStrictHost(/^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`, text);
}

/**
 * The base URL of a host that must begin with http:// or https://, as /swarm takes it.
 * @param shown what the error quotes.
 * @throws StatestormError `host.invalid`.
 */
export function parseStrictHost(text: string, shown: string = text): string {
  const given = text.trim();
  const fail = (why: string): never => {
    throw new StatestormError(
      'host.invalid',
      `${JSON.stringify(withoutSecrets(shown))} is no host to load: ${why}`,
      {
        hint: 'Give a base URL such as https://shop.example or http://10.0.0.7:8080.',
      },
    );
  };
  if (given === '' || shown.trim() === '') fail('it is empty');
  if (BLANK_OR_CONTROL.test(given)) fail('it has blanks or control characters in it');
  if (given.includes('\\')) fail('it has a backslash in it');
  if (!/^https?:\/\//i.test(given)) fail('it must begin with http:// or https://');
  if (/^https?:\/\/\//i.test(given)) fail('it has a slash too many');
  if (hasUserinfo(given)) {
    fail('it has a user name or password in it; send these as an Authorization header from the user instead');
  }
  const url = URL.canParse(given) ? new URL(given) : fail('it is not a URL');
  if (!url.hostname.startsWith('[') && !LABELS.test(url.hostname)) fail(`${url.hostname} is not a host name`);
  if (url.port === '0') fail('nothing can be reached at port 0');
  if (/[?#]/.test(given)) fail('it has a query or a fragment');
  return given.replace(/\/+$/, '');
}

/** Whether a URL's authority has an @ in it, be the name before it empty. */
export function hasUserinfo(url: string): boolean {
  const authority = /^[a-z][a-z0-9+.-]*:[\\/]*([^/\\?#]*)/i.exec(url.trim())?.[1];
  return authority?.includes('@') ?? false;
}

function withoutSecrets(text: string): string {
  return text.replace(/[^/@\s]*@/g, '***@');
}
