import fc from "fast-check";
import {
  createEntry,
  type Entry,
  type EntryKind,
  FIELDS,
  type FieldType,
  type Json,
  type Level,
  type TimePrecision,
} from "../../src/model/entry.ts";

/** Any UTF-16 text: lone surrogates, NUL, quotes and all. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 })
    .map((units) => String.fromCharCode(...units)),
  fc.constantFrom("", "\u0000", "a\u0000b", "\ud800", "x\udc00y", 'it\'s "quoted" \\ \n', "__proto__"),
);

/** Any finite number; JSON and SQLite know no -0. */
const number = fc
  .oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0.1 + 0.2, 2 ** 53, Number.MAX_VALUE, Number.MIN_VALUE, 1e300, 502),
  )
  .map((value) => value + 0);

const instant = fc.integer({ min: -8.64e15, max: 8.64e15 });

const json: fc.Arbitrary<Json> = fc
  .jsonValue({ stringUnit: "binary" })
  .map((value): Json => JSON.parse(JSON.stringify(value).replaceAll("-0,", "0,")))
  .filter((value) => !JSON.stringify(value).includes("-0"));

const byType: Readonly<Record<FieldType, fc.Arbitrary<unknown>>> = {
  number,
  string: text,
  boolean: fc.boolean(),
  number_list: fc.array(number, { maxLength: 3 }),
  string_list: fc.array(text, { maxLength: 3 }),
  map: fc.dictionary(text, json, { maxKeys: 4 }),
};

const required = fc.record({
  time: instant,
  observed_time: instant,
  time_precision: fc.constantFrom<TimePrecision[]>("ms", "s", "minute", "inherited", "none"),
  kind: fc.constantFrom<EntryKind[]>("http_request", "backoff", "other"),
});

const level = fc.constantFrom<Level[]>("trace", "error", "fatal");

/** Entries with any subset of fields, each with any value of its type. */
export const arbitraryEntry: fc.Arbitrary<Entry> = fc
  .tuple(
    required,
    fc.record(
      Object.fromEntries(
        Object.entries(FIELDS).map(([name, { type }]) => [name, name === "level" ? level : byType[type]]),
      ),
      { requiredKeys: [] },
    ),
  )
  .map(([fixed, others]) => Object.assign(createEntry("any", 0), others, fixed));
