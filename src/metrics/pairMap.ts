/** A map keyed by two texts, so that no key has to be made by joining them. */
export class PairMap<T> {
  readonly #maps = new Map<string, Map<string, T>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(a: string, b: string): T | undefined {
    return this.#maps.get(a)?.get(b);
  }

  set(a: string, b: string, value: T): void {
    let map = this.#maps.get(a);
    if (map === undefined) {
      map = new Map();
      this.#maps.set(a, map);
    }
    if (!map.has(b)) this.#size++;
    map.set(b, value);
  }

  *values(): Generator<T> {
    for (const map of this.#maps.values()) yield* map.values();
  }

  clear(): void {
    this.#maps.clear();
    this.#size = 0;
  }
}
