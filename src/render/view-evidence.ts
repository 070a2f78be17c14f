import type { ChosenTrace, Evidence, EvidenceLine, Fact, RunbookSteps, Traces } from "../model/facts.ts";
import { countWords, plural } from "../model/words.ts";
import { isWebUrl } from "./channel-syntax.ts";
import type { EvidenceView, LogLineView, RunbookView, TracesView, TraceView } from "./incident-view.ts";
import { viewInstant } from "./view-instant.ts";
import {
  maxFirstAction,
  maxFirstSteps,
  maxLogLine,
  maxName,
  maxPattern,
  maxSentence,
  maxTracesListed,
  maxVerbatim,
} from "./view-limits.ts";
import { cutLogLine, cutText, visibleBlock, visibleLine, visibleLogLine } from "./visible-text.ts";

export function viewEvidence(fact: Fact<Evidence> | undefined): EvidenceView | undefined {
  if (fact?.state !== "known") return undefined;
  const evidence = fact.value;
  const patterns = evidence.patterns.map((item) => ({
    count: countWords(item.count),
    pattern: cutText(visibleLine(item.pattern), maxPattern),
  }));
  const hidden = evidence.distinctPatterns > patterns.length;
  return {
    patterns,
    patternsMore: hidden
      ? `showing ${patterns.length} of ${atLeast(evidence)}${plural(evidence.distinctPatterns, "pattern")}`
      : undefined,
    first: logLine(evidence.first),
    errors: (evidence.errors ?? []).map((item) => ({
      count: countWords(item.count),
      pattern: cutText(visibleLine(item.pattern), maxPattern),
    })),
    slowest: evidence.slowest === undefined ? undefined : logLine(evidence.slowest),
    latest: evidence.latest.sequence === evidence.first.sequence ? undefined : logLine(evidence.latest),
  };
}

/** Counting stopped at a cap. */
function atLeast(counted: { readonly atLeast?: true }): string {
  return counted.atLeast === true ? "at least " : "";
}

export function logLine(line: EvidenceLine): LogLineView {
  return {
    at: viewInstant(line.at),
    source: cutText(visibleLine(line.source), maxName),
    sequence: line.sequence,
    line: cutLogLine(visibleLogLine(line.raw), maxLogLine),
    verbatim: cutLogLine(visibleBlock(line.raw), maxVerbatim),
  };
}

export function viewTraces(fact: Fact<Traces> | undefined): TracesView | undefined {
  if (fact?.state !== "known") return undefined;
  const traces = fact.value;
  const all = traces.all.slice(0, maxTracesListed).map((id) => cutText(visibleLine(id), maxName));
  return {
    chosen: traces.chosen.map(viewTrace),
    total: `${atLeast(traces)}${plural(traces.distinct, "trace")} in all`,
    all,
    allMore:
      all.length < traces.distinct
        ? `showing ${all.length} of ${atLeast(traces)}${countWords(traces.distinct)}`
        : undefined,
  };
}

function viewTrace(trace: ChosenTrace): TraceView {
  return {
    id: cutText(visibleLine(trace.traceId), maxName),
    why: trace.why,
    at: viewInstant(trace.at),
    duration: trace.durationMs === undefined ? undefined : shortDuration(trace.durationMs),
    url: trace.link !== undefined && isWebUrl(trace.link) ? trace.link : undefined,
  };
}

/** Of a request: milliseconds below a second, else seconds. */
function shortDuration(ms: number): string {
  return ms < 1000 ? `${countWords(Math.round(ms))} ms` : `${countWords(ms / 1000)} s`;
}

export function viewRunbook(fact: Fact<RunbookSteps> | undefined): RunbookView | undefined {
  if (fact?.state !== "known") return undefined;
  const { link } = fact.value;
  // Steps name one another by number, and not every channel counts a list by itself.
  const steps = fact.value.steps.map(
    (step, place) => `${place + 1}. ${cutText(visibleLine(step), maxSentence)}`,
  );
  const firstSteps = steps.slice(0, maxFirstSteps);
  return {
    steps,
    firstSteps,
    firstAction:
      fact.value.steps[0] === undefined ? undefined : firstAction(visibleLine(fact.value.steps[0])),
    stepsMore:
      firstSteps.length < steps.length
        ? `showing ${firstSteps.length} of ${plural(steps.length, "step")}`
        : undefined,
    place: cutText(visibleLine(link), maxTitleOfPlace),
    url: isWebUrl(link) ? link : undefined,
  };
}

/** What the first step is about, without its commands. */
function firstAction(step: string): string {
  const text = visibleLine(step);
  const [sentence = text] = /^[^`]*?[.?!](?=\s|$)/.exec(text) ?? [];
  const [before = ""] = sentence.split("`");
  return cutText(before.replace(/[\s:,(]+$/, ""), maxFirstAction);
}

const maxTitleOfPlace = 300;
