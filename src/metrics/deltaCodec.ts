import { BUCKETS } from './buckets.ts';
import { ByteReader, ByteWriter, badDelta } from './bytes.ts';
import { type Delta, type EntryDelta, type ExceptionDelta, type FailureDelta, PHASES } from './delta.ts';
import { EMPTY_HISTOGRAM, type HistogramDelta } from './histogram.ts';

const VERSION = 2;

/** A delta in bytes: counts and bucket steps as varints, times and phases as 8-byte floats. */
export function encodeDelta(delta: Delta): Uint8Array {
  const out = new ByteWriter();
  out.varint(VERSION);
  out.float(delta.drainedAt);
  out.float(delta.span);
  out.varint(delta.entries.length);
  for (const entry of delta.entries) writeEntry(out, entry);
  out.varint(delta.failures.length);
  for (const each of delta.failures) {
    out.text(each.method);
    out.text(each.name);
    out.text(each.error);
    out.varint(each.occurrences);
    out.float(each.first);
    out.float(each.last);
  }
  out.varint(delta.exceptions.length);
  for (const each of delta.exceptions) {
    out.text(each.message);
    out.text(each.traceback);
    out.varint(each.count);
    out.float(each.first);
    out.float(each.last);
  }
  return out.finish();
}

/**
 * The delta in as many parts as it takes for each to have `mostBytes` at most; together they count what it counts. A
 * single row is never cut: the texts of one are bounded, and its buckets are at most some KiB.
 */
export function encodeInParts(delta: Delta, mostBytes: number): Uint8Array[] {
  const bytes = encodeDelta(delta);
  const { entries, failures, exceptions } = delta;
  const rows = entries.length + failures.length + exceptions.length;
  if (bytes.length <= mostBytes || rows <= 1) return [bytes];
  const half = Math.ceil(rows / 2);
  const [inEntries, inFailures] = [entries.length, entries.length + failures.length];
  const part = (from: number, to: number): Delta => ({
    ...delta,
    entries: entries.slice(from, to),
    failures: failures.slice(Math.max(0, from - inEntries), Math.max(0, to - inEntries)),
    exceptions: exceptions.slice(Math.max(0, from - inFailures), Math.max(0, to - inFailures)),
  });
  return [part(0, half), part(half, rows)].flatMap((each) => encodeInParts(each, mostBytes));
}

/** The delta in the bytes. Throws StatestormError `metrics.badDelta` where they are none. */
export function decodeDelta(bytes: Uint8Array): Delta {
  const from = new ByteReader(bytes);
  const version = from.varint();
  if (version !== VERSION) throw badDelta(`version ${version}, not ${VERSION}`);
  const delta: Delta = {
    drainedAt: from.float(),
    span: from.float(),
    entries: from.list(() => readEntry(from)),
    failures: from.list(() => readFailure(from)),
    exceptions: from.list(() => readException(from)),
  };
  from.end();
  return delta;
}

function writeEntry(out: ByteWriter, entry: EntryDelta): void {
  out.text(entry.method);
  out.text(entry.name);
  out.varint(entry.requests);
  out.varint(entry.failures);
  out.varint(entry.aborted);
  out.varint(entry.hops);
  out.varint(entry.reconnects);
  out.varint(entry.unsent);
  out.varint(entry.bytes);
  writeHistogram(out, entry.histogram);
  writeHistogram(out, entry.fromIntended ?? EMPTY_HISTOGRAM);
  for (let phase = 0; phase < PHASES.length; phase++) {
    out.float(entry.phaseSums[phase]!);
    out.float(entry.phaseMaxima[phase]!);
  }
  out.float(entry.lastAt);
}

function readEntry(from: ByteReader): EntryDelta {
  const method = from.text();
  const name = from.text();
  const requests = from.varint();
  const failures = from.varint();
  const aborted = from.varint();
  const hops = from.varint();
  const reconnects = from.varint();
  const unsent = from.varint();
  const bytes = from.varint();
  const histogram = readHistogram(from);
  const intended = readHistogram(from);
  const fromIntended = intended.count === 0 ? undefined : intended;
  const phaseSums: number[] = [];
  const phaseMaxima: number[] = [];
  for (let phase = 0; phase < PHASES.length; phase++) {
    phaseSums.push(from.float());
    phaseMaxima.push(from.float());
  }
  const counts = { requests, failures, aborted, hops, reconnects, unsent, bytes };
  return { method, name, ...counts, histogram, fromIntended, phaseSums, phaseMaxima, lastAt: from.float() };
}

/** Count, sum, least, greatest, then for each bucket the step from the one before and its count. */
function writeHistogram(out: ByteWriter, histogram: HistogramDelta): void {
  out.varint(histogram.count);
  out.varint(histogram.sum);
  out.varint(histogram.min);
  out.varint(histogram.max);
  out.varint(histogram.buckets.length / 2);
  let before = 0;
  for (let at = 0; at < histogram.buckets.length; at += 2) {
    out.varint(histogram.buckets[at]! - before);
    out.varint(histogram.buckets[at + 1]!);
    before = histogram.buckets[at]!;
  }
}

function readHistogram(from: ByteReader): HistogramDelta {
  const count = from.varint();
  const sum = from.varint();
  const min = from.varint();
  const max = from.varint();
  const buckets: number[] = [];
  let bucket = 0;
  let counted = 0;
  const length = from.length();
  for (let pair = 0; pair < length; pair++) {
    bucket += from.varint();
    if (bucket >= BUCKETS) throw badDelta(`no bucket ${bucket}`);
    const inBucket = from.varint();
    counted += inBucket;
    buckets.push(bucket, inBucket);
  }
  if (counted !== count) throw badDelta(`${counted} values where ${count} were announced`);
  return { count, sum, min, max, buckets };
}

function readFailure(from: ByteReader): FailureDelta {
  const [method, name, error] = [from.text(), from.text(), from.text()];
  return { method, name, error, occurrences: from.varint(), first: from.float(), last: from.float() };
}

function readException(from: ByteReader): ExceptionDelta {
  const [message, traceback] = [from.text(), from.text()];
  return { message, traceback, count: from.varint(), first: from.float(), last: from.float() };
}
