import { describe, expect, test } from "vitest";
import { createEngine } from "../../src/alerts/engine.ts";
import type { Condition } from "../../src/model/condition.ts";
import type { Entry } from "../../src/model/entry.ts";
import { replay } from "../../src/study/replay.ts";
import { entryAt, expression, ruleOf, says } from "./made-up.ts";

/** An entry as `at letters host group`, times from 0; `-` is absent. */
function entry(text: string): Entry {
  const [at, letters, host, service] = text.split(" ");
  const value = host === "-" ? undefined : host;
  return entryAt(Number(at), letters ?? "", service, value);
}

/** Transitions as `at state value`, with `group:` before them where there is one. */
function told(condition: Condition, list: readonly string[], until: number, forMs = 0): readonly string[] {
  const grouped = list.some((one) => one.split(" ").length === 4) || "expect" in condition;
  const rule = ruleOf(condition, { groupBy: grouped ? ["service"] : [], forMs });
  return [...replay([rule], list.map(entry), until)].map(({ at, group, state, value, reason }) => {
    const name = grouped ? `${String(group["service"])}: ` : "";
    const why = reason === null ? "" : ` ${reason}`;
    return `${name}${at} ${state} ${JSON.stringify(value)}${why}`;
  });
}

const m = says("m");
const distinct = { type: "distinct", match: m, field: "host", windowMs: 10, compare: { gte: 2 } } as const;
const absence = { type: "absence", match: m, windowMs: 10, forgetAfterMs: 100 } as const;
const newValue = {
  type: "new_value",
  match: m,
  field: "host",
  historyMs: 50,
  learningMs: 20,
  windowMs: 10,
  maxValues: 10,
} as const;
const change = { type: "change", match: m, field: "host", windowMs: 10 } as const;
const steps = (letters: string) => [...letters].map((letter) => ({ match: says(letter) }));
const sequence = { type: "sequence", steps: steps("ab"), withinMs: 10, holdMs: 5 } as const;
const missing = {
  type: "sequence",
  steps: steps("a"),
  absent: { match: says("b") },
  withinMs: 10,
  holdMs: 5,
} as const;
const run = { type: "consecutive", match: m, reset: says("r"), gte: 2, maxGapMs: 100 } as const;
const two = { type: "count", match: m, windowMs: 10, compare: { gte: 2 } } as const;

type Row = readonly [
  name: string,
  condition: Condition,
  list: readonly string[],
  until: number,
  result: readonly string[],
];

const rows: readonly Row[] = [
  [
    "any: ends exactly one window after the last match, however long the window",
    { type: "any", match: m, windowMs: 1_800_000 },
    ["7 m", "1005 m"],
    9_999_999,
    ["7 firing 1", "1801005 resolved 1"],
  ],
  ["distinct: values exactly a window apart never meet", distinct, ["0 m x", "10 m y"], 99, []],
  [
    "distinct: one millisecond less, and they do",
    distinct,
    ["0 m x", "9 m y"],
    99,
    ["9 firing 2", "10 resolved 1"],
  ],
  [
    "distinct: a value that comes again stays",
    distinct,
    ["0 m x", "5 m y", "9 m x"],
    99,
    ["5 firing 2", "15 resolved 1"],
  ],
  [
    "distinct: absent values and other entries are not counted",
    distinct,
    ["0 m x", "1 m -", "2 o y"],
    99,
    [],
  ],
  [
    "distinct: clear keeps it true",
    { ...distinct, clear: { lt: 1 } },
    ["0 m x", "0 m y", "9 m x"],
    99,
    ["0 firing 2", "19 resolved 0"],
  ],
  [
    "distinct: lt of a listed group is unknown for a window, and then true without entries",
    { ...distinct, compare: { lt: 2 }, expect: [{ service: "c" }] },
    ["3 m x a", "50 m x c", "55 m y c"],
    99,
    ["c: 13 firing 0", "c: 55 resolved 2", "c: 60 firing 1"],
  ],
  [
    "count: lte 0 of listed groups; the others are not judged",
    {
      type: "count",
      match: m,
      windowMs: 10,
      compare: { lte: 0 },
      expect: [{ service: "a" }, { service: "c" }],
    },
    ["0 m x a", "0 m x b", "30 m x b"],
    30,
    ["a: 10 firing 0", "c: 10 firing 0"],
  ],
  ["absence: the next match exactly a window later is in time", absence, ["0 m", "10 m"], 19, []],
  ["absence: one millisecond later is not", absence, ["0 m", "11 m"], 20, ["10 firing 10", "11 resolved 11"]],
  ["absence: ends with the input where until is before", absence, ["0 m"], 9, []],
  ["absence: goes on across the end of the input to until", absence, ["0 m"], 10, ["10 firing 10"]],
  [
    "absence: forgotten, and learned again",
    absence,
    ["0 m", "150 m"],
    170,
    ["10 firing 10", "100 resolved 100", "160 firing 10"],
  ],
  [
    "absence: a match at the instant of being forgotten",
    absence,
    ["0 m", "100 m"],
    115,
    ["10 firing 10", "100 resolved 100", "110 firing 10"],
  ],
  ["absence: a group that is not listed has no match to wait for", absence, ["0 o", "50 o"], 99, []],
  [
    "absence: a listed group that never comes counts from the first entry judged",
    { ...absence, expect: [{ service: "c" }] },
    ["7 o x a", "90 m x a"],
    500,
    ["c: 17 firing 10"],
  ],
  [
    "absence: a listed group is never forgotten, the others are not expected",
    { ...absence, expect: [{ service: "a" }] },
    ["0 m x a", "0 m x b", "300 m x a"],
    305,
    ["a: 10 firing 10", "a: 300 resolved 300"],
  ],
  ["new_value: silent while it learns", newValue, ["0 m x", "19 m y"], 99, []],
  [
    "new_value: an entry at first match + learning is judged",
    newValue,
    ["0 m x", "20 m y"],
    99,
    ['20 firing "y"', '30 resolved "y"'],
  ],
  [
    "new_value: without learning the first is new",
    { ...newValue, learningMs: 0 },
    ["0 m x"],
    99,
    ['0 firing "x"', '10 resolved "x"'],
  ],
  [
    "new_value: exactly history old is new again",
    newValue,
    ["0 m x", "50 m x"],
    99,
    ['50 firing "x"', '60 resolved "x"'],
  ],
  ["new_value: one millisecond less is not", newValue, ["0 m x", "49 m x"], 99, []],
  [
    "new_value: the first of the millisecond is told",
    newValue,
    ["0 m x", "30 m z", "30 m y"],
    99,
    ['30 firing "z"', '40 resolved "z"'],
  ],
  [
    "new_value: new ones in a row are one episode, ended by the last",
    newValue,
    ["0 m x", "30 m y", "40 m z"],
    99,
    ['30 firing "y"', '50 resolved "z"'],
  ],
  [
    "change: A, B, A in one millisecond: the first other value",
    change,
    ["0 m a", "5 m a", "5 m b", "5 m a"],
    99,
    ['5 firing "b"', '15 resolved "b"'],
  ],
  ["change: the first value is no change, nor is the same again", change, ["0 m a", "3 m a"], 99, []],
  ["change: absent is ignored", change, ["0 m a", "3 m -", "5 m a"], 99, []],
  [
    "change: exactly a window after the last it goes on",
    change,
    ["0 m a", "5 m b", "15 m a"],
    99,
    ['5 firing "b"', '25 resolved "a"'],
  ],
  [
    "change: groups are apart",
    change,
    ["0 m x a", "1 m y b", "2 m y a"],
    99,
    ['a: 2 firing "y"', 'a: 12 resolved "y"'],
  ],
  ["sequence: in order within the time", sequence, ["0 a", "9 b"], 99, ["9 firing null", "14 resolved null"]],
  ["sequence: exactly the time later is too late", sequence, ["0 a", "10 b"], 99, []],
  [
    "sequence: equal times, in their order",
    sequence,
    ["3 a", "3 b"],
    99,
    ["3 firing null", "8 resolved null"],
  ],
  ["sequence: equal times, the other order", sequence, ["3 b", "3 a"], 99, []],
  [
    "sequence: the latest first step wins",
    sequence,
    ["0 a", "5 a", "14 b"],
    99,
    ["14 firing null", "19 resolved null"],
  ],
  ["sequence: until ends what has begun", { ...sequence, until: says("u") }, ["0 a", "1 u", "2 b"], 99, []],
  [
    "sequence: until does not end what is complete",
    { ...sequence, until: says("u") },
    ["0 a", "1 b", "2 u"],
    99,
    ["1 firing null", "6 resolved null"],
  ],
  [
    "sequence: the same step twice takes two entries",
    { ...sequence, steps: steps("aa") },
    ["0 a", "1 a"],
    99,
    ["1 firing null", "6 resolved null"],
  ],
  [
    "absent step: true when the time is up, at most hold",
    missing,
    ["0 a"],
    99,
    ["10 firing null", "15 resolved null"],
  ],
  ["absent step: until it comes", missing, ["0 a", "12 b"], 99, ["10 firing null", "12 resolved null"]],
  ["absent step: it came in time", missing, ["0 a", "9 b"], 99, []],
  ["absent step: it comes in the millisecond in which the time is up", missing, ["0 a", "10 b"], 99, []],
  [
    "all_of: the entry that makes both true",
    { type: "all_of", conditions: { many: two, row: run } },
    ["0 m", "3 m"],
    99,
    ['3 firing {"many":2,"row":2}', '10 resolved {"many":1,"row":2}'],
  ],
  [
    "all_of: a window counts the millisecond whole, a run goes entry by entry",
    { type: "all_of", conditions: { many: two, row: run } },
    ["0 m", "0 m", "0 r"],
    99,
    ['0 firing {"many":2,"row":2}', '0 resolved {"many":2,"row":0}'],
  ],
  [
    "all_of: one that is unknown does not make it true",
    {
      type: "all_of",
      conditions: { few: { ...two, compare: { lt: 2 } }, any: { type: "any", match: m, windowMs: 30 } },
    },
    ["0 m", "8 m"],
    99,
    ['10 firing {"few":1,"any":1}', '38 resolved {"few":0,"any":1}'],
  ],
  [
    "any_of: true over unknown; unknown holds what fires, until the window is covered",
    { type: "any_of", conditions: { few: { ...two, compare: { lt: 1 } }, row: run } },
    ["0 m", "1 m", "2 r", "9 m"],
    19,
    ['1 firing {"few":2,"row":2}', '10 resolved {"few":2,"row":1}', '19 firing {"few":0,"row":1}'],
  ],
];

describe("the edges of each condition", () => {
  test.each(rows)("%s", (_, condition, list, until, result) => {
    expect(told(condition, list, until)).toEqual(result);
  });

  test("the silence is told as it is when the alert fires", () => {
    expect(told(absence, ["0 m", "40 m"], 45, 15)).toEqual([
      "10 pending 10",
      "25 firing 25",
      "40 resolved 40",
    ]);
  });
});

describe("at a bound", () => {
  test("new_value keeps what it knows, leaves out the others and counts them", () => {
    const rule = ruleOf({ ...newValue, learningMs: 0, maxValues: 2 });
    const engine = createEngine([rule]);
    for (const text of ["0 m a", "20 m b", "40 m c", "45 m b", "48 m c"]) engine.enter(entry(text));
    const fired = engine.advance(500).filter(({ state }) => state === "firing");
    expect(fired.map(({ at, value }) => [at, value])).toEqual([
      [0, "a"],
      [20, "b"],
    ]);
    expect(engine.ruleCounts()[0]).toMatchObject({ valuesLeftOut: 2, overflowed: 0 });
  });

  test("distinct counts the entries that it has no place for", () => {
    const rule = ruleOf({ ...distinct, match: expression("true", () => true), windowMs: 600_000 });
    const engine = createEngine([rule]);
    for (let n = 0; n < 100_003; n++) engine.enter(entryAt(1, "m", undefined, `h${n}`));
    expect(engine.advance(1).map(({ value }) => value)).toEqual([100_000]);
    expect(engine.ruleCounts()[0]).toMatchObject({ valuesLeftOut: 3, overflowed: 0 });
  });
});
