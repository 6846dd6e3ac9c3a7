import { measure } from 'mitata';

/** Parts of the program that are measured at the same sizes, on the same ground. */
export interface Group {
  /** What N counts. */
  readonly of: string;
  /** The values of N, the smallest first. */
  readonly sizes: readonly number[];
  make(n: number): Ground | Promise<Ground>;
}

/** What the parts of a group stand on at one size, and the parts by what they are. */
export interface Ground {
  readonly parts: Readonly<Record<string, Part>>;
  /** Leaves nothing behind. */
  end?(): void;
}

/** Something to be measured. */
export interface Part {
  /** What is measured; a promise is waited for. */
  run(): unknown;
  /** How often one `run` does what the part is named after; once where left out. */
  readonly times?: number;
  /** Brings about what one `run` needs. Not measured; called before each. */
  before?(): unknown;
}

/** What one part costs at one size. */
export interface Cost {
  readonly n: number;
  /** CPU time, ns. */
  readonly ns: number;
}

/** How often all sizes of a group are measured in turn: the first time V8 still compiles, and noise comes and goes. */
const ROUNDS = 2;
/** How each part is measured at each size. The system tells CPU time in whole µs, so short runs come in batches. */
const SAMPLES = {
  ...{ min_cpu_time: 60e6, batch_samples: 32, batch_threshold: 300e3, warmup_threshold: 5e6 },
  gc: false,
};

/** The costs of those parts of a group that are wanted, by what they are: of all rounds the least. */
export async function costsOf(
  { sizes, make }: Group,
  wanted: (what: string) => boolean,
): Promise<Map<string, Cost[]>> {
  const costs = new Map<string, Cost[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, n] of sizes.entries()) {
      const { parts, end } = await make(n);
      globalThis.gc?.();
      for (const [what, part] of Object.entries(parts).filter(([name]) => wanted(name))) {
        const ns = (await cpuOf(part)) / (part.times ?? 1);
        const row = costs.get(what) ?? [];
        row[index] = { n, ns: Math.min(ns, row[index]?.ns ?? ns) };
        costs.set(what, row);
      }
      end?.();
      if (costs.size === 0) return costs;
    }
  }
  return costs;
}

/** CPU time of one run, ns: what neighbours add to it is no part of it, so that the quicker quarter counts. */
async function cpuOf({ run, before }: Part): Promise<number> {
  const options = { ...SAMPLES, now: cpuNow };
  if (before === undefined) return (await measure(run, options)).p25;
  // What is measured has to take a parameter, or `before` would not be called.
  const prepared = function* () {
    yield { 0: before, bench: (_prepared: unknown) => run() } as never;
  };
  // No batches: thousands would be prepared at once.
  return (await measure(prepared, { ...options, batch_threshold: 0 })).p25;
}

/** CPU time of this process so far, ns: what others do on the machine meanwhile is not in it. */
function cpuNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}
