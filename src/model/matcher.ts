import { RE2JS } from "re2js";

export type MatcherOperator = "=" | "!=" | "=~" | "!~";

/** One label compared, as in Alertmanager: a regular expression must match the whole value; an absent label is "". */
export interface Matcher {
  readonly name: string;
  readonly operator: MatcherOperator;
  readonly value: string;
  readonly matches: (labels: Readonly<Record<string, string>>) => boolean;
}

const MATCHER = /^\s*([A-Za-z_][\w.]*)\s*(=~|!~|!=|=)\s*(.*?)\s*$/s;

/** `severity="critical"`, `service=athens`, `client_id=~"ci-.*"`; undefined where the text is none. */
export function parseMatcher(text: string): Matcher | undefined {
  const [, name, operator, rest] = MATCHER.exec(text) ?? [];
  if (name === undefined || rest === undefined) return undefined;
  const value = unquoted(rest);
  if (value === undefined) return undefined;
  // The pattern admits no other text.
  return createMatcher(name, operator as MatcherOperator, value);
}

/** Undefined where the value is no regular expression but has to be one. Runs in linear time. */
export function createMatcher(name: string, operator: MatcherOperator, value: string): Matcher | undefined {
  const test = valueTest(operator, value);
  if (test === undefined) return undefined;
  return { name, operator, value, matches: (labels) => test(labels[name] ?? "") };
}

/** The text that parses back to the same matcher. */
export function matcherText({ name, operator, value }: Pick<Matcher, "name" | "operator" | "value">): string {
  return `${name}${operator}${JSON.stringify(value)}`;
}

function valueTest(operator: MatcherOperator, value: string): ((text: string) => boolean) | undefined {
  if (operator === "=") return (text) => text === value;
  if (operator === "!=") return (text) => text !== value;
  try {
    const pattern = RE2JS.compile(value);
    return operator === "=~" ? (text) => pattern.matches(text) : (text) => !pattern.matches(text);
  } catch {
    return undefined;
  }
}

function unquoted(text: string): string | undefined {
  if (!text.startsWith('"')) return text.includes('"') ? undefined : text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
