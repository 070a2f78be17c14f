import { enrich, maxEntriesDefault } from "../enrich/enrich.ts";
import { readingRange } from "../enrich/evidence-range.ts";
import type { History } from "../enrich/history.ts";
import { createIncidentBook } from "../incidents/incident-book.ts";
import type { Transition } from "../model/alert.ts";
import type { IncidentFacts } from "../model/facts.ts";
import type { Incident, IncidentEvent } from "../model/incident.ts";
import type { Rule } from "../model/rule.ts";
import type { StoredEntry } from "../ports/log-store.ts";
import { nothingSaved } from "../ports/state-store.ts";
import { buildView } from "../render/build-view.ts";
import { renderEmail } from "../render/email.ts";
import type { Templates } from "../render/load-templates.ts";
import { renderTicket } from "../render/ticket.ts";
import type { TestedEntry } from "./test-entries.ts";

/** An incident of a test, and what would be said of it at that moment. */
export interface SeenIncident {
  readonly incident: Incident;
  readonly facts: IncidentFacts;
  /** Of its mail. */
  readonly subject: string;
  /** The text of its mail. */
  readonly mail: string;
  /** Its ticket as Markdown. */
  readonly ticket: string;
}

/** What a test run has of the outside world. */
export interface TestMeans {
  /** Markdown of the runbook at a path as written in a rule. */
  readonly runbook: (path: string) => string | undefined;
  readonly templates: Templates;
}

const reopenWithinMs = 15 * 60_000;

/** What one rule and the entries of a test made of incidents up to an instant, in the order of their numbers. */
export function incidentsAt(
  now: number,
  rule: Rule,
  transitions: readonly Transition[],
  tested: readonly TestedEntry[],
  means: TestMeans,
): readonly SeenIncident[] {
  const rules = new Map([[rule.id, rule]]);
  const book = createIncidentBook(
    rules,
    { route: undefined, info: "record", lanes: [], catchUpMs: Number.POSITIVE_INFINITY, reopenWithinMs },
    nothingSaved,
  );
  const decided = book.apply(
    transitions.filter(({ at }) => at <= now),
    now,
    now,
  );
  const stored = storedUpTo(now, tested);
  const newest = new Map(decided.incidents.map((incident) => [incident.number, incident]));
  return [...newest.values()]
    .sort((a, b) => a.number - b.number)
    .map((incident) => {
      const facts = factsOf(incident, now, rules, stored, means);
      const events = decided.events.filter((event) => event.incident === incident.number);
      return { incident, facts, ...wordsOf(incident, facts, events, now, means.templates) };
    });
}

function storedUpTo(now: number, tested: readonly TestedEntry[]): readonly StoredEntry[] {
  return tested
    .filter(({ entry }) => entry.time <= now)
    .map(({ entry, raw }, place) => ({ sequence: place + 1, source: "test", entry, raw: raw() }));
}

function factsOf(
  incident: Incident,
  now: number,
  rules: ReadonlyMap<string, Rule>,
  stored: readonly StoredEntry[],
  { runbook }: TestMeans,
): IncidentFacts {
  const range: History["entries"] = ({ from, to }) =>
    stored.filter(({ entry }) => from < entry.time && entry.time <= to);
  return enrich({
    incident,
    rules,
    entries: range(readingRange(incident, now)),
    now,
    // A test has no clock, so that nothing in it is late.
    limits: { maxEntries: maxEntriesDefault, deadlineAt: Number.POSITIVE_INFINITY, now: () => 0 },
    runbook,
    history: {
      entries: range,
      changes: () => [],
      anyChange: () => false,
      past: () => ({ newest: [], total: 0 }),
    },
  });
}

function wordsOf(
  incident: Incident,
  facts: IncidentFacts,
  timeline: readonly IncidentEvent[],
  now: number,
  templates: Templates,
): Pick<SeenIncident, "subject" | "mail" | "ticket"> {
  const reason = incident.state === "resolved" ? "resolved" : "opened";
  const view = buildView(incident, facts, { reason, now, timeline });
  const identity = { installation: "test", host: "localhost", notification: 1, news: "opened" } as const;
  const { message } = renderEmail(view, templates, identity, "reduced");
  const { ticket } = renderTicket(view, templates);
  return { subject: message.subject, mail: message.text, ticket: ticket.markdown };
}
