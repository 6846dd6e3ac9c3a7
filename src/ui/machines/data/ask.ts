/** JSON from an address of the load generator. @throws Error that says in words for people why there is none */
export async function ask<T>(url: string, init?: RequestInit): Promise<T> {
  const response = await send(url, init);
  if (response.redirected && new URL(response.url).pathname.endsWith('/login')) {
    throw new Error('The session has ended: load the page again to log in.');
  }
  if (!response.ok) throw new Error(await words(response));
  return (await response.json()) as T;
}

/** Asks for what answers nothing. */
export async function send(url: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { cache: 'no-store', ...init });
  } catch {
    throw new Error('The load generator does not answer.');
  }
}

async function words(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { err, message } = JSON.parse(text) as Record<string, string>;
    return err ?? message ?? text;
  } catch {
    return text.length > 0 && text.length < 300 ? text : `${response.status} ${response.statusText}`;
  }
}
