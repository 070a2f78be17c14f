import type { Alert } from "../model/alert.ts";
import { countedBy } from "../model/condition-matches.ts";
import type { Entry } from "../model/entry.ts";
import { type GroupReader, groupReader, lacksAll } from "../model/group.ts";
import type { Incident } from "../model/incident.ts";
import type { Rule } from "../model/rule.ts";

/**
 * What an entry is to the incident. match: one of its rules counted it, in the group and time of one of its alerts;
 * scope: the rule looked at it there and did not count it; outside: neither.
 */
export type Standing = "match" | "scope" | "outside";

export type Membership = (entry: Entry) => Standing;

interface Span {
  readonly from: number;
  readonly to: number;
}

interface RuleMembership {
  readonly rule: Rule;
  readonly counts: (entry: Entry) => boolean;
  readonly readers: readonly GroupReader[];
  readonly spans: ReadonlyMap<string, readonly Span[]>;
}

/**
 * An entry counts once, however many alerts it belongs to: a match of one rule that is merely in the scope of
 * another is a match. Alerts whose rule is not loaded any more contribute nothing.
 */
export function createMembership(
  incident: Incident,
  rules: ReadonlyMap<string, Rule>,
  now: number,
): Membership {
  const judges = judgesFor(incident, rules, now);
  return (entry) => {
    let standing: Standing = "outside";
    for (const judge of judges) {
      if (!inScope(judge, entry)) continue;
      if (judge.counts(entry)) return "match";
      standing = "scope";
    }
    return standing;
  };
}

function judgesFor(
  incident: Incident,
  rules: ReadonlyMap<string, Rule>,
  now: number,
): readonly RuleMembership[] {
  const judges: RuleMembership[] = [];
  for (const id of new Set(incident.alerts.map((alert) => alert.rule))) {
    const rule = rules.get(id);
    if (rule === undefined) continue;
    const alerts = incident.alerts.filter((alert) => alert.rule === id);
    judges.push({
      rule,
      counts: countedBy(rule.condition),
      readers: rule.groupBy.map(groupReader),
      spans: spansByGroup(rule, alerts, now),
    });
  }
  return judges;
}

function spansByGroup(
  rule: Rule,
  alerts: readonly Alert[],
  now: number,
): ReadonlyMap<string, readonly Span[]> {
  const spans = new Map<string, Span[]>();
  for (const alert of alerts) {
    const values = rule.groupBy.map((name) => alert.group[name] ?? null);
    const key = keyOf(alert.tenant, values);
    const span = { from: alert.evidenceFrom, to: alert.resolvedAt ?? now };
    spans.set(key, [...(spans.get(key) ?? []), span]);
  }
  return spans;
}

function inScope(judge: RuleMembership, entry: Entry): boolean {
  const { rule, readers, spans } = judge;
  if (rule.where !== undefined && rule.where.test(entry) !== true) return false;
  if (!rule.absentGroups && lacksAll(entry, readers)) return false;
  const key = keyOf(
    entry.tenant,
    readers.map((read) => read(entry) ?? null),
  );
  const found = spans.get(key);
  return found?.some((span) => span.from <= entry.time && entry.time <= span.to) ?? false;
}

/** JSON keeps 502 and "502" and an absent value apart. */
function keyOf(tenant: string | undefined, values: readonly (string | number | boolean | null)[]): string {
  return JSON.stringify([tenant ?? null, ...values]);
}
