import type { EvidenceLine, Fact, LikelyCause } from "../model/facts.ts";
import type { StoredEntry } from "../ports/log-store.ts";
import { type Collector, type EnrichContext, type Enricher, failedFact, noMatches } from "./collector.ts";

/** A cause that fewer of the matches name is not told: half of an incident is not explained by it. */
export const minCauseShare = 0.5;

/** Request ids that are remembered, of matches and of lines that name a cause; then the count is a lower bound. */
export const maxRequestIds = 50_000;

/** Lines that are kept as possible examples, and the longest of them. */
export const maxKeptLines = 1_000;
export const maxKeptLineLength = 4_096;

/**
 * Why the matches failed, where log lines say so: the match itself, or another line of the same request, such as a
 * module proxy's error line beside its access line. Requests are joined by request id and by nothing weaker.
 */
export const causeEnricher: Enricher<Fact<LikelyCause>> = {
  needs: "entries",
  start: createCauseCollector,
  failed: failedFact,
};

/** What a line says. An error line says it for the very purpose; a request's own fields only hint at it. */
interface Saying {
  readonly cause: string;
  readonly isError: boolean;
  readonly line: EvidenceLine | undefined;
}

interface Tally {
  count: number;
  line: EvidenceLine | undefined;
}

function createCauseCollector({ incident }: EnrichContext): Collector<Fact<LikelyCause>> {
  const sayings = new Map<string, Saying>();
  const matchesByRequest = new Map<string, number>();
  const tallies = new Map<string, Tally>();
  let matches = 0;
  let kept = 0;
  let capped = false;

  function keep({ entry, source, sequence, raw }: StoredEntry): EvidenceLine | undefined {
    if (kept >= maxKeptLines || raw.length > maxKeptLineLength) return undefined;
    kept++;
    return { at: entry.time, source, sequence, raw };
  }

  function hear(stored: StoredEntry): void {
    const { cause, request_id: id, kind } = stored.entry;
    if (cause === undefined || cause === "unknown" || id === undefined) return;
    const known = sayings.get(id);
    const isError = kind !== "http_request";
    // Of several error lines the last one decided what the client was told.
    if (known?.isError && !isError) return;
    if (known === undefined && sayings.size >= maxRequestIds) capped = true;
    else sayings.set(id, { cause, isError, line: keep(stored) });
  }

  function countMatch(stored: StoredEntry): void {
    matches++;
    const { cause, request_id: id } = stored.entry;
    if (id === undefined) {
      if (cause !== undefined && cause !== "unknown") tally(tallies, cause, 1, keep(stored));
    } else if (!matchesByRequest.has(id) && matchesByRequest.size >= maxRequestIds) capped = true;
    else matchesByRequest.set(id, (matchesByRequest.get(id) ?? 0) + 1);
  }

  return {
    add(stored, matched) {
      hear(stored);
      if (matched) countMatch(stored);
    },
    addOutside(stored) {
      if (stored.entry.tenant === incident.tenant) hear(stored);
    },
    finish(basis) {
      if (matches === 0) return noMatches(basis);
      for (const [id, count] of matchesByRequest) {
        const said = sayings.get(id);
        if (said !== undefined) tally(tallies, said.cause, count, said.line);
      }
      return likeliest(tallies, matches, capped || basis.cutAt !== undefined);
    },
  };
}

function tally(
  tallies: Map<string, Tally>,
  cause: string,
  count: number,
  line: EvidenceLine | undefined,
): void {
  const known = tallies.get(cause) ?? { count: 0, line: undefined };
  known.count += count;
  known.line ??= line;
  tallies.set(cause, known);
}

function likeliest(tallies: ReadonlyMap<string, Tally>, of: number, atLeast: boolean): Fact<LikelyCause> {
  const [first] = [...tallies].sort(([, a], [, b]) => b.count - a.count);
  if (first === undefined) return { state: "none", why: "no line of these requests names one" };
  const [cause, { count, line }] = first;
  if (count < of * minCauseShare) {
    return { state: "none", why: `the most frequent, ${cause}, is named for ${count} of ${of} matches only` };
  }
  const value: LikelyCause = { cause, count, of, example: line };
  return { state: "known", value: atLeast ? { ...value, atLeast: true } : value };
}
