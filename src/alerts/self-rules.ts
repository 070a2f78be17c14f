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
  "tocsin-source-silent": selfRule("tocsin-source-silent", "warning", ["source"], {
    title: "{{source}} brings no entries",
    why: "What a source does not bring is not judged: no alert may only mean no log.",
  }),
  "tocsin-unparsable-lines": selfRule("tocsin-unparsable-lines", "warning", ["source"], {
    title: "many lines of {{source}} cannot be read",
    why: "Lines that no format reads are kept, and not judged.",
  }),
  "tocsin-rule-in-error": selfRule("tocsin-rule-in-error", "warning", ["rule"], {
    title: "{{rule}} fails on some entries",
    why: "An entry on which an expression fails is no match, whatever it says.",
  }),
  "tocsin-rule-overflow": selfRule("tocsin-rule-overflow", "warning", ["rule"], {
    title: "{{rule}} has more groups than max_groups",
    why: "The groups that it has go on; what others do is counted, and not judged.",
  }),
  "tocsin-dead-rule": selfRule("tocsin-dead-rule", "info", ["rule"], {
    title: "{{rule}} matches nothing",
    why: "Perhaps nothing was wrong for long; perhaps the rule asks for what the log does not say any more.",
  }),
  "tocsin-delivery-failing": selfRule("tocsin-delivery-failing", "critical", ["receiver"], {
    title: "messages to {{receiver}} do not arrive",
    why: "Whoever is told through it alone is not told.",
  }),
  "tocsin-disk-nearly-full": selfRule("tocsin-disk-nearly-full", "critical", [], {
    title: "the disk that holds the data is nearly full",
    why: "Once it is full, nothing is taken and nothing is judged.",
  }),
  "tocsin-caught-up": selfRule("tocsin-caught-up", "warning", [], {
    title: "incidents began and ended long before they were judged",
    why: "Tocsin, or what sends it lines, was down. What was over by then is told once, as this digest.",
  }),
};

export const SELF_RULES: readonly Rule[] = Object.values(BY_ID);
