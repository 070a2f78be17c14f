import { describe, expect, test } from "vitest";
import { createLineParser } from "../../src/formats/line-parser.ts";
import { createTimeZone } from "../../src/formats/time-zone.ts";
import type { Entry } from "../../src/model/entry.ts";
import { formatInstant } from "../../src/model/instant.ts";
import { replay } from "../../src/study/replay.ts";
import { rulesFrom } from "./corpus-lab.ts";

/** Read long after the fact, so that no stamp is refined or in the future. */
const observed = Date.UTC(2200, 0, 1);

interface Edge {
  readonly name: string;
  /** The keys of a rule below its severity. */
  readonly rule: string;
  /** `stamp fields`, the fields as they stand in JSON; a stamp without a date is of 2026-11-22, UTC. */
  readonly lines: readonly string[];
  readonly until?: string;
  /** `stamp state value`, and the reason where there is one. */
  readonly told: readonly string[];
}

function stampOf(text: string): string {
  return text.includes("T") ? text : `2026-11-22T${text}Z`;
}

function entriesOf(lines: readonly string[]): readonly Entry[] {
  const entries: Entry[] = [];
  const parser = createLineParser({
    format: "generic_json",
    emit(parsed) {
      if ("reason" in parsed) throw new Error(parsed.reason);
      entries.push(parsed.entry);
    },
  });
  for (const line of lines) {
    const [stamp = "", ...rest] = line.split(" ");
    parser.push(`{"time":"${stampOf(stamp)}",${rest.join(" ")}}`, observed);
  }
  parser.flush();
  return entries;
}

function told({ rule, lines, until }: Edge): readonly string[] {
  const rules = rulesFrom(`id: edge\ntitle: x\nseverity: info\n${rule}`);
  const end = until === undefined ? undefined : Date.parse(stampOf(until));
  return [...replay(rules, entriesOf(lines), end)].map(({ at, state, value, reason }) => {
    const instant = formatInstant(at).replace("2026-11-22T", "").replace(/Z$/, "");
    return `${instant} ${state} ${JSON.stringify(value)}${reason === null ? "" : ` ${reason}`}`;
  });
}

const every = (seconds: readonly number[], fields: string): string[] =>
  seconds.map((second) => {
    const stamp = new Date(Date.UTC(2026, 10, 22, 9) + second * 1000).toISOString();
    return `${stamp} ${fields}`;
  });
const upTo = (last: number): number[] => Array.from({ length: last + 1 }, (_, n) => n);

const bad = '"status":502';
const good = '"status":200';
const backoff = '"status":429,"retry_after_seconds":30';

const ANY = "condition: {type: any, match: status == 502, window: 1m}";
const TWO = "condition: {type: count, match: status == 502, gte: 2, window: 1m}";
const MORE_THAN_TEN = "condition: {type: count, match: status == 502, gt: 10, window: 1m}";
const LONG = "condition: {type: any, match: retry_after_seconds >= 300, window: 1m}";
const FIVE = "condition: {type: consecutive, match: status == 429, gte: 5, max_gap: 10m}";
const HALF = "condition: {type: ratio, match: status >= 500, gte: 0.5, window: 1m}";
const SILENT = "condition: {type: absence, match: status == 200, window: 1m}";

const edges: readonly Edge[] = [
  {
    name: "two matches exactly a window apart are never both in it",
    rule: TWO,
    lines: [`09:00:00.000 ${bad}`, `09:01:00.000 ${bad}`],
    until: "09:10:00",
    told: [],
  },
  {
    name: "one millisecond less, and they are, for that millisecond",
    rule: TWO,
    lines: [`09:00:00.000 ${bad}`, `09:00:59.999 ${bad}`],
    until: "09:10:00",
    told: ["09:00:59.999 firing 2", "09:01:00.000 resolved 1"],
  },
  {
    name: "any: a match in the instant in which the one before leaves goes on with the episode",
    rule: ANY,
    lines: [`09:00:00.000 ${bad}`, `09:01:00.000 ${bad}`],
    until: "09:10:00",
    told: ["09:00:00.000 firing 1", "09:02:00.000 resolved 1"],
  },
  {
    name: "any: one millisecond later it is another",
    rule: ANY,
    lines: [`09:00:00.000 ${bad}`, `09:01:00.001 ${bad}`],
    until: "09:10:00",
    told: [
      "09:00:00.000 firing 1",
      "09:01:00.000 resolved 1",
      "09:01:00.001 firing 1",
      "09:02:00.001 resolved 1",
    ],
  },
  {
    name: "more than 10 a minute: 10 are not",
    rule: MORE_THAN_TEN,
    lines: every(upTo(9), bad),
    until: "09:10:00",
    told: [],
  },
  {
    name: "more than 10 a minute: the eleventh is, until the first has left",
    rule: MORE_THAN_TEN,
    lines: every(upTo(10), bad),
    until: "09:10:00",
    told: ["09:00:10.000 firing 11", "09:01:00.000 resolved 10"],
  },
  {
    name: "more than 10 a minute, across the full minute: no grid, so no burst falls between two looks",
    rule: MORE_THAN_TEN,
    lines: every([55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65], bad),
    until: "09:01:10",
    told: ["09:01:05.000 firing 11"],
  },
  {
    name: "Retry-After of 300 seconds is at least 300",
    rule: LONG,
    lines: ['09:00:00.000 "status":503,"retry_after":"300"'],
    told: ["09:00:00.000 firing 1"],
  },
  {
    name: "299.999 seconds is not: a date is as far away as it is from the entry",
    rule: LONG,
    lines: ['09:00:00.001 "status":503,"retry_after":"Sun, 22 Nov 2026 09:05:00 GMT"'],
    told: [],
  },
  {
    name: "a date exactly 300 seconds away is",
    rule: LONG,
    lines: ['09:00:00.000 "status":503,"retry_after":"Sun, 22 Nov 2026 09:05:00 GMT"'],
    told: ["09:00:00.000 firing 1"],
  },
  {
    name: "299.999 as a number is not",
    rule: LONG,
    lines: ['09:00:00.000 "status":503,"retry_after_seconds":299.999'],
    told: [],
  },
  {
    name: "the fifth in a row fires; the sixth is no news",
    rule: FIVE,
    lines: every(upTo(5), backoff),
    told: ["09:00:04.000 firing 5"],
  },
  {
    name: "a success before the fifth in its very millisecond ends the run",
    rule: FIVE,
    lines: [...every([0, 1, 2, 3], backoff), `09:00:04.000 ${good}`, `09:00:04.000 ${backoff}`],
    told: [],
  },
  {
    name: "a success after the fifth in its very millisecond: both are told",
    rule: FIVE,
    lines: [...every([0, 1, 2, 3, 4], backoff), `09:00:04.000 ${good}`],
    told: ["09:00:04.000 firing 5", "09:00:04.000 resolved 0"],
  },
  {
    name: "a run whose next match comes exactly max_gap later starts anew with it",
    rule: FIVE,
    lines: [...every([0, 1, 2, 3], backoff), `09:10:03.000 ${backoff}`],
    told: [],
  },
  {
    name: "one millisecond before max_gap it goes on",
    rule: FIVE,
    lines: [...every([0, 1, 2, 3], backoff), `09:10:02.999 ${backoff}`],
    told: ["09:10:02.999 firing 5"],
  },
  {
    name: "0/0 is false, not unknown: the alert ends when the last entry leaves",
    rule: HALF,
    lines: [`09:00:00.000 ${bad}`],
    until: "09:10:00",
    told: ["09:00:00.000 firing 1", "09:01:00.000 resolved null"],
  },
  {
    name: "0/0 is below no bound either",
    rule: "condition: {type: ratio, match: status < 500, lt: 0.5, window: 1m}",
    lines: [`09:00:00.000 ${good}`],
    until: "09:10:00",
    told: [],
  },
  {
    name: "a ratio becomes true because an old success leaves, at that very instant",
    rule: "condition: {type: ratio, match: status >= 500, gt: 0.5, window: 1m}",
    lines: [`09:00:00.000 ${good}`, `09:00:30.000 ${bad}`],
    until: "09:01:10",
    told: ["09:01:00.000 firing 1"],
  },
  {
    name: "absence does not speak beyond the end of the input",
    rule: SILENT,
    lines: [`09:00:00.000 ${good}`, `09:00:59.999 ${bad}`],
    told: [],
  },
  {
    name: "absence speaks where the input goes on without a match, or log time runs on",
    rule: SILENT,
    lines: [`09:00:00.000 ${good}`, `09:00:59.999 ${bad}`],
    until: "09:01:00",
    told: ["09:01:00.000 firing 60000"],
  },
  {
    name: "the night on which clocks go back: 02:59:59+02:00 and 02:00:29+01:00 are half a minute apart",
    rule: TWO,
    lines: [`2026-10-25T02:59:59+02:00 ${bad}`, `2026-10-25T02:00:29+01:00 ${bad}`],
    told: ["2026-10-25T01:00:29.000 firing 2"],
  },
  {
    name: "the same time of day an hour later, in the hour that comes twice, is another instant",
    rule: TWO,
    lines: [`2026-10-25T02:30:00+02:00 ${bad}`, `2026-10-25T02:30:00+01:00 ${bad}`],
    told: [],
  },
  {
    name: "the night on which clocks go forward: 01:59:59+01:00 and 03:00:29+02:00 are half a minute apart",
    rule: TWO,
    lines: [`2026-03-29T01:59:59+01:00 ${bad}`, `2026-03-29T03:00:29+02:00 ${bad}`],
    told: ["2026-03-29T01:00:29.000 firing 2"],
  },
  {
    name: "a leap second is the second after it",
    rule: TWO,
    lines: [`2016-12-31T23:59:60Z ${bad}`, `2017-01-01T00:00:59.999Z ${bad}`],
    told: ["2017-01-01T00:00:59.999 firing 2"],
  },
  {
    name: "the year 1970, its first instant included",
    rule: TWO,
    lines: [`1970-01-01T00:00:00Z ${bad}`, `1970-01-01T00:00:59Z ${bad}`],
    until: "1970-01-01T01:00:00Z",
    told: ["1970-01-01T00:00:59.000 firing 2", "1970-01-01T00:01:00.000 resolved 1"],
  },
  {
    name: "a window across the epoch, and one in slots, where instants are below zero",
    rule: "condition: {type: count, match: status == 502, gte: 2, window: 20m}",
    lines: [`1969-12-31T23:50:00Z ${bad}`, `1970-01-01T00:09:00Z ${bad}`],
    // Kept in slots of 1.2 s: a match leaves at the end of its slot + window.
    until: "1970-01-01T02:00:00Z",
    told: ["1970-01-01T00:09:00.000 firing 2", "1970-01-01T00:10:01.200 resolved 1"],
  },
  {
    name: "the year 2099, from 1970 on, without a step for each instant between",
    rule: ANY,
    lines: [`1970-01-01T00:00:00Z ${bad}`, `2099-12-31T23:59:59.999Z ${bad}`],
    told: [
      "1970-01-01T00:00:00.000 firing 1",
      "1970-01-01T00:01:00.000 resolved 1",
      "2099-12-31T23:59:59.999 firing 1",
    ],
  },
];

describe("replay at the edges of time", () => {
  test.each(edges)("$name", (edge) => {
    expect(told(edge)).toEqual(edge.told);
  });

  test("local times of a source with a zone: its night of 25 hours is one without a jump", () => {
    const inBerlin = createTimeZone("Europe/Berlin");
    const entries = entriesOf([`2026-10-25T00:30:00 ${bad}`, `2026-10-25T03:30:00 ${bad}`]).map(inBerlin);
    // Half an hour after midnight and half past three, with an hour that came twice in between.
    expect(entries.map(({ time }) => formatInstant(time))).toEqual([
      "2026-10-24T22:30:00.000Z",
      "2026-10-25T02:30:00.000Z",
    ]);
  });
});

/** Prometheus' own rule: pending while now − active < for, firing at >=, and a look that finds nothing starts over. */
describe("for, on the signal", () => {
  const rule = "for: 1m\ncondition: {type: any, match: status == 502, window: 30s}";

  test.each<Edge>([
    {
      name: "held for less than `for`: it never fires",
      rule,
      lines: [`09:00:00.000 ${bad}`, `09:00:29.999 ${bad}`],
      until: "09:10:00",
      told: ["09:00:00.000 pending 1", "09:00:59.999 resolved 1 not_held"],
    },
    {
      name: "held until exactly `for`, where it ends: it does not fire",
      rule,
      lines: [`09:00:00.000 ${bad}`, `09:00:30.000 ${bad}`],
      until: "09:10:00",
      told: ["09:00:00.000 pending 1", "09:01:00.000 resolved 1 not_held"],
    },
    {
      name: "still held at `for`: it fires there and not before, whatever was looked at meanwhile",
      rule,
      lines: [`09:00:00.000 ${bad}`, `09:00:29.000 ${bad}`, `09:00:58.000 ${bad}`],
      until: "09:10:00",
      told: ["09:00:00.000 pending 1", "09:01:00.000 firing 1", "09:01:28.000 resolved 1"],
    },
    {
      name: "a break of one millisecond starts it over",
      rule,
      lines: [
        `09:00:00.000 ${bad}`,
        `09:00:30.001 ${bad}`,
        `09:00:55.000 ${bad}`,
        `09:01:20.000 ${bad}`,
        `09:01:45.000 ${bad}`,
      ],
      until: "09:01:45",
      told: [
        "09:00:00.000 pending 1",
        "09:00:30.000 resolved 1 not_held",
        "09:00:30.001 pending 1",
        "09:01:30.001 firing 1",
      ],
    },
  ])("$name", (edge) => {
    expect(told(edge)).toEqual(edge.told);
  });
});
