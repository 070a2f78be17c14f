import { RE2JS } from "re2js";
import type { OwnPattern } from "./redaction-settings.ts";
import type { SecretPattern, SecretRange } from "./secret-shapes.ts";

/** UTF-16 units of one pattern. */
export const maxOwnPatternLength = 1000;
/** Steps of one compiled pattern: each may be taken for each character of each line. */
export const maxOwnPatternSteps = 500;
/** The group whose match is the secret. */
export const SECRET_GROUP = "secret";

export interface PatternProblem {
  readonly problem: string;
  readonly hint: string;
}

/** Values that every line needs: a pattern that takes one of them takes them all. */
const NEEDED: readonly string[] = [
  "2026-11-22T09:37:10.123Z",
  "GET",
  "200",
  "502",
  "error",
  "127.0.0.11:3000",
  "athens-7d9c4b6f5-x2k8p",
  "4bf92f3577b34da6a3ce929d0e0e4736",
  "0af7651916cd43dd",
  "github.com/spf13/cobra",
  "/github.com/spf13/cobra/@v/v1.8.1.zip",
  "upstream timed out while reading response header",
];

/** Compiles a pattern of the operator's, or says what is wrong with it. Runs in linear time whatever the text. */
export function readOwnPattern({ name, pattern }: OwnPattern): SecretPattern | PatternProblem {
  if (pattern.length > maxOwnPatternLength) {
    return { problem: `has more than ${maxOwnPatternLength} characters`, hint: "split it into several" };
  }
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, "") : "";
    return { problem: `is no pattern: ${reason}`, hint: syntaxHint(pattern) };
  }
  const steps = compiled.programSize();
  if (steps > maxOwnPatternSteps) {
    const hint = "smaller repeat counts make it cheaper";
    return { problem: `compiles to ${steps} steps, allowed are ${maxOwnPatternSteps}`, hint };
  }
  const groups = Object.keys(compiled.namedGroups());
  const foreign = groups.find((group) => group !== SECRET_GROUP);
  if (foreign !== undefined) {
    return {
      problem: `has a group called \`${foreign}\``,
      hint: `the group that is replaced is called \`${SECRET_GROUP}\`: \`account=(?P<${SECRET_GROUP}>\\d+)\``,
    };
  }
  const group = groups.length > 0 ? SECRET_GROUP : 0;
  const find = (text: string): readonly SecretRange[] => findAll(compiled, group, name, text);
  return breadthProblem(compiled, find) ?? { kind: name, find };
}

/** A pattern that would take what rules and people need of a line. */
function breadthProblem(
  compiled: RE2JS,
  find: (text: string) => readonly SecretRange[],
): PatternProblem | undefined {
  const hint = `say what stands around it, and put the secret itself into a group: \`account=(?P<${SECRET_GROUP}>\\d+)\``;
  if (compiled.test("")) return { problem: "is too broad: it matches the empty text", hint };
  const taken = NEEDED.find((value) => find(value).length > 0 || find(` ${value} `).length > 0);
  return taken === undefined
    ? undefined
    : { problem: `is too broad: it would redact \`${taken}\` as well`, hint };
}

function findAll(compiled: RE2JS, group: string | 0, kind: string, text: string): readonly SecretRange[] {
  const ranges: SecretRange[] = [];
  const matcher = compiled.matcher(text);
  while (matcher.find()) {
    const start = matcher.start(group);
    const end = matcher.end(group);
    if (start >= 0 && end > start) ranges.push({ start, end, kind });
  }
  return ranges;
}

function syntaxHint(pattern: string): string {
  if (/\(\?(?:[=!]|<[=!])/.test(pattern)) return "there is no look-around in RE2: use the group `secret`";
  if (/\\[1-9]/.test(pattern))
    return "there are no back references, so that every pattern runs in linear time";
  return "the syntax is RE2; in YAML write it in single quotes, so that `\\` stays as it is";
}
