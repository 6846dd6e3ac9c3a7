import { randomUUID } from 'node:crypto';

/** What the shop keeps of one visitor. */
export interface Session {
  readonly id: string;
  /** Pieces by product id; undefined until something was added. */
  cart: Map<string, number> | undefined;
  /** Who logged in; undefined until somebody did. */
  customer: { readonly name: string; readonly token: string } | undefined;
}

const SESSION = /(?:^|;\s*)shop_session-id=([\w-]{1,64})(?=;|$)/;

/** The visitors, in memory: the one seen least recently is forgotten once there are more than `limit`. */
export class Sessions {
  readonly #byId = new Map<string, Session>();
  readonly #limit: number;

  constructor(limit = 50_000) {
    this.#limit = limit;
  }

  /** Sessions that are remembered now. */
  get size(): number {
    return this.#byId.size;
  }

  /**
   * The session that a `Cookie` header names, or a new one with `isNew`. A session that was forgotten comes
   * back under its id with an empty cart.
   */
  open(cookies: string | undefined): { session: Session; isNew: boolean } {
    const named = cookies === undefined ? undefined : SESSION.exec(cookies)?.[1];
    const id = named ?? randomUUID();
    const session = this.#byId.get(id) ?? { id, cart: undefined, customer: undefined };
    // A Map keeps the order of insertion: taken out and put back, the session is the youngest.
    this.#byId.delete(id);
    this.#byId.set(id, session);
    if (this.#byId.size > this.#limit) this.#byId.delete(this.#byId.keys().next().value as string);
    return { session, isNew: named === undefined };
  }
}
