import type { Alert, Group, Transition } from "../model/alert.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import { isSelfRule, type SelfRuleId } from "../model/self-rule.ts";
import { maxSelfGroups } from "./self-rules.ts";

/** Something about Tocsin itself that holds now. */
export interface SelfFact {
  /** What it is about, such as {file: "rules/backoff.yaml"}: with the rule, the alert's identity. */
  readonly group: Group;
  /** What is wrong, where, and what to do: the alert's title. */
  readonly title: string;
}

/**
 * Facts about Tocsin itself become alerts beside those of the engine: same incidents, routes, silences, timeline.
 * Whoever finds something out reports everything that holds of one rule; what began, changed or ended follows.
 */
export interface SelfAlerts {
  /** Replaces the last report of the rule. */
  readonly report: (rule: SelfRuleId, facts: readonly SelfFact[]) => void;
  /** What has not been told yet, as of log time `at`. */
  readonly take: (at: number) => readonly Transition[];
}

interface Open {
  readonly rule: SelfRuleId;
  readonly group: Group;
  readonly title: string;
  readonly startedAt: number;
}

/** `saved`: the alerts on record that are open, of which those about Tocsin itself matter here. */
export function createSelfAlerts(saved: readonly Alert[]): SelfAlerts {
  const open = new Map<string, Open>();
  const reported = new Map<SelfRuleId, ReadonlyMap<string, SelfFact>>();
  let news = false;
  for (const { rule, group, title, startedAt } of saved) {
    if (isSelfRule(rule)) open.set(keyOf(rule, group), { rule, group, title, startedAt });
  }

  /** Alerts that no fact stands for any more. A rule that nobody has reported on yet is left as it is. */
  function ended(at: number): Transition[] {
    return [...open].flatMap(([key, one]) => {
      const facts = reported.get(one.rule);
      if (facts === undefined || facts.has(key)) return [];
      open.delete(key);
      return [transition(one, "resolved", Math.max(at, one.startedAt))];
    });
  }

  function begun(at: number): Transition[] {
    return [...reported].flatMap(([rule, facts]) =>
      [...facts].flatMap(([key, { group, title }]) => {
        const known = open.get(key);
        if (known?.title === title) return [];
        const now: Open = { rule, group, title, startedAt: known?.startedAt ?? at };
        open.set(key, now);
        return [transition(now, "firing", Math.max(at, now.startedAt))];
      }),
    );
  }

  return {
    report(rule, facts) {
      reported.set(rule, new Map(bounded(facts).map((fact) => [keyOf(rule, fact.group), fact])));
      news = true;
    },
    take(at) {
      if (!news) return [];
      news = false;
      return [...ended(at), ...begun(at)];
    },
  };
}

/** The last of too many says how many there are. */
function bounded(facts: readonly SelfFact[]): readonly SelfFact[] {
  if (facts.length <= maxSelfGroups) return facts;
  const more = facts.length - maxSelfGroups;
  return facts
    .slice(0, maxSelfGroups)
    .map((fact, place) =>
      place === maxSelfGroups - 1 ? { ...fact, title: `${fact.title} (and ${more} more)` } : fact,
    );
}

function keyOf(rule: string, group: Group): string {
  return canonicalJson([rule, group]);
}

function transition(
  { rule, group, title, startedAt }: Open,
  state: "firing" | "resolved",
  at: number,
): Transition {
  const evidenceFrom = startedAt;
  return {
    at,
    rule,
    group,
    tenant: undefined,
    state,
    value: null,
    startedAt,
    reason: null,
    evidenceFrom,
    title,
  };
}
