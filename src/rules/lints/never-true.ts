import { FIELD_WORDS } from "../../model/field-words.ts";
import { type Asked, canHold } from "../can-hold.ts";
import { isFieldName } from "../check-reading.ts";
import type { Checked } from "../checked-expression.ts";
import type { RuleFile } from "../read-rule.ts";
import { conditionParts } from "./condition-parts.ts";
import { type ExpressionPlace, expressionPlaces, placesIn, whole } from "./expression-places.ts";
import type { Lint, LintFinding } from "./lint.ts";
import { nearestWord, unknownWords } from "./unknown-word.ts";

export const neverTrue: Lint = {
  severity: "error",
  about: "an expression that no entry can ever be: by itself, or within the rule's scope",
  find(file) {
    const places = expressionPlaces(file);
    const scope = places.find(({ role }) => role === "scope");
    const alone = places.flatMap((place) => contradiction(place));
    // Of a scope that holds nothing all else follows.
    if (alone.length > 0) return alone;
    return [...places.flatMap((place) => outsideOfScope(place, scope)), ...alwaysReset(file, scope)];
  },
};

function contradiction({ path, role, checked, source }: ExpressionPlace): readonly LintFinding[] {
  // `reset: "false"` is how one says that nothing resets.
  if (role === "ends" && checked.op === "literal") return [];
  const { possible, contradicted } = canHold([{ checked, holds: true }]);
  if (possible) return [];
  const [field, second] = contradicted;
  const message =
    field === undefined || second !== undefined || checked.op === "compare"
      ? `\`${source.trim()}\` is never true`
      : `\`${source.trim()}\` is never true: \`${field}\` cannot be all of that`;
  return [{ path, part: whole(source), message, hint: hintFor(field, checked) }];
}

function hintFor(field: string | undefined, checked: Checked): string {
  const [unknown] = unknownWords(checked);
  if (unknown !== undefined) return nearestWord(unknown);
  const words = field !== undefined && isFieldName(field) ? FIELD_WORDS[field] : undefined;
  if (words !== undefined)
    return `an entry has one \`${field}\`; for one of several write \`${field} in [...]\``;
  if (checked.op === "compare") return "no number of an entry is negative, and a status has three digits";
  return "of several that cannot be at once, one is asked for with `||` or `in [...]`";
}

function outsideOfScope(place: ExpressionPlace, scope: ExpressionPlace | undefined): readonly LintFinding[] {
  if (scope === undefined || place.role !== "counted") return [];
  const { possible, contradicted } = canHold([asked(scope.checked), asked(place.checked)]);
  if (possible) return [];
  const [field, second] = contradicted;
  const because = field === undefined || second !== undefined ? "" : `, because of \`${field}\``;
  return [
    {
      path: place.path,
      part: whole(place.source),
      message: `\`${place.source.trim()}\` is never true of an entry in scope${because}`,
      hint: `the scope is \`where: ${scope.source.trim()}\``,
    },
  ];
}

function asked(checked: Checked, holds = true): Asked {
  return { checked, holds };
}

/** An entry that is both resets first, so that a run of which each entry is both has a length of 1. */
function alwaysReset(file: RuleFile, scope: ExpressionPlace | undefined): readonly LintFinding[] {
  return conditionParts(file.rule).flatMap(({ path, condition }) => {
    if (condition.type !== "consecutive" || condition.gte < 2) return [];
    const places = placesIn(path, condition, file.document);
    const match = places.find(({ role }) => role === "counted");
    const reset = places.find(({ role }) => role === "ends");
    if (match === undefined || reset === undefined) return [];
    const inScope = scope === undefined ? [] : [asked(scope.checked)];
    if (canHold([...inScope, asked(match.checked), asked(reset.checked, false)]).possible) return [];
    return [
      {
        path: reset.path,
        part: whole(reset.source),
        message: "every match is a reset too, so that no run is ever longer than 1",
        hint: "a reset is what ends a run: an answer that is no match; without `reset` it is any such entry",
      },
    ];
  });
}
