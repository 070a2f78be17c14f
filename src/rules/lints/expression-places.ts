import type { SingleCondition } from "../../model/condition.ts";
import type { Checked } from "../checked-expression.ts";
import { checkedSource } from "../checked-source.ts";
import type { RuleFile } from "../read-rule.ts";
import type { Span } from "../source-text.ts";
import { type Path, valueAt, type YamlDocument } from "../yaml-document.ts";
import { conditionParts } from "./condition-parts.ts";

/** What an expression is for. `ends`: it ends something (reset, until), and nobody minds if it is never true. */
type Role = "scope" | "counted" | "ends";

/** An expression of a rule, and where it stands. */
export interface ExpressionPlace {
  readonly path: Path;
  readonly role: Role;
  readonly source: string;
  readonly checked: Checked;
}

/** Every expression of a rule; the scope first. */
export function expressionPlaces({ rule, document }: RuleFile): readonly ExpressionPlace[] {
  const scope = rule.where === undefined ? [] : placeAt(["where"], "scope", document);
  return [
    ...scope,
    ...conditionParts(rule).flatMap(({ path, condition }) => placesIn(path, condition, document)),
  ];
}

export function placesIn(
  path: Path,
  condition: SingleCondition,
  document: YamlDocument,
): readonly ExpressionPlace[] {
  const counted =
    condition.type === "sequence"
      ? [...condition.steps, ...(condition.absent === undefined ? [] : [condition.absent])].map((_, at) => [
          "steps",
          at,
          "match",
        ])
      : [["match"], ["of"]];
  return [
    ...counted.flatMap((keys) => placeAt([...path, ...keys], "counted", document)),
    ...placeAt([...path, "reset"], "ends", document),
    ...placeAt([...path, "until"], "ends", document),
  ];
}

/** Read again as it is written there: expressions of one meaning are one object, in the words of the first. */
function placeAt(path: Path, role: Role, document: YamlDocument): readonly ExpressionPlace[] {
  const source = valueAt(document.value, path);
  const checked = typeof source === "string" ? checkedSource(source) : undefined;
  return typeof source === "string" && checked !== undefined ? [{ path, role, source, checked }] : [];
}

/** All of an expression, so that a finding stands in the text of a block scalar and not at its `>`. */
export function whole(source: string): Span {
  return { start: 0, end: source.trimEnd().length };
}
