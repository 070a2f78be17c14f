import { canHold } from "../can-hold.ts";
import type { Checked } from "../checked-expression.ts";
import { fieldsIn } from "../expression-fields.ts";
import { domainOf } from "../value-set.ts";
import { expressionPlaces, whole } from "./expression-places.ts";
import type { Lint } from "./lint.ts";

export const alwaysTrue: Lint = {
  severity: "warning",
  about: "an expression that is true of every entry that has its fields",
  find: (file) =>
    expressionPlaces(file).flatMap(({ path, source, checked }) => {
      // Whoever asks for presence has thought of it.
      const fields = /\b(?:present|has)\s*\(/.test(source) ? [] : enoughFor(checked);
      if (fields.length === 0) return [];
      const list = fields.map((field) => `\`${field}\``).join(" and ");
      const meant = fields.map((field) => `present(${field})`).join(" && ");
      return [
        {
          path,
          part: whole(source),
          message: `\`${source.trim()}\` is true of every entry that has ${list}`,
          hint: `write \`${meant}\` if that is meant; several values that are left out are joined by \`&&\``,
        },
      ];
    }),
};

/** Fields that suffice, where they are there, to make it true whatever they hold; none where nothing does. */
function enoughFor(checked: Checked): readonly string[] {
  const all = isTrueWith(checked, [...fieldsIn(checked)]);
  if (all === undefined) return [];
  return isTrueWith(checked, all) === undefined ? [...fieldsIn(checked)] : all;
}

/** The fields that leave no way to be false where those given are there; `true` alone reads none. */
function isTrueWith(checked: Checked, fields: readonly string[]): readonly string[] | undefined {
  const known = (field: string) => ({ ...domainOf(field), absent: !fields.includes(field) });
  const { possible, contradicted } = canHold([{ checked, holds: false }], known);
  return possible ? undefined : contradicted;
}
