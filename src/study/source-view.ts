import { EVERY_LINE, FORMAT_FIELDS, type FormatFields } from "../formats/format-fields.ts";
import { isFormatName } from "../formats/format-registry.ts";
import { SAID_FIELDS } from "../formats/wrappers/wrapper.ts";
import type { Entry } from "../model/entry.ts";
import { FIELD_WORDS } from "../model/field-words.ts";
import { fieldName } from "../model/group.ts";
import type { Literal } from "../rules/checked-expression.ts";
import type { Known } from "../rules/rule-needs.ts";
import { domainOf, intersection, NO_VALUES, oneOf, type ValueSet } from "../rules/value-set.ts";
import type { SourceView } from "./coverage.ts";

/** Some lines of a source, parsed. */
export interface EntrySample {
  readonly entries: readonly Entry[];
  /** Most frequent first. */
  readonly formats: readonly string[];
  /** Whether a key of its JSON lines is one that the field is read from. */
  readonly hasKeyFor: (field: string) => boolean;
}

/** No key has to be logged for them; a cause is read from a message or a status. */
const COMES_BY_ITSELF: ReadonlySet<string> = new Set([...EVERY_LINE, "cause"]);

const NEVER: ValueSet = { absent: true, values: NO_VALUES };

/** A source of which nothing is known but what its lines are read as. */
export function viewOfFormat(name: string, format: string): SourceView {
  const declared = [declaredFields(format)];
  // What carries its lines, and its settings, may say more of them.
  const carried: ReadonlySet<string> = new Set(SAID_FIELDS);
  const place: Known = (field) => {
    const has = declared.includes("open") || carried.has(field) || isAttribute(field);
    return has || placeIn(declared, field) ? declaredValues(field, [format], declared) : NEVER;
  };
  return { name, formats: [format], entries: 0, seen: place, place };
}

/** A source some of whose entries are there. */
export function viewOfEntries(name: string, sample: EntrySample): SourceView {
  const { entries, formats, hasKeyFor } = sample;
  const declared = formats.map(declaredFields);
  const seen = remembered((field) => valuesSeen(field, entries));
  const place = remembered((field) => {
    const has = seen(field).values !== NO_VALUES || COMES_BY_ITSELF.has(field);
    const open = declared.includes("open") && hasKeyFor(field);
    return has || open || placeIn(declared, field) ? declaredValues(field, formats, declared) : NEVER;
  });
  return { name, formats, entries: entries.length, seen, place };
}

function declaredFields(format: string): FormatFields {
  return isFormatName(format) ? FORMAT_FIELDS[format] : "open";
}

function placeIn(declared: readonly FormatFields[], field: string): boolean {
  return declared.some((format) => format !== "open" && format.fields.some((one) => one === field));
}

function isAttribute(field: string): boolean {
  return fieldName(field) === undefined;
}

/** What a field that has a place can be: of format and kind there are only so many. */
function declaredValues(
  field: string,
  formats: readonly string[],
  declared: readonly FormatFields[],
): ValueSet {
  if (field === "format") return { absent: false, values: oneOf(formats) };
  if (field !== "kind" || declared.includes("open")) return domainOf(field);
  const kinds = declared.flatMap((format) => (format === "open" ? [] : format.kinds));
  return intersection(domainOf(field), { absent: false, values: oneOf(kinds) });
}

/** Words as they were; a number or a text that was there can be any. */
function valuesSeen(name: string, entries: readonly Entry[]): ValueSet {
  const read = readerOf(name);
  const words = new Set<Literal>();
  let found = false;
  const isWord = name === "format" || (fieldName(name) !== undefined && Object.hasOwn(FIELD_WORDS, name));
  for (const entry of entries) {
    const value = read(entry);
    // An origin or a cause that is unknown is none.
    if (value === undefined || value === null || value === "unknown") continue;
    found = true;
    if (!isWord) break;
    if (typeof value === "string") words.add(value);
  }
  if (!found) return NEVER;
  return isWord ? { absent: true, values: oneOf([...words]) } : domainOf(name);
}

function readerOf(name: string): (entry: Entry) => unknown {
  const field = fieldName(name);
  if (field !== undefined) return (entry) => entry[field];
  const key = name.slice("attributes.".length);
  return (entry) => entry.attributes?.[key];
}

function remembered(known: Known): Known {
  const memo = new Map<string, ValueSet>();
  return (field) => {
    const found = memo.get(field) ?? known(field);
    memo.set(field, found);
    return found;
  };
}
