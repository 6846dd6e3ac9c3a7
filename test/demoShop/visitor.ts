/** A visitor with a cookie jar, who does not follow redirects. */
export interface Visitor {
  readonly cookies: Map<string, string>;
  get(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, form?: Record<string, string>): Promise<Response>;
}

export function visitor(url: string): Visitor {
  const cookies = new Map<string, string>();
  const request = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (cookies.size > 0) headers.set('cookie', [...cookies].map((pair) => pair.join('=')).join('; '));
    const response = await fetch(url + path, { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = line.split(';', 1)[0]!.split('=') as [string, string];
      cookies.set(name, value);
    }
    return response;
  };
  return {
    cookies,
    get: (path, init = {}) => request(path, init),
    post: (path, form = {}) => request(path, { method: 'POST', body: new URLSearchParams(form) }),
  };
}
