import { clampFuture, futureFlag } from "../formats/clamp-future.ts";
import type { Transition } from "../model/alert.ts";
import type { Entry } from "../model/entry.ts";
import { type ArrivalSettings, createArrivalJudge } from "./arrival-judge.ts";

/** What became of entries, beside what was told. */
export interface ArrivalCounts {
  late: number;
  tooLate: number;
  future: number;
}

/** The scheduler looks every second, however little comes. */
const tickMs = 1_000;
/** Looks in a pause: one that gathers what came late, one that judges it, one that tells. */
const looksInPause = 3;

/**
 * Entries as they came: each is there from its observed_time on, under a clock that stands at that instant, and the
 * daemon's own judge looks at them with its delay, lateness and skew. An entry is late where it came more than
 * `delay` after its time. Yields what people would have been told, in the order in which they would have heard it.
 */
export function* replayArrivals(
  entries: readonly Entry[],
  settings: ArrivalSettings & { readonly maxSkewMs: number; readonly until?: number },
  counts: ArrivalCounts,
): Generator<Transition, void, undefined> {
  const { maxSkewMs, until = Number.POSITIVE_INFINITY } = settings;
  const arrivals = entries
    .map((entry) => clampFuture(entry, maxSkewMs))
    .filter((entry) => entry.time <= until)
    .sort((a, b) => a.observed_time - b.observed_time);
  counts.future = arrivals.filter((entry) => entry.flags?.includes(futureFlag) === true).length;
  const newest = arrivals.reduce((last, { time }) => Math.max(last, time), Number.NEGATIVE_INFINITY);
  const judge = createArrivalJudge(settings, settings.until ?? newest);
  let arrivedAt = Number.POSITIVE_INFINITY;
  let lookedAt = Number.NEGATIVE_INFINITY;
  for (const batch of batchesOf(arrivals)) {
    const at = batch[0]?.observed_time ?? 0;
    const looks = looksAfterArrival(Math.max(arrivedAt, lookedAt), at);
    // In the millisecond before it, where it matters to an entry whether its time had been judged.
    const matters = batch.some(({ time }) => time <= judge.positionAt(at - 1));
    if (matters || at - lookedAt > tickMs) looks.push(at - 1);
    for (const now of looks) yield* judge.look(now);
    lookedAt = looks.at(-1) ?? lookedAt;
    counts.late += judge.take(batch, at);
    arrivedAt = at;
  }
  yield* judge.finish();
  counts.tooLate = judge.tooLate();
}

/** In a pause between arrivals: every second, until all that came is judged. */
function looksAfterArrival(from: number, next: number): number[] {
  const looks: number[] = [];
  for (let place = 1; place <= looksInPause && from + place * tickMs < next - 1; place++) {
    looks.push(from + place * tickMs);
  }
  return looks;
}

/** Entries that arrive in the same millisecond arrive together. */
function* batchesOf(arrivals: readonly Entry[]): Generator<readonly Entry[]> {
  let batch: Entry[] = [];
  for (const entry of arrivals) {
    if (batch.length > 0 && batch[0]?.observed_time !== entry.observed_time) {
      yield batch;
      batch = [];
    }
    batch.push(entry);
  }
  if (batch.length > 0) yield batch;
}
