import type { Fact, IncidentFacts, Trend, TrendPoint, TrendSpan } from "../model/facts.ts";
import { capitalised, countWords, durationWords, rateWords, shareWords } from "../model/words.ts";
import type { PeakView, TrendView } from "./incident-view.ts";
import { viewInstant } from "./view-instant.ts";

/** Does it get worse, of an incident that is open; undefined where nobody could find out. */
export function viewTrend(facts: IncidentFacts | undefined): TrendView | undefined {
  const fact: Fact<Trend> | undefined = facts?.trend;
  if (fact?.state !== "known") return undefined;
  const trend = fact.value;
  const noun = nounOf(facts);
  switch (trend.direction) {
    case "rising":
      return { word: "getting worse", text: `Getting worse: ${comparison(trend, noun, "was ")}.` };
    case "falling":
      return { word: "getting better", text: `Getting better: ${comparison(trend, noun, "was ")}.` };
    case "steady":
      return { word: "steady", text: `Steady: ${comparison(trend, noun, "")}.` };
    case "over":
      // Whether it is over is for the alerts to say: the log may have stopped as well.
      return { word: "no new matches", text: "Not getting worse." };
    case "too_early":
      return { word: undefined, text: "Too early to say whether it gets worse." };
    case "too_few":
      return { word: undefined, text: "Too few matches to say whether it gets worse." };
    default:
      return trend.direction satisfies never;
  }
}

/** `97.3 % in the last 22 seconds, was 12.1 % before that`; `15 requests a second in the last …`. */
function comparison(trend: Trend, noun: string, was: string): string {
  const { last, before, measure } = trend;
  const share = measure === "share";
  const now = share ? shareWords(last.matches, last.total) : rateWords(last.matches, lengthMs(last), noun);
  const then = share ? shareWords(before.matches, before.total) : rateWords(before.matches, lengthMs(before));
  return `${now} in the last ${lengthOf(last)}, ${was}${then} before that`;
}

function lengthMs(span: TrendSpan): number {
  return span.to - span.from;
}

function lengthOf(span: TrendSpan): string {
  return durationWords(lengthMs(span));
}

/** The slot with the most matches; the first of several. */
export function peakOf(trend: Trend): TrendPoint | undefined {
  return trend.points.reduce<TrendPoint | undefined>(
    (most, point) => (most === undefined || point.matches > most.matches ? point : most),
    undefined,
  );
}

/** How bad it was at its worst, once it is over. */
export function viewPeak(facts: IncidentFacts | undefined): PeakView | undefined {
  const fact: Fact<Trend> | undefined = facts?.trend;
  if (fact?.state !== "known") return undefined;
  const point = peakOf(fact.value);
  if (point === undefined || fact.value.points.length < 2) return undefined;
  const within = durationWords(fact.value.slotMs);
  return {
    text: `At its worst ${ofTotal(point, nounOf(facts))} within ${within}`,
    at: viewInstant(point.at),
  };
}

/** What the entries are, as the impact calls them. */
export function nounOf(facts: IncidentFacts | undefined): "requests" | "entries" {
  const impact = facts?.impact;
  return impact?.state === "known" && impact.value.statuses.length > 0 ? "requests" : "entries";
}

function ofTotal(point: TrendPoint, noun: string): string {
  return `${countWords(point.matches)} of ${countWords(point.total)} ${noun}`;
}

/** What the chart shows, for those who do not see it. */
export function chartAlt(trend: Trend, noun: string): string {
  const [first] = trend.points;
  const latest = trend.points.at(-1);
  const peak = peakOf(trend);
  if (first === undefined || latest === undefined || peak === undefined) return "";
  const from = viewInstant(first.at).utc;
  const pair = (point: TrendPoint): string => `${countWords(point.matches)} of ${countWords(point.total)}`;
  return (
    `${capitalised(noun)} counted by the rule, of all, every ${durationWords(trend.slotMs)} from ${from}: ` +
    `first ${pair(first)}, most ${pair(peak)} at ${viewInstant(peak.at).utc}, latest ${pair(latest)}.`
  );
}
