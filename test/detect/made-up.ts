import type { Condition, Expression } from "../../src/model/condition.ts";
import { createEntry, type Entry } from "../../src/model/entry.ts";
import type { Rule } from "../../src/model/rule.ts";

/** An expression from a plain function, for tests of what comes after expressions. */
export function expression(source: string, test: (entry: Entry) => boolean | null): Expression {
  return { source, test };
}

/** Matches entries whose message holds the letter. */
export function says(letter: string): Expression {
  return expression(`says ${letter}`, (entry) => entry.message?.includes(letter) ?? false);
}

/** A rule with every key that does not matter filled in. */
export function ruleOf(condition: Condition, more: Partial<Rule> = {}): Rule {
  return {
    id: "rule",
    title: "title",
    severity: "warning",
    groupBy: [],
    condition,
    forMs: 0,
    keepFiringForMs: 0,
    labels: {},
    links: [],
    enabled: true,
    incidentBy: ["alertname"],
    maxGroups: 10_000,
    absentGroups: false,
    file: "rules/rule.yaml",
    line: 1,
    meaning: "0000000000000000",
    ...more,
  };
}

/** An entry at `time` that says the letters; `service` is its group, `host` what conditions with a field look at. */
export function entryAt(time: number, message: string, service?: string, host?: string): Entry {
  const entry = createEntry("generic_json", time);
  entry.time = time;
  entry.message = message;
  entry.service = service;
  entry.host = host;
  return entry;
}
