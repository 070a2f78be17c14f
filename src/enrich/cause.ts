import type { EvidenceLine, Fact, LikelyCause } from "../model/facts.ts";
import type { StoredEntry } from "../ports/log-store.ts";
import { type Collector, type EnrichContext, type Enricher, failedFact, noMatches } from "./collector.ts";
import { createRequestJoin, isErrorLine } from "./request-join.ts";

/** A cause that fewer of the matches name is not told: half of an incident is not explained by it. */
export const minCauseShare = 0.5;

/** Request ids that are remembered, of matches and of lines that name a cause; then the count is a lower bound. */
export const maxRequestIds = 50_000;

/** Lines that are kept as possible examples, and the longest of them. */
export const maxKeptLines = 1_000;
export const maxKeptLineLength = 4_096;

/**
 * Why the matches failed, where log lines say so: the match itself, or another line of the same request, such as a
 * module proxy's error line beside its access line, joined by request id; lines of nginx's error log, which have
 * none, by what they share with the request.
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
  const errorLog = createRequestJoin<Saying>();
  const matchesByRequest = new Map<string, number>();
  let matches = 0;
  let kept = 0;
  let capped = false;

  function keep({ entry, source, sequence, raw }: StoredEntry): EvidenceLine | undefined {
    if (kept >= maxKeptLines || raw.length > maxKeptLineLength) return undefined;
    kept++;
    return { at: entry.time, source, sequence, raw };
  }

  function hear(stored: StoredEntry, request: string): void {
    const { cause, kind } = stored.entry;
    if (cause === undefined || cause === "unknown") return;
    const known = sayings.get(request);
    const isError = kind !== "http_request";
    // Of several error lines the last one decided what the client was told.
    if (known?.isError && !isError) return;
    if (known === undefined && sayings.size >= maxRequestIds) capped = true;
    else sayings.set(request, { cause, isError, line: keep(stored) });
  }

  function hearBeside(stored: StoredEntry): void {
    const { request_id: id, cause } = stored.entry;
    if (id !== undefined) hear(stored, id);
    if (isErrorLine(stored.entry) && cause !== undefined && cause !== "unknown") {
      errorLog.hear(stored, { cause, isError: true, line: keep(stored) });
    }
  }

  function countMatch(stored: StoredEntry): void {
    matches++;
    const request = requestOf(stored);
    if (stored.entry.request_id === undefined) hear(stored, request);
    const known = matchesByRequest.get(request);
    if (known === undefined && matchesByRequest.size >= maxRequestIds) capped = true;
    else matchesByRequest.set(request, (known ?? 0) + 1);
    errorLog.ask(request, stored.entry);
  }

  return {
    add(stored, matched) {
      hearBeside(stored);
      if (matched) countMatch(stored);
    },
    addOutside(stored) {
      if (stored.entry.tenant === incident.tenant) hearBeside(stored);
    },
    finish(basis) {
      if (matches === 0) return noMatches(basis);
      const tallies = new Map<string, Tally>();
      const joined = errorLog.join();
      for (const [request, count] of matchesByRequest) {
        const said = sayings.get(request);
        const decided = said?.isError === true ? said : (joined.get(request)?.at(-1) ?? said);
        if (decided !== undefined) tally(tallies, decided.cause, count, decided.line);
      }
      return likeliest(tallies, matches, capped || basis.cutAt !== undefined);
    },
  };
}

/** A line without a request id is a request of its own. */
function requestOf({ entry, sequence }: StoredEntry): string {
  return entry.request_id ?? `entry ${sequence}`;
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
