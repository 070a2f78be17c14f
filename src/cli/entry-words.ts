import { type Entry, FIELDS, type FieldName } from "../model/entry.ts";
import type { Rule } from "../model/rule.ts";
import { cutText, visibleLine } from "../render/visible-text.ts";
import { ruleFields } from "../rules/expression-fields.ts";

/** Characters of an entry in one line. */
const maxWords = 180;

/** Said first in any case. */
const FIRST: readonly FieldName[] = ["method", "path", "status"];
/** The same for all entries that a rule looks at, or said otherwise. */
const LEFT_OUT: ReadonlySet<string> = new Set(["kind", "time", ...FIRST]);

/** An entry in one line: the request, or the message, and the fields that the rule looks at. */
export function entryWords(entry: Entry, rule: Rule): string {
  const request = FIRST.map((name) => entry[name]).filter((value) => value !== undefined);
  const said = request.length > 0 ? request.join(" ") : (entry.message ?? entry.kind);
  const { needed, used } = ruleFields(rule);
  const names = [...new Set([...rule.groupBy, ...needed, ...used])].filter((name) => !LEFT_OUT.has(name));
  const fields = names.flatMap((name) => {
    const value = textOf(entry, name);
    return value === undefined || value === said ? [] : [`${name}=${value}`];
  });
  return cutText(visibleLine([said, ...fields].join(" ")), maxWords);
}

function textOf(entry: Entry, name: string): string | undefined {
  const value = Object.hasOwn(FIELDS, name)
    ? entry[name as FieldName]
    : entry.attributes?.[name.replace(/^attributes\./, "")];
  if (value === undefined || value === null) return undefined;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
