/** What of `/stats/requests` the tests look at. */
export interface Report {
  readonly state: string;
  readonly user_count: number;
  readonly total_rps: number;
  readonly current_rps: number;
  readonly fail_ratio: number;
  readonly num_crashed: number;
  readonly errors: readonly { readonly name: string; readonly error: string; readonly occurrences: number }[];
  readonly stats: readonly Row[];
}

export interface Row {
  readonly method: string;
  readonly name: string;
  readonly num_requests: number;
  readonly num_failures: number;
  readonly num_aborted: number;
  readonly num_hops: number;
  readonly num_reconnects: number;
  readonly num_unsent: number;
}

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly text: string;
  readonly body: T;
}

type Fields = Readonly<Record<string, string | number>>;

/** One of the program's two ports, as a script with curl knows it. */
export class Port {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  get<T = Record<string, unknown>>(path: string): Promise<Answer<T>> {
    return this.#ask(path);
  }

  post<T = Record<string, unknown>>(path: string, fields: Fields = {}): Promise<Answer<T>> {
    const entries = Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]);
    return this.#ask(path, { method: 'POST', body: new URLSearchParams(entries) });
  }

  postJson<T = Record<string, unknown>>(path: string, body: object): Promise<Answer<T>> {
    const headers = { 'content-type': 'application/json' };
    return this.#ask(path, { method: 'POST', body: JSON.stringify(body), headers });
  }

  swarm(fields: Fields): Promise<Answer<{ success: boolean; message: string; host: string | null }>> {
    return this.post('/swarm', fields);
  }

  spawn(user: string, fields: Fields): Promise<Answer<{ msg?: string; err?: string }>> {
    return this.post(`/api/spawn/${user}`, fields);
  }

  async userCount(): Promise<number> {
    return (await this.get<{ user_count: number }>('/api/user_count')).body.user_count;
  }

  async report(): Promise<Report> {
    return (await this.get<Report>('/stats/requests')).body;
  }

  /** The row "Aggregated". */
  async total(): Promise<Row> {
    return (await this.report()).stats.at(-1)!;
  }

  async #ask<T>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
    const response = await fetch(this.url + path, init);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, text, body: (isJson ? JSON.parse(text) : {}) as T };
  }
}
