import type { Dwelling } from './wire.ts';

/** Durations kept for each place, and how many there must be before something is said of them. */
const KEPT = 200;
const LEAST = 5;

/** How long users dwelt in places, ms: the last ones of each. */
export class DwellTimes {
  readonly #places = new Map<string, { readonly durations: number[]; next: number }>();

  add(place: string, duration: number): void {
    let kept = this.#places.get(place);
    if (kept === undefined) {
      kept = { durations: [], next: 0 };
      this.#places.set(place, kept);
    }
    kept.durations[kept.next] = duration;
    kept.next = (kept.next + 1) % KEPT;
  }

  /** What is shown of a place that so many users are in. */
  dwelling(place: string, users: number): Dwelling {
    const durations = this.#places.get(place)?.durations ?? [];
    if (durations.length < LEAST) return { users, p50: null, p95: null };
    const sorted = durations.toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] as number;
    return { users, p50: at(0.5), p95: at(0.95) };
  }

  clear(): void {
    this.#places.clear();
  }
}
