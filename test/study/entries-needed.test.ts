import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { linesOf } from "../../bench/lines.ts";
import { readRuleFiles } from "../../src/config/rule-files.ts";
import { createLineParser } from "../../src/formats/line-parser.ts";
import type { Entry } from "../../src/model/entry.ts";
import type { Rule } from "../../src/model/rule.ts";
import { readRules } from "../../src/rules/read-rules.ts";
import { createEntrySearch } from "../../src/store/entry-search.ts";
import { createLogWriter } from "../../src/store/log-writer.ts";
import { openForWriting } from "../../src/store/open-database.ts";
import { createBacktest } from "../../src/study/backtest.ts";
import { entriesNeeded } from "../../src/study/entries-needed.ts";
import { batch } from "../store/sample-entries.ts";
import { scratchDirectory } from "../store/scratch-directory.ts";

const ALL = { from: 0, to: Number.MAX_SAFE_INTEGER, maxSequence: 2 ** 52 };
const mix = new URL("../../bench/mix-40.yaml", import.meta.url);
const shipped = readRuleFiles([new URL("../../rules", import.meta.url).pathname]).files;

let db: Database;
let all: readonly Entry[];

/** A stretch of a real log, thinned so that there is silence in it too. */
beforeAll(() => {
  db = openForWriting(join(scratchDirectory(), "entries.db"), "entries", "normal");
  const lines: { raw: string; entry: Entry }[] = [];
  const parser = createLineParser({
    format: "auto",
    redact: (text) => text,
    emit(parsed) {
      if ("entry" in parsed) lines.push({ raw: parsed.raw, entry: parsed.entry });
    },
  });
  for (const [place, line] of linesOf(0, 12_000).entries()) {
    if (place % 1_000 < 700) parser.push(line, Date.UTC(2026, 11, 1));
  }
  parser.flush();
  createLogWriter(db).append(batch(lines));
  all = [...createEntrySearch(db).find(ALL)].map(({ entry }) => entry);
});
afterAll(() => db.close());

function outcomes(rules: readonly Rule[], entries: Iterable<Entry>): unknown {
  const [first, last] = [all[0]?.time ?? 0, all.at(-1)?.time ?? 0];
  const telling = { lanes: [], route: undefined, info: "record", reopenWithinMs: 900_000 } as const;
  const backtest = createBacktest({ rules, from: first - 1, to: last, oldest: first, telling });
  for (const entry of entries) backtest.enter(entry);
  const { total, outcomes: found } = backtest.finish();
  const plain = found.map(({ episodes, count, firingMs, counts }) => {
    return { episodes, count, firingMs, matched: counts?.matched, failed: counts?.failed };
  });
  return { total, plain };
}

const texts = [
  { path: "mix.yaml", text: readFileSync(mix, "utf8") },
  ...shipped.filter(({ path }) => !path.includes("long-backoff")),
];
const { rules } = readRules(texts);

describe("what has to be read", () => {
  it("is enough: of each rule the same is found as over all entries", { timeout: 120_000 }, () => {
    let fired = 0;
    let left = 0;
    for (const rule of rules) {
      const needed = [...createEntrySearch(db, 500).findLean({ ...ALL, ...entriesNeeded([rule]) })];
      const found = outcomes([rule], needed);
      expect(found, rule.id).toEqual(outcomes([rule], all));
      if (JSON.stringify(found).includes('"firedAt"')) fired++;
      if (needed.length < all.length) left++;
    }
    expect(fired).toBeGreaterThan(15);
    expect(left).toBeGreaterThan(15);
  });

  it("is enough for all of them together", () => {
    const needed = createEntrySearch(db).findLean({ ...ALL, ...entriesNeeded(rules) });
    expect(outcomes(rules, needed)).toEqual(outcomes(rules, all));
  });
});

describe("needed", () => {
  function needOf(text: string) {
    const { rules: read, diagnostics } = readRules([{ path: "x.yaml", text }]);
    expect(diagnostics).toEqual([]);
    return entriesNeeded(read);
  }
  const head = "title: t\nseverity: info\nwhy: w\n";

  it("is scope and match, the widest of several", () => {
    const any = `id: a\n${head}where: status == 500\ncondition: {type: any, match: bytes > 1, window: 1m}\n`;
    const ratio = `---\nid: b\n${head}where: status == 500\ncondition: {type: ratio, match: bytes > 1, window: 1m, gte: 0.5}\n`;
    expect(needOf(any).needed).toMatchObject({ op: "and" });
    expect(needOf(any + ratio).needed).toMatchObject({ op: "compare" });
    expect([...needOf(any).fields].sort()).toEqual(["bytes", "status", "tenant", "time"]);
  });

  it.each([
    [
      "a rule without where and with resets",
      "condition: {type: consecutive, match: status == 500, gte: 2}\n",
    ],
    [
      "one that speaks of silence",
      "where: status == 500\ncondition: {type: count, match: bytes > 1, window: 1m, lt: 1}\n",
    ],
    [
      "a listed group",
      "where: status == 500\ncondition: {type: absence, match: bytes > 1, window: 1m, expect: [{}]}\n",
    ],
  ])("is everything for %s", (_, condition) => {
    expect(needOf(`id: a\n${head}${condition}`).needed).toBeUndefined();
  });

  it("is every entry, with what marks look at, where duplicates are left out", () => {
    const skip = `id: a\n${head}duplicates: skip\ncondition: {type: any, match: status == 500, window: 1m}\n`;
    expect(needOf(skip).needed).toBeUndefined();
    expect(needOf(skip).fields.has("user_agent")).toBe(true);
  });
});
