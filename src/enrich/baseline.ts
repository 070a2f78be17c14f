import type { Baseline, Fact } from "../model/facts.ts";
import type { Incident } from "../model/incident.ts";
import type { StoredEntry } from "../ports/log-store.ts";
import { type EnrichContext, type Enricher, failedFact, ignoreEntries } from "./collector.ts";
import { evidenceRange } from "./evidence-range.ts";
import { createMembership, type Membership } from "./membership.ts";

/** How far back is looked, ms: far enough for a share, near enough to be the same kind of time. */
export const baselineMs = 600_000;
/** It is read backwards in pieces of this length, so that what is nearest is in it where the limit ends it. */
const pieceMs = 30_000;
/** Entries looked at. */
export const maxBaselineEntries = 50_000;
/** Fewer entries in scope are no measure of what is normal. */
export const minBaselineEntries = 20;

/** The share of matches before the first of them, so that one can see how far from normal it is. */
export const baselineEnricher: Enricher<Fact<Baseline>> = {
  needs: "incident",
  failed: failedFact,
  start: (context) => ({ add: ignoreEntries, finish: () => readBaseline(context) }),
};

interface Tally {
  matches: number;
  total: number;
  examined: number;
  from: number;
}

function readBaseline(context: EnrichContext): Fact<Baseline> {
  const { incident, rules, now, history } = context;
  const end = evidenceRange(incident, now).from;
  const standingOf = createMembership(before(incident, end), rules, end);
  const tally: Tally = { matches: 0, total: 0, examined: 0, from: end };
  for (let to = end; to > end - baselineMs && tally.examined < maxBaselineEntries; to -= pieceMs) {
    if (context.isLate()) return failedFact("no time was left to read what was before");
    count(history.entries({ from: Math.max(to - pieceMs, end - baselineMs), to }), standingOf, tally);
  }
  const { matches, total, from } = tally;
  if (total < minBaselineEntries) {
    return { state: "none", why: `before it, the store holds ${total} such entries only` };
  }
  return { state: "known", value: { from, to: end, matches, total } };
}

function count(entries: Iterable<StoredEntry>, standingOf: Membership, tally: Tally): void {
  for (const { entry } of entries) {
    tally.examined++;
    const standing = standingOf(entry);
    if (standing === "outside") continue;
    tally.from = Math.min(tally.from, entry.time);
    tally.total++;
    if (standing === "match") tally.matches++;
  }
}

/** The same groups, as if they had been judged before. */
function before(incident: Incident, end: number): Incident {
  const alerts = incident.alerts.map((alert) => ({
    ...alert,
    evidenceFrom: Number.NEGATIVE_INFINITY,
    resolvedAt: end,
  }));
  return { ...incident, alerts };
}
