import type { Expression } from "../model/condition.ts";
import type { Rule, Severity } from "../model/rule.ts";
import type { SelfRuleId } from "../model/self-rule.ts";

const nothing: Expression = { source: "nothing in the log", test: () => false };

/** A rule about Tocsin itself. Whether it holds is reported, not counted; `groupBy` are the labels of a report. */
function selfRule(
  id: SelfRuleId,
  severity: Severity,
  groupBy: readonly string[],
  words: Pick<Rule, "title" | "why">,
): Rule {
  return {
    id,
    severity,
    groupBy,
    ...words,
    runbook: `runbooks/tocsin.md#${id}`,
    condition: { type: "any", match: nothing, windowMs: 1 },
    forMs: 0,
    keepFiringForMs: 0,
    labels: {},
    links: [],
    enabled: true,
    incidentBy: ["alertname"],
    maxGroups: maxSelfGroups,
    absentGroups: true,
    file: "built in",
    line: 1,
    meaning: id,
  };
}

/** Alerts of one rule about Tocsin itself at a time; what goes beyond is counted in the last one's title. */
export const maxSelfGroups = 50;

const BY_ID: Readonly<Record<SelfRuleId, Rule>> = {
  "tocsin-rule-file": selfRule("tocsin-rule-file", "warning", ["file"], {
    title: "the rule file {{file}} does not load",
    why: "Its last good version is judged by, if there was one; what was edited since is not.",
  }),
  "tocsin-template": selfRule("tocsin-template", "warning", ["file"], {
    title: "the template {{file}} does not load",
    why: "Messages use the shipped one in its place.",
  }),
  "tocsin-config": selfRule("tocsin-config", "warning", ["file"], {
    title: "the configuration {{file}} does not load",
    why: "The one before stays in force whole; what was edited since is not.",
  }),
  "tocsin-caught-up": selfRule("tocsin-caught-up", "warning", [], {
    title: "incidents began and ended long before they were judged",
    why: "Tocsin, or what sends it lines, was down. What was over by then is told once, as this digest.",
  }),
};

export const SELF_RULES: readonly Rule[] = Object.values(BY_ID);
