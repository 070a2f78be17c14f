import { FIELD_WORDS } from "../../model/field-words.ts";
import { canHold } from "../can-hold.ts";
import { isFieldName } from "../check-reading.ts";
import type { Checked, Literal } from "../checked-expression.ts";
import { nearestName } from "../nearest-name.ts";
import { expressionPlaces } from "./expression-places.ts";
import type { Lint } from "./lint.ts";

/** A text with which a field is compared that it can never be. */
export interface UnknownWord {
  readonly field: string;
  readonly word: string;
  readonly known: readonly string[];
}

export const unknownWord: Lint = {
  severity: "warning",
  about: "a field compared with a word that it can never be, in an expression that can be true all the same",
  find: (file) =>
    expressionPlaces(file)
      // The others are never-true.
      .filter(({ checked }) => canHold([{ checked, holds: true }]).possible)
      .flatMap(({ path, source, checked }) =>
        unknownWords(checked).map((found) => ({
          path,
          ...partOf(source, found.word),
          message: `\`${found.field}\` is never \`${found.word}\``,
          hint: nearestWord(found),
        })),
      ),
};

/** What is meant by `warning` is `warn`, where the edit distance does not say so. */
const OTHER_WORDS: ReadonlyMap<string, string> = new Map([
  ["warning", "warn"],
  ["critical", "fatal"],
  ["panic", "fatal"],
  ["err", "error"],
  ["notice", "info"],
  ["request", "http_request"],
  ["http", "http_request"],
  ["access", "http_request"],
  ["timeout", "read_timeout"],
  ["connection_refused", "connect_refused"],
  ["connection_reset", "reset"],
  ["proxy", "edge"],
  ["download", "zip"],
]);

export function nearestWord({ field, word, known }: UnknownWord): string {
  const other = OTHER_WORDS.get(word.toLowerCase());
  const nearest = other !== undefined && known.includes(other) ? other : nearestName(word, known);
  if (nearest !== undefined) return `did you mean \`${nearest}\`?`;
  return `\`${field}\` is one of ${known.join(", ")}`;
}

export function unknownWords(node: Checked): readonly UnknownWord[] {
  switch (node.op) {
    case "not":
      return unknownWords(node.operand);
    case "and":
    case "or":
      return node.operands.flatMap(unknownWords);
    case "in_set":
      return notAmong(node.left, node.values);
    case "compare":
      if (node.right.op === "literal") return notAmong(node.left, [node.right.value]);
      return node.left.op === "literal" ? notAmong(node.right, [node.left.value]) : [];
    default:
      return [];
  }
}

function notAmong(read: Checked, values: readonly Literal[]): readonly UnknownWord[] {
  if (read.op !== "field" || !isFieldName(read.name)) return [];
  const { name: field } = read;
  const known = FIELD_WORDS[field] ?? [];
  if (known.length === 0) return [];
  return values
    .filter((value) => typeof value === "string")
    .filter((word) => !known.includes(word))
    .map((word) => ({ field, word, known }));
}

/** The word in its quotes, where it is written without escapes. */
function partOf(
  source: string,
  word: string,
): { readonly part?: { readonly start: number; readonly end: number } } {
  for (const quote of ['"', "'"]) {
    const start = source.indexOf(quote + word + quote);
    if (start !== -1) return { part: { start, end: start + word.length + 2 } };
  }
  return {};
}
