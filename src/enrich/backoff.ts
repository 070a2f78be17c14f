import type { Backoff, Fact } from "../model/facts.ts";
import { type Collector, type Enricher, failedFact, noMatches } from "./collector.ts";

/** Delays kept for the median; with more of them the median is that of the first ones. */
export const maxMedianValues = 200_000;

/** How long clients were told to stay away, and when the last of them may come back. */
export const backoffEnricher: Enricher<Fact<Backoff>> = {
  needs: "entries",
  start: createBackoffCollector,
  failed: failedFact,
};

function createBackoffCollector(): Collector<Fact<Backoff>> {
  const seconds: number[] = [];
  let matches = 0;
  let count = 0;
  let minSeconds = Number.POSITIVE_INFINITY;
  let maxSeconds = 0;
  let endsAt = 0;
  let longestClient: string | undefined;
  return {
    add({ entry }, matched) {
      if (!matched) return;
      matches++;
      const delay = entry.retry_after_seconds;
      if (delay === undefined || !(delay > 0)) return;
      count++;
      if (seconds.length < maxMedianValues) seconds.push(delay);
      minSeconds = Math.min(minSeconds, delay);
      endsAt = Math.max(endsAt, Math.round(entry.time + delay * 1000));
      if (delay <= maxSeconds) return;
      maxSeconds = delay;
      longestClient = entry.client_id ?? entry.client_address;
    },
    finish(basis) {
      if (matches === 0) return noMatches(basis);
      if (count === 0) return { state: "none", why: "no match carries a Retry-After above 0" };
      const medianSeconds = median(seconds);
      return {
        state: "known",
        value: { count, minSeconds, medianSeconds, maxSeconds, endsAt, longestClient },
      };
    },
  };
}

/** The lower middle, so that it is a delay that somebody was really told. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
