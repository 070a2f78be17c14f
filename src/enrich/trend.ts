import type { Basis, Fact, Trend, TrendDirection, TrendPoint, TrendSpan } from "../model/facts.ts";
import { type Collector, type Enricher, failedFact, noMatches } from "./collector.ts";
import { type EvidenceRange, evidenceRange } from "./evidence-range.ts";

export const maxTrendPoints = 20;

/** A younger incident has no past to compare with. */
export const minTrendMs = 20_000;

/** Matches in the two quarters together; fewer are an accident. */
export const minTrendMatches = 10;

/** From this much more, or less, of the quarter before on it is called rising, or falling. */
export const trendFactor = 1.25;

/** And only where chance would do that less than about once in twenty times: standard deviations. */
export const trendDeviations = 2;

/** While alerts fire, a shorter time without a match is a pause and not an end. */
export const minQuietMs = 60_000;

/** What is this young may still be on its way here, so no slot that ends later counts as without matches. */
export const settlingMs = 10_000;

/** Does it get worse: matches of all, slot by slot, from the first evidence to now or to the end. */
export const trendEnricher: Enricher<Fact<Trend>> = {
  needs: "entries",
  start: ({ incident, now }) =>
    createTrendCollector(evidenceRange(incident, now), incident.state === "resolved"),
  failed: failedFact,
};

interface Slot {
  matches: number;
  total: number;
}

function createTrendCollector(range: EvidenceRange, resolved: boolean): Collector<Fact<Trend>> {
  const from = range.from + 1;
  const slotMs = slotOf(range.to - from);
  const slots: Slot[] = Array.from({ length: maxTrendPoints }, () => ({ matches: 0, total: 0 }));
  let lastAt = from;
  let matches = 0;
  return {
    add({ entry }, matched) {
      const slot = slots[Math.floor((entry.time - from) / slotMs)];
      if (slot === undefined) return;
      slot.total++;
      lastAt = entry.time;
      if (!matched) return;
      slot.matches++;
      matches++;
    },
    finish(basis) {
      if (matches === 0) return noMatches(basis);
      if (basis.cutAt !== undefined) return { state: "none", why: cutShort(basis) };
      const end = range.to - lastAt <= settlingMs ? lastAt : range.to;
      const points = slots
        .slice(0, Math.floor((end - from) / slotMs) + 1)
        .map((slot, place): TrendPoint => ({ at: from + place * slotMs, ...slot }));
      return { state: "known", value: trendOf(points, slotMs, end, resolved) };
    },
  };
}

function cutShort(basis: Basis): string {
  return `reading stopped after ${basis.examined} entries, before the latest ones`;
}

/** Twenty slots that hold the instant of the end as well. */
function slotOf(lengthMs: number): number {
  return Math.max(1, Math.ceil((lengthMs + 1) / maxTrendPoints / 1000)) * 1000;
}

function trendOf(points: readonly TrendPoint[], slotMs: number, end: number, resolved: boolean): Trend {
  const quarter = Math.ceil(points.length / 4);
  const last = spanOf(points.slice(-quarter), end + 1);
  const before = spanOf(points.slice(-2 * quarter, -quarter), last.from);
  const measure = points.some((point) => point.matches < point.total) ? "share" : "count";
  const young = end + 1 - (points[0]?.at ?? end) < minTrendMs;
  const quiet = last.matches === 0 && (resolved || last.to - last.from >= minQuietMs);
  const direction = young ? "too_early" : quiet ? "over" : directionOf(last, before, measure);
  return { slotMs, points, direction, measure, last, before };
}

function spanOf(points: readonly TrendPoint[], to: number): TrendSpan {
  return {
    from: points[0]?.at ?? to,
    to,
    matches: points.reduce((sum, point) => sum + point.matches, 0),
    total: points.reduce((sum, point) => sum + point.total, 0),
  };
}

function directionOf(last: TrendSpan, before: TrendSpan, measure: Trend["measure"]): TrendDirection {
  const nothingToShare = measure === "share" && (last.total === 0 || before.total === 0);
  if (nothingToShare || last.matches + before.matches < minTrendMatches) return "too_few";
  return compare(last, before, measure);
}

function compare(last: TrendSpan, before: TrendSpan, measure: Trend["measure"]): TrendDirection {
  const share = measure === "share";
  const lastSize = share ? last.total : last.to - last.from;
  const beforeSize = share ? before.total : before.to - before.from;
  const lastRate = last.matches / lastSize;
  const beforeRate = before.matches / beforeSize;
  const pooled = (last.matches + before.matches) / (lastSize + beforeSize);
  // The variance of a share is binomial, that of a rate Poisson.
  const variance = share ? pooled * (1 - pooled) : pooled;
  const deviation = Math.sqrt(variance * (1 / lastSize + 1 / beforeSize));
  if (Math.abs(lastRate - beforeRate) <= trendDeviations * deviation) return "steady";
  if (lastRate >= beforeRate * trendFactor) return "rising";
  return lastRate * trendFactor <= beforeRate ? "falling" : "steady";
}
