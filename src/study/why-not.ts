import { formatDuration } from "../model/duration.ts";
import type { Rule } from "../model/rule.ts";
import { countWords, plural } from "../model/words.ts";
import type { ExplainedGroup, Explanation } from "./explain.ts";
import type { ExpressionCount } from "./part-counts.ts";

/** Why nothing fired, each one sentence, the first cause first; empty where something did. */
export function whyNot(rule: Rule, explanation: Explanation): readonly string[] {
  const { entries, inScope, withoutGroup, ofOtherGroups, groups, from } = explanation;
  const fired = groups.some(({ transitions }) =>
    transitions.some(({ state, at }) => state === "firing" && at > from),
  );
  const off = rule.enabled ? [] : ["The rule is switched off (`enabled: false`); this is what it would say."];
  if (fired) return off;
  if (entries === 0) return [...off, "There is no entry in this time."];
  const where = explanation.expressions.find(({ role }) => role === "where");
  if (inScope === 0) {
    return [...off, `None of ${plural(entries, "entry", "entries")} is in scope.`, ...partWords(where)];
  }
  const judged = inScope - withoutGroup - ofOtherGroups;
  if (judged === 0) return [...off, ...lost(rule, explanation)];
  return [...off, ...groups.flatMap(brokenOff(rule)), ...unmatched(explanation, judged)];
}

function lost(rule: Rule, { inScope, withoutGroup, ofOtherGroups }: Explanation): readonly string[] {
  const names = rule.groupBy.map((name) => `\`${name}\``).join(", ");
  return [
    ...(ofOtherGroups > 0
      ? [`All ${countWords(ofOtherGroups)} entries in scope are of other groups.`]
      : [`${countWords(inScope)} entries are in scope.`]),
    ...(withoutGroup > 0
      ? [
          `${countWords(withoutGroup)} lack ${names}, and such are not judged without \`absent_groups: true\`.`,
        ]
      : []),
  ];
}

/** Signals that were true and did not last for `for`. */
function brokenOff(rule: Rule): (group: ExplainedGroup) => readonly string[] {
  return ({ transitions }) =>
    transitions
      .filter(({ reason }) => reason === "not_held")
      .slice(0, 3)
      .map(
        ({ at, startedAt }) =>
          `It was true for ${formatDuration(at - startedAt)} from ${new Date(startedAt).toISOString()} on, and \`for\` asks for ${formatDuration(rule.forMs)}.`,
      );
}

function unmatched({ expressions }: Explanation, judged: number): readonly string[] {
  const looked = expressions.filter(({ role }) => role !== "where");
  return looked
    .filter(({ passed }) => passed === 0)
    .flatMap((one) => [
      `None of ${plural(judged, "entry", "entries")} in scope passes \`${one.role}\`.`,
      ...partWords(one),
    ]);
}

/** Which part of a chain says no most often. */
function partWords(counted: ExpressionCount | undefined): readonly string[] {
  if (counted === undefined) return [];
  return counted.parts.map(({ source, passed, failed }) => {
    const broken = failed === 0 ? "" : `, and for ${countWords(failed)} it could not be evaluated`;
    return `  \`${source}\` passes ${countWords(passed)} of ${countWords(counted.asked)}${broken}`;
  });
}
