import type { core } from "zod";
import { nearestName } from "./nearest-name.ts";
import type { Path } from "./yaml-document.ts";

/** How keys of a rule are written that cannot be left out. */
const EXAMPLES: ReadonlyMap<string, string> = new Map([
  ["id", "id: upstream-502"],
  ["title", 'title: "{{service}} answers 502"'],
  ["severity", "severity: warning"],
  ["condition", "condition: {type: count, match: status == 502, window: 1m, gte: 5}"],
  ["match", "match: status >= 500"],
  ["field", "field: duration_ms"],
  ["aggregate", "aggregate: p99"],
  ["window", "window: 5m"],
  ["gte", "gte: 5"],
  ["steps", "steps: [{match: status == 503}, {match: status == 200}]"],
  ["within", "within: 5m"],
  ["conditions", "conditions: {slow: {type: …}, failing: {type: …}}"],
  ["name", "name: fires on the fifth"],
  ["expect", "expect: [{at: 1m, alerts: []}]"],
  ["at", "at: 10s"],
  ["alerts", "alerts: [{state: firing}]"],
  ["state", "state: firing"],
  ["line", "line: '…'"],
  ["format", "format: nginx_json"],
  ["url", "url: https://…"],
]);

export function missingHint(path: Path, area: string): string {
  const example = area === "rule" ? EXAMPLES.get(String(path.at(-1))) : undefined;
  if (example !== undefined) return `such as \`${example}\``;
  return area === "rule" ? "docs/rules.md shows each key" : "docs/configuration.md shows each key";
}

/** What to write in place of a value that the schema refuses. */
export function valueHint(issue: core.$ZodIssue, value: unknown): string | undefined {
  if (issue.code === "invalid_value") return wordHint(issue.values, value);
  if (issue.code === "too_small" && issue.origin === "array")
    return "name one at least, or leave the key out";
  if (issue.code === "too_small") return `write a number from ${issue.minimum} on`;
  if (issue.code === "too_big") return `write a number up to ${issue.maximum}`;
  if (issue.code !== "invalid_type") return undefined;
  if (value === null) return "write a value, or leave the key out";
  return typeHint(issue.expected, value);
}

function wordHint(words: readonly unknown[], value: unknown): string {
  const meant = typeof value === "string" ? meantBy(value, words.map(String)) : undefined;
  return meant === undefined ? "write one of them" : `did you mean \`${meant}\`?`;
}

/** `warn` is cut off from `warning`, which is further away than a slip of the pen. */
function meantBy(written: string, words: readonly string[]): string | undefined {
  const begun = words.find((word) => written.length > 1 && word.startsWith(written.toLowerCase()));
  return begun ?? nearestName(written, words);
}

function typeHint(expected: string, value: unknown): string | undefined {
  switch (expected) {
    case "string":
      return isScalarValue(value) ? "put it into quotes" : "write one text";
    case "array":
      return isScalarValue(value) ? `a list of one is \`[${value}]\`` : "a list is written `[a, b]`";
    case "boolean":
      return "write true or false, without quotes";
    case "int":
    case "number":
      return typeof value === "string" && Number.isFinite(Number(value))
        ? "write it without quotes"
        : "write a number, such as 5";
    case "object":
    case "record":
      return "a map is written `{key: value}`";
    default:
      return undefined;
  }
}

export function isScalarValue(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
