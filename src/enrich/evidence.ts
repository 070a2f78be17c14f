import type { Evidence, EvidenceLine, EvidencePattern, Fact } from "../model/facts.ts";
import type { StoredEntry } from "../ports/log-store.ts";
import { type Collector, type EnrichContext, type Enricher, failedFact, noMatches } from "./collector.ts";
import { linePattern } from "./line-pattern.ts";
import { createRequestJoin, isErrorLine } from "./request-join.ts";
import { triedUpstreams } from "./tried-upstreams.ts";

/** Different patterns counted; lines of further ones are not told apart, and the fact says "at least". */
export const maxPatterns = 1_000;

/** Patterns that are shown; the rest is a number. */
export const maxShownPatterns = 5;

/** Patterns of the error log that are shown. */
export const maxErrorPatterns = 3;

/** Different upstreams that are told apart within one pattern. */
export const maxUpstreamsOfPattern = 50;

/** The lines themselves: what they look like, and the first and the latest as they stand in the log. */
export const evidenceEnricher: Enricher<Fact<Evidence>> = {
  needs: "entries",
  start: createEvidenceCollector,
  failed: failedFact,
};

interface Tally {
  count: number;
  readonly upstreams: Set<string>;
}

function createEvidenceCollector({ incident }: EnrichContext): Collector<Fact<Evidence>> {
  const tallies = new Map<string, Tally>();
  let capped = false;
  let first: StoredEntry | undefined;
  let latest: StoredEntry | undefined;
  let slowest: StoredEntry | undefined;
  const errorLog = createRequestJoin<string>();

  function hear(stored: StoredEntry): void {
    if (isErrorLine(stored.entry)) errorLog.hear(stored, linePattern(stored.entry, stored.raw));
  }

  function count({ entry, raw }: StoredEntry): void {
    const pattern = linePattern(entry, raw);
    const known = tallies.get(pattern);
    if (known === undefined && tallies.size >= maxPatterns) {
      capped = true;
      return;
    }
    const tally = known ?? { count: 0, upstreams: new Set<string>() };
    tally.count++;
    for (const upstream of triedUpstreams(entry)) {
      if (tally.upstreams.size < maxUpstreamsOfPattern) tally.upstreams.add(upstream);
    }
    tallies.set(pattern, tally);
  }

  return {
    add(stored, matched) {
      hear(stored);
      if (!matched) return;
      first ??= stored;
      latest = stored;
      if (isSlower(stored, slowest)) slowest = stored;
      errorLog.ask(String(stored.sequence), stored.entry);
      count(stored);
    },
    addOutside(stored) {
      if (stored.entry.tenant === incident.tenant) hear(stored);
    },
    finish(basis) {
      if (first === undefined || latest === undefined) return noMatches(basis);
      const value: Evidence = {
        patterns: shownPatterns(tallies),
        distinctPatterns: tallies.size,
        first: asLine(first),
        latest: asLine(latest),
        ...(slowest === undefined || slowest === first || slowest === latest
          ? {}
          : { slowest: asLine(slowest) }),
        errors: errorPatterns(errorLog.join()),
      };
      return { state: "known", value: capped ? { ...value, atLeast: true } : value };
    },
  };
}

function isSlower({ entry }: StoredEntry, than: StoredEntry | undefined): boolean {
  return entry.duration_ms !== undefined && entry.duration_ms > (than?.entry.duration_ms ?? -1);
}

/** A request of which three lines say the same, one for each upstream it tried, counts once. */
function errorPatterns(joined: ReadonlyMap<string, readonly string[]>): readonly EvidencePattern[] {
  const counts = new Map<string, number>();
  for (const patterns of joined.values()) {
    for (const pattern of new Set(patterns)) counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
  }
  return [...counts]
    .map(([pattern, count]) => ({ pattern, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, maxErrorPatterns);
}

/** Most frequent first; of equals, the one that came first. */
function shownPatterns(tallies: ReadonlyMap<string, Tally>): readonly EvidencePattern[] {
  return [...tallies]
    .sort(([, a], [, b]) => b.count - a.count)
    .slice(0, maxShownPatterns)
    .map(([pattern, tally]) => ({ pattern: pattern + upstreamWords(tally.upstreams), count: tally.count }));
}

function upstreamWords(upstreams: ReadonlySet<string>): string {
  const [only] = upstreams;
  if (only === undefined) return "";
  if (upstreams.size === 1) return ` upstream ${only}`;
  const least = upstreams.size === maxUpstreamsOfPattern ? "at least " : "";
  return ` ${least}${upstreams.size} upstreams`;
}

function asLine({ entry, source, sequence, raw }: StoredEntry): EvidenceLine {
  return { at: entry.time, source, sequence, raw };
}
