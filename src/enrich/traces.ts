import type { ChosenTrace, Fact, Traces } from "../model/facts.ts";
import { type Collector, type Enricher, failedFact, noMatches } from "./collector.ts";

/** Trace ids told apart; further ones are not, and the fact says "at least". */
export const maxTraces = 10_000;

/** Trace ids that are listed for the ticket. */
export const maxListedTraces = 200;

/** Three traces worth opening, each with why. */
export const tracesEnricher: Enricher<Fact<Traces>> = {
  needs: "entries",
  start: ({ traceLink }) => createTracesCollector(traceLink),
  failed: failedFact,
};

/** A trace by its slowest match; where no match has a duration, by its first. */
interface SeenTrace {
  readonly traceId: string;
  readonly at: number;
  readonly durationMs: number | undefined;
}

/** W3C Trace Context, section 3.2.2.3: 16 bytes in lower-case hex, all zeros being invalid. */
const traceIdShape = /^(?!0{32})[0-9a-f]{32}$/;

function createTracesCollector(traceLink: string | undefined): Collector<Fact<Traces>> {
  const traces = new Map<string, SeenTrace>();
  let first: SeenTrace | undefined;
  let matches = 0;
  let capped = false;

  function see(seen: SeenTrace): void {
    const known = traces.get(seen.traceId);
    if (known === undefined && traces.size >= maxTraces) {
      capped = true;
      return;
    }
    if (known === undefined || slower(seen, known)) traces.set(seen.traceId, seen);
  }

  return {
    add({ entry }, matched) {
      if (!matched) return;
      matches++;
      const traceId = entry.trace_id;
      if (traceId === undefined || !traceIdShape.test(traceId)) return;
      const seen = { traceId, at: entry.time, durationMs: entry.duration_ms };
      first ??= seen;
      see(seen);
    },
    finish(basis) {
      if (matches === 0) return noMatches(basis);
      if (first === undefined) return { state: "none", why: "no match carries a trace id" };
      const value: Traces = {
        chosen: choose(first, [...traces.values()], traceLink),
        distinct: traces.size,
        all: [...traces.keys()].slice(0, maxListedTraces),
      };
      return { state: "known", value: capped ? { ...value, atLeast: true } : value };
    },
  };
}

function slower(a: SeenTrace, b: SeenTrace): boolean {
  return a.durationMs !== undefined && a.durationMs > (b.durationMs ?? Number.NEGATIVE_INFINITY);
}

/**
 * First, then the slowest of the others, then the one in the middle of what is left: three different traces where
 * there are three. Without durations there is neither a slowest nor a typical one.
 */
function choose(
  first: SeenTrace,
  traces: readonly SeenTrace[],
  link: string | undefined,
): readonly ChosenTrace[] {
  const chosen = [asChosen(first, "first", link)];
  const timed = traces.filter((trace) => trace.traceId !== first.traceId && trace.durationMs !== undefined);
  const slowest = timed.reduce<SeenTrace | undefined>(
    (worst, trace) => (worst === undefined || slower(trace, worst) ? trace : worst),
    undefined,
  );
  if (slowest === undefined) return chosen;
  chosen.push(asChosen(slowest, "slowest", link));
  const rest = timed.filter((trace) => trace !== slowest);
  rest.sort((a, b) => (a.durationMs ?? 0) - (b.durationMs ?? 0) || a.at - b.at);
  const typical = rest[Math.floor((rest.length - 1) / 2)];
  if (typical !== undefined) chosen.push(asChosen(typical, "typical", link));
  return chosen;
}

function asChosen(trace: SeenTrace, why: ChosenTrace["why"], link: string | undefined): ChosenTrace {
  return { ...trace, why, link: link?.replaceAll("{{trace_id}}", trace.traceId) };
}
