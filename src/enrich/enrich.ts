import type { FactName } from "../model/fact-name.ts";
import type { Basis, IncidentFacts } from "../model/facts.ts";
import type { Incident } from "../model/incident.ts";
import type { Rule } from "../model/rule.ts";
import { isSelfRule } from "../model/self-rule.ts";
import type { StoredEntry } from "../ports/log-store.ts";
import { type EnrichContext, type GuardedCollector, guard, messageOf } from "./collector.ts";
import { ENRICHERS, type Enrichers } from "./enrichers.ts";
import { evidenceRange } from "./evidence-range.ts";
import type { History } from "./history.ts";
import { createMembership } from "./membership.ts";

/** Entries between two looks at the deadline. */
export const entriesPerDeadlineCheck = 1_000;

/** Entries read for one incident unless the caller says otherwise. */
export const maxEntriesDefault = 200_000;

export interface EnrichLimits {
  readonly maxEntries: number;
  /** In the time of `now`; reading stops once it has come. */
  readonly deadlineAt: number;
  /** A clock for the deadline only: no fact depends on it. */
  readonly now: () => number;
}

export interface EnrichRequest {
  readonly incident: Incident;
  readonly rules: ReadonlyMap<string, Rule>;
  /** The entries of evidenceRange(incident, now), in order of (time, sequence). */
  readonly entries: Iterable<StoredEntry>;
  /** Log time up to which alerts that still fire are looked at, epoch ms. */
  readonly now: number;
  readonly limits: EnrichLimits;
  /** A URL with {{trace_id}} in it. */
  readonly traceLink?: string | undefined;
  /** Markdown of the file at a path as written in a rule, without its #section; undefined when there is none. */
  readonly runbook: (path: string) => string | undefined;
  readonly history: History;
}

/** Finds out every fact. Never throws: what breaks becomes a failed fact, and the others are unharmed. */
export function enrich(request: EnrichRequest, enrichers: Enrichers = ENRICHERS): IncidentFacts {
  const { limits, traceLink } = request;
  const context: EnrichContext = { ...request, traceLink, isLate: () => limits.now() >= limits.deadlineAt };
  const collectors = {
    impact: guard(enrichers.impact, context),
    baseline: guard(enrichers.baseline, context),
    changes: guard(enrichers.changes, context),
    scope: guard(enrichers.scope, context),
    contrast: guard(enrichers.contrast, context),
    trend: guard(enrichers.trend, context),
    evidence: guard(enrichers.evidence, context),
    traces: guard(enrichers.traces, context),
    backoff: guard(enrichers.backoff, context),
    cause: guard(enrichers.cause, context),
    past: guard(enrichers.past, context),
    runbook: guard(enrichers.runbook, context),
    owner: guard(enrichers.owner, context),
    decisions: guard(enrichers.decisions, context),
    redactions: guard(enrichers.redactions, context),
  } satisfies Record<FactName, unknown>;
  const basis = readEntries(request, Object.values(collectors));
  return {
    basis,
    impact: collectors.impact.finish(basis),
    baseline: collectors.baseline.finish(basis),
    changes: collectors.changes.finish(basis),
    scope: collectors.scope.finish(basis),
    contrast: collectors.contrast.finish(basis),
    trend: collectors.trend.finish(basis),
    evidence: collectors.evidence.finish(basis),
    traces: collectors.traces.finish(basis),
    backoff: collectors.backoff.finish(basis),
    cause: collectors.cause.finish(basis),
    past: collectors.past.finish(basis),
    runbook: collectors.runbook.finish(basis),
    owner: collectors.owner.finish(basis),
    decisions: collectors.decisions.finish(basis),
    redactions: collectors.redactions.finish(basis),
  };
}

type EntryCollector = Pick<GuardedCollector<unknown>, "needs" | "add" | "addOutside" | "fail">;

function readEntries(request: EnrichRequest, all: readonly EntryCollector[]): Basis {
  const { limits, incident, now } = request;
  const collectors = all.filter((collector) => collector.needs === "entries");
  const { from, to } = evidenceRange(incident, now);
  if (incident.alerts.every((alert) => isSelfRule(alert.rule))) {
    for (const collector of collectors) collector.fail("this is about Tocsin itself, not about the log");
    return { from, to, examined: 0 };
  }
  let examined = 0;
  let lastTime = from;
  try {
    const standingOf = createMembership(incident, request.rules, now);
    for (const stored of request.entries) {
      if (mustStop(examined, limits)) return { from, to, examined, cutAt: lastTime };
      examined++;
      lastTime = stored.entry.time;
      const standing = standingOf(stored.entry);
      for (const collector of collectors) {
        if (standing === "outside") collector.addOutside(stored);
        else collector.add(stored, standing === "match");
      }
    }
  } catch (error) {
    // Half of the entries would look like a smaller incident, so none of these facts is told.
    for (const collector of collectors) collector.fail(`reading the entries failed: ${messageOf(error)}`);
  }
  return { from, to, examined };
}

function mustStop(examined: number, limits: EnrichLimits): boolean {
  if (examined >= limits.maxEntries) return true;
  return examined % entriesPerDeadlineCheck === 0 && limits.now() >= limits.deadlineAt;
}
