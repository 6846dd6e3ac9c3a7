import type { Clock } from '../../src/domain/clock.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { Cut, type HttpScope, type HttpSession } from '../../src/http/session.ts';

export interface FakeHttpOptions {
  readonly clock: Clock;
  /** How long an answer takes, ms. */
  readonly latency?: number;
}

/** Sessions that answer 200 after a while without a network, and count what they were asked. */
export class FakeHttp {
  readonly #options: FakeHttpOptions;
  readonly requests: { method: string; url: string; host: string; userClass: string; at: number }[] = [];
  open = 0;

  constructor(options: FakeHttpOptions) {
    this.#options = options;
  }

  session = ({ host, userClass }: { host: string; userClass: string }): HttpSession => {
    this.open++;
    return {
      scope: (emit) => this.#scope(host, userClass, emit),
      close: () => {
        this.open--;
      },
    };
  };

  #scope(host: string, userClass: string, emit: (sample: Sample) => void): HttpScope {
    const { clock, latency = 0 } = this.#options;
    const inFlight = new Set<(outcome: 'passed' | 'aborted') => void>();
    let cut = false;
    const request = (method: string, url: string): Promise<never> => {
      if (cut) return new Promise(() => {});
      const at = clock.now();
      const { pacedStart } = scope;
      scope.pacedStart = undefined;
      this.requests.push({ method, url, host, userClass, at });
      const answered = new Promise<never>((resolve, reject) => {
        const end = (outcome: 'passed' | 'aborted'): void => {
          clock.clearTimeout(timer);
          inFlight.delete(end);
          const sample = sampleOf(method, url, userClass, at, (clock.now() - at) * 1000, outcome);
          emit({ ...sample, pacedStart });
          if (outcome === 'aborted') reject(new Cut('cut'));
          else resolve({ status: 200, ok: true, fail: () => {}, pass: () => {} } as never);
        };
        const timer = clock.setTimeout(() => end('passed'), latency);
        inFlight.add(end);
      });
      answered.catch(() => {});
      return answered;
    };
    const verb = (method: string) => (url: string) => request(method, url);
    const scope: HttpScope = {
      http: {
        host,
        cookies: { get: () => undefined, set: () => {}, clear: () => {} },
        request,
        get: verb('GET'),
        head: verb('HEAD'),
        options: verb('OPTIONS'),
        post: verb('POST'),
        put: verb('PUT'),
        patch: verb('PATCH'),
        delete: verb('DELETE'),
      },
      lastResponse: undefined,
      pacedStart: undefined,
      flush: () => {},
      abort: () => {
        cut = true;
        for (const end of [...inFlight]) end('aborted');
      },
    };
    return scope;
  }
}

export function sampleOf(
  method: string,
  name: string,
  userClass: string,
  at: number,
  duration: number,
  outcome: Sample['outcome'] = 'passed',
): Sample {
  return {
    method,
    name,
    userClass,
    at,
    intendedAt: at,
    duration,
    bytes: 10,
    status: outcome === 'aborted' ? 0 : 200,
    outcome,
    error: outcome === 'failed' ? 'failed' : undefined,
    hops: outcome === 'aborted' ? 0 : 1,
    reconnects: 0,
    sent: true,
    phases: { blocked: 0, connecting: 0, tls: 0, sending: 0, waiting: duration, receiving: 0 },
  };
}
