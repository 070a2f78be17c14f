import type { Condition } from "../model/condition.ts";
import { matchWords } from "../model/condition-matches.ts";
import type { Decision } from "../model/facts.ts";
import type { Rule } from "../model/rule.ts";
import { type Enricher, ignoreEntries } from "./collector.ts";
import { decidedWhen } from "./condition-words.ts";

/** How it was decided: each rule of the incident once, with the value of its worst alert. */
export const decisionsEnricher: Enricher<readonly Decision[]> = {
  needs: "incident",
  failed: () => [],
  start: ({ incident, rules }) => ({
    add: ignoreEntries,
    finish() {
      const decisions = new Map<string, Decision>();
      for (const alert of incident.alerts) {
        if (decisions.has(alert.rule)) continue;
        const rule = rules.get(alert.rule);
        const decision = rule === undefined ? unknownRule(alert.rule) : decisionOf(rule);
        decisions.set(alert.rule, { ...decision, value: alert.firedValue });
      }
      return [...decisions.values()];
    },
  }),
};

type Unvalued = Omit<Decision, "value">;

function decisionOf(rule: Rule): Unvalued {
  const measures = measuredBy(rule.condition);
  return {
    rule: rule.id,
    place: `${rule.file}:${rule.line}`,
    condition: decidedWhen(rule),
    ...(measures === undefined ? {} : { measures }),
    match: matchWords(rule.condition),
    scope: rule.where?.source,
    why: rule.why,
  };
}

function measuredBy(condition: Condition): string | undefined {
  if (condition.type === "metric") return condition.field;
  // A share of its own comparator is recognised by the percent sign there.
  return condition.type === "ratio" && condition.baseline !== undefined ? "share" : undefined;
}

function unknownRule(id: string): Unvalued {
  return {
    rule: id,
    place: "not loaded any more",
    condition: "unknown, because the rule is not loaded any more",
    match: "unknown",
    scope: undefined,
    why: undefined,
  };
}
