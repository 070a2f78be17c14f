import { enrich, maxEntriesDefault } from "../enrich/enrich.ts";
import { readingRange } from "../enrich/evidence-range.ts";
import type { History } from "../enrich/history.ts";
import type { IncidentFacts } from "../model/facts.ts";
import type { Incident, IncidentEvent } from "../model/incident.ts";
import type { Rule } from "../model/rule.ts";
import type { LogReader } from "../ports/log-store.ts";
import type { StateReader } from "../ports/state-store.ts";

/** Real time that finding out the facts may take, ms. A message is never held back longer. */
export const briefDeadlineMs = 5_000;

/** All that a message about an incident is made of. */
export interface IncidentBrief {
  readonly incident: Incident;
  readonly events: readonly IncidentEvent[];
  readonly facts: IncidentFacts;
}

export interface BriefSources {
  readonly log: LogReader;
  readonly state: StateReader;
  readonly rules: ReadonlyMap<string, Rule>;
  readonly traceLink: string | undefined;
  readonly runbook: (path: string) => string | undefined;
}

/** Reads what is known about an incident now. `now`: log time up to which firing alerts are looked at. */
export function readBrief(number: number, now: number, sources: BriefSources): IncidentBrief | undefined {
  const incident = sources.state.incident(number);
  if (incident === undefined) return undefined;
  const range = readingRange(incident, now);
  const facts = enrich({
    incident,
    rules: sources.rules,
    entries: sources.log.range({ ...range, maxSequence: Number.MAX_SAFE_INTEGER }),
    now,
    limits: {
      maxEntries: maxEntriesDefault,
      deadlineAt: performance.now() + briefDeadlineMs,
      now: () => performance.now(),
    },
    traceLink: sources.traceLink,
    runbook: sources.runbook,
    history: historyOf(sources),
  });
  return { incident, events: sources.state.events(number), facts };
}

function historyOf({ log, state }: Pick<BriefSources, "log" | "state">): History {
  return {
    entries: (range) => log.range({ ...range, maxSequence: Number.MAX_SAFE_INTEGER }),
    changes: state.changes,
    anyChange: state.anyChange,
    past: state.pastIncidents,
  };
}
