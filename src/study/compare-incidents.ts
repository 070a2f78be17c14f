import type { FactName } from "../model/fact-name.ts";
import type { IncidentFacts } from "../model/facts.ts";
import type { ExpectedIncident } from "../rules/rule-test-schema.ts";
import type { SeenIncident } from "./test-incidents.ts";

/** One thing in which an incident is not as expected, in words. */
export interface IncidentDifference {
  readonly expected: string;
  readonly happened: string;
}

/** What the key `incident` of a test came to. */
export interface IncidentCheck {
  readonly of: "incident";
  readonly at: number;
  /** Where it stands in the rule's file. */
  readonly line: number;
  readonly passed: boolean;
  readonly differences: readonly IncidentDifference[];
  /** What was searched for texts, where one was missing. */
  readonly text?: string;
}

/** Of several incidents one must be as expected; where none is, the differences are those of the nearest. */
export function compareIncidents(
  expected: ExpectedIncident,
  incidents: readonly SeenIncident[],
  place: Pick<IncidentCheck, "at" | "line">,
): IncidentCheck {
  let nearest: Compared = {
    differences: [{ expected: "an incident", happened: "no incident" }],
    text: undefined,
  };
  for (const [index, incident] of incidents.entries()) {
    const compared = compare(expected, incident);
    if (index === 0 || compared.differences.length < nearest.differences.length) nearest = compared;
  }
  const { differences, text } = nearest;
  const passed = differences.length === 0;
  return { of: "incident", ...place, passed, differences, ...(text === undefined ? {} : { text }) };
}

interface Compared {
  readonly differences: readonly IncidentDifference[];
  readonly text: string | undefined;
}

function compare(expected: ExpectedIncident, seen: SeenIncident): Compared {
  const { incident, facts, subject, mail, ticket } = seen;
  const searched = oneLine(`${mail} ${ticket}`);
  const missing = (expected.text_contains ?? []).filter((part) => !searched.includes(oneLine(part)));
  const unwanted = (expected.text_lacks ?? []).filter((part) => searched.includes(oneLine(part)));
  const differences = [
    // Nobody acknowledges anything in a test, so that an incident is open or resolved.
    ...differing("state", expected.state, incident.state),
    ...differing("severity", expected.severity, incident.severity),
    ...differing("title", expected.title, incident.title),
    ...differing("subject", expected.subject, subject),
    ...(expected.facts ?? []).flatMap((name) => factDifference(name, facts)),
    ...missing.map((part) => ({
      expected: `a text with ${JSON.stringify(part)}`,
      happened: "a text without",
    })),
    ...unwanted.map((part) => ({
      expected: `a text without ${JSON.stringify(part)}`,
      happened: "a text with",
    })),
  ];
  return { differences, text: missing.length > 0 ? mail : undefined };
}

/** Mails are wrapped, so that what stands in a line may be broken anywhere. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function differing(what: string, expected: string | undefined, is: string): readonly IncidentDifference[] {
  if (expected === undefined || expected === is) return [];
  return [{ expected: `${what} ${JSON.stringify(expected)}`, happened: `${what} ${JSON.stringify(is)}` }];
}

function factDifference(name: FactName, facts: IncidentFacts): readonly IncidentDifference[] {
  const fact = facts[name];
  if (fact === undefined) return [{ expected: `fact ${name}`, happened: "no such fact" }];
  if (!("state" in fact)) {
    return fact.length > 0 ? [] : [{ expected: `fact ${name}`, happened: "none" }];
  }
  if (fact.state === "known") return [];
  return [{ expected: `fact ${name}`, happened: `none: ${fact.why}` }];
}
