import { pageArgs } from './page.ts';
import { pathsOf } from './paths.ts';

/** Where this page's calls go. */
export const paths = pathsOf(location.pathname, pageArgs.statestorm.base_path);

/** An answer that was not what was asked for, in words for the person at the page. */
export class AskError extends Error {
  override readonly name = 'AskError';
}

/** JSON from below the base path, such as `/stats/requests`. @throws AskError */
export async function askJson<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await send(paths.base + path, init);
  if (response.ok) return (await response.json()) as T;
  throw new AskError(await words(response));
}

/** What an action answered: its sentence, and whether it was done. */
export interface Outcome {
  readonly done: boolean;
  readonly text: string;
}

/** Posts a form, or asks for a path whose GET acts. Whatever goes wrong is an outcome, too, in words. */
export async function act(url: string, fields?: URLSearchParams | string): Promise<Outcome> {
  const json = typeof fields === 'string';
  try {
    const response = await send(url, {
      ...(fields !== undefined && { method: 'POST', body: fields }),
      ...(json && { headers: { 'content-type': 'application/json' } }),
    });
    const refused = response.headers.get('content-type')?.includes('json') === true && response.ok;
    if (!refused) return { done: response.ok, text: await words(response) };
    const body = (await response.json()) as { success?: boolean; message?: string; msg?: string };
    return { done: body.success !== false, text: body.message ?? body.msg ?? '' };
  } catch (error) {
    return { done: false, text: error instanceof Error ? error.message : String(error) };
  }
}

async function send(url: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { cache: 'no-store', ...init });
  } catch {
    throw new AskError('The load generator does not answer.');
  }
  // The session is over: the way leads by the login back to here.
  if (response.status === 401) location.reload();
  if (response.redirected && new URL(response.url).pathname.endsWith('/login')) {
    throw new AskError('The session has ended: load the page again to log in.');
  }
  return response;
}

/** What an answer says of itself, for people. */
async function words(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { err, message, msg } = JSON.parse(text) as Record<string, string>;
    return err ?? message ?? msg ?? text;
  } catch {
    return text.length > 0 && text.length < 500 ? text : `${response.status} ${response.statusText}`;
  }
}
