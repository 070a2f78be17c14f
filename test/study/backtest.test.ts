import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BookSettings } from "../../src/incidents/incident-book.ts";
import type { Entry } from "../../src/model/entry.ts";
import type { Rule } from "../../src/model/rule.ts";
import {
  type Backtest,
  type BacktestResult,
  backtestLookbackMs,
  createBacktest,
} from "../../src/study/backtest.ts";
import { createEpisodeBook, type Episode, maxEpisodesKept } from "../../src/study/episodes.ts";
import { replay } from "../../src/study/replay.ts";
import { entries, hasBoundedPast, rule } from "../detect/arbitrary-rules.ts";
import { entryAt, ruleOf, says } from "../detect/made-up.ts";
import { toOps } from "../incidents/made-up.ts";

const nobody: Omit<BookSettings, "catchUpMs"> = {
  lanes: [],
  route: undefined,
  info: "record",
  reopenWithinMs: 900_000,
};

function run(backtest: Backtest, some: Iterable<Entry>): BacktestResult {
  for (const entry of some) backtest.enter(entry);
  return backtest.finish();
}

/** What a person sees of episodes, without what depends on how far back is read. */
function seen(episodes: readonly Episode[]): readonly unknown[] {
  return episodes.map(({ group, firedAt, endedAt, reason, severity }) => ({
    group,
    firedAt,
    endedAt,
    reason,
    severity,
  }));
}

/** Episodes of a replay of everything, the second way to them. */
function replayed(one: Rule, list: readonly Entry[], from: number, to: number): readonly Episode[] {
  const book = createEpisodeBook([one], from);
  for (const transition of replay([one], list, to)) book.add(transition);
  return book.finish(to).get(one.id)?.episodes ?? [];
}

const anyX = { type: "any", match: says("m"), windowMs: 1_000 } as const;

describe("a backtest", () => {
  it("finds what a replay of everything finds, from wherever it looks", { timeout: 60_000 }, () => {
    let fired = 0;
    fc.assert(
      fc.property(
        rule.filter(hasBoundedPast),
        entries.filter((list) => list.length > 1),
        fc.nat({ max: 1_000 }),
        (one, list, share) => {
          const first = list[0]?.time ?? 0;
          const to = list.at(-1)?.time ?? 0;
          const from = first + Math.floor(((to - first) * share) / 1_000) - 1;
          const readFrom = from - backtestLookbackMs([one]);
          const backtest = createBacktest({ rules: [one], from, to, oldest: first, telling: nobody });
          const result = run(
            backtest,
            list.filter(({ time }) => time >= readFrom && time <= to),
          );
          const wanted = replayed(one, list, from, to);
          // One that began before what was read is known to hold, but not since when.
          const news = (all: readonly Episode[]) => all.filter(({ firedAt }) => firedAt > from);
          const [outcome] = result.outcomes;
          expect(seen(news(outcome?.episodes ?? []))).toEqual(seen(news(wanted)));
          fired += wanted.length;
        },
      ),
      { numRuns: 1_000 },
    );
    expect(fired).toBeGreaterThan(300);
  });

  it("adds up firing within the time looked at, open ends included", () => {
    const list = [entryAt(1_000, "m"), entryAt(5_000, "m"), entryAt(9_500, "m")];
    const backtest = createBacktest({ rules: [ruleOf(anyX)], from: 1_499, to: 10_000, telling: nobody });
    const [outcome] = run(backtest, list).outcomes;
    expect(outcome?.count).toBe(3);
    // [1.5, 2), [5, 6), [9.5, 10].
    expect(outcome?.firingMs).toBe(500 + 1_000 + 500);
    expect(outcome?.episodes.at(-1)?.endedAt).toBeUndefined();
  });

  it("says from when on a rule had seen all that it looks back at", () => {
    const one = ruleOf(anyX);
    const covered = (oldest: number) =>
      run(
        createBacktest({ rules: [one], from: 50_000, to: 60_000, oldest, pruned: true, telling: nobody }),
        [],
      );
    expect(covered(10_000).outcomes[0]?.coveredFrom).toBeUndefined();
    expect(covered(49_500).outcomes[0]?.coveredFrom).toBe(49_500 + backtestLookbackMs([one]));
    expect(covered(49_500).keptFrom).toBeUndefined();
    expect(covered(55_000).keptFrom).toBe(55_000);
  });

  it("leaves out rules that are switched off", () => {
    const off = ruleOf(anyX, { id: "off", enabled: false });
    const backtest = createBacktest({ rules: [off], from: 0, to: 9_000, telling: nobody });
    expect(run(backtest, [entryAt(1_000, "m")]).outcomes).toEqual([]);
  });
});

describe("against a base", () => {
  const before = ruleOf(anyX, { id: "r", meaning: "1" });
  const list = [entryAt(1_000, "m"), entryAt(20_000, "m"), entryAt(20_500, "m"), entryAt(40_000, "o")];

  function compare(after: readonly Rule[], base: readonly Rule[]) {
    const settings = { rules: after, base, from: 0, to: 60_000, telling: nobody };
    return run(createBacktest(settings), list).compared ?? [];
  }

  it("judges a rule of the same meaning once, and finds nothing changed", () => {
    const [one] = compare([{ ...before, title: "other words" }], [before]);
    expect(one).toMatchObject({ change: "same", same: 2, added: [], removed: [], moved: [] });
  });

  it("tells what is added, removed and moved by an edit", () => {
    const stricter = ruleOf(
      { type: "count", match: says("m"), windowMs: 1_000, compare: { gte: 2 } },
      { id: "r", meaning: "2" },
    );
    const [one] = compare([stricter], [before]);
    expect(one?.change).toBe("edited");
    expect(one?.removed.map(({ firedAt }) => firedAt)).toEqual([1_000]);
    expect(one?.moved.map((pair) => [pair.before.firedAt, pair.after.firedAt])).toEqual([[20_000, 20_500]]);
    const [back] = compare([before], [stricter]);
    expect(back?.added.map(({ firedAt }) => firedAt)).toEqual([1_000]);
  });

  it("compares no further than episodes are kept, and says so", { timeout: 30_000 }, () => {
    const many = Array.from({ length: maxEpisodesKept + 500 }, (_, i) => entryAt(10 * i, "m", "a", `h${i}`));
    const by = ruleOf(anyX, { id: "r", meaning: "1", groupBy: ["host"] });
    const settings = {
      rules: [{ ...by, meaning: "2", keepFiringForMs: 1_000 }],
      base: [by],
      from: -1,
      to: 90_000,
      telling: nobody,
    };
    const [one] = run(createBacktest(settings), many).compared ?? [];
    expect(one?.before?.count).toBe(maxEpisodesKept + 500);
    expect(one?.moved.length).toBeGreaterThan(maxEpisodesKept - 500);
    expect([one?.added.length, one?.removed.length]).toEqual([0, 0]);
    expect(one?.comparedTo).toBeLessThan(10 * (maxEpisodesKept + 500));
  });

  it("tells new rules and removed ones", () => {
    const other = ruleOf({ ...anyX, match: says("o") }, { id: "o", meaning: "3" });
    const both = compare([other], [before]);
    expect(both.map(({ id, change, added, removed }) => [id, change, added.length, removed.length])).toEqual([
      ["o", "added", 1, 0],
      ["r", "removed", 0, 2],
    ]);
  });
});

describe("notices", () => {
  const lanes = [
    { lane: "ops/slack/0", receiver: "ops", channel: "slack" },
    { lane: "ops/email/0", receiver: "ops", channel: "email" },
  ] as const;
  const telling = { ...nobody, lanes, route: toOps };

  it("are news to a receiver, once for all its channels: opened, ended", () => {
    const backtest = createBacktest({ rules: [ruleOf(anyX)], from: 0, to: 60_000, telling });
    const { total, outcomes } = run(backtest, [entryAt(10_200, "m"), entryAt(10_900, "m")]);
    expect(total).toEqual({ incidents: 1, notices: 2, atLeast: false });
    expect(outcomes[0]).toMatchObject({ incidents: 1, notices: 2 });
  });

  it("are the same however many entries come between", () => {
    const spread = [10_200, 10_900, 30_100, 950_000, 2_000_000].map((at) => entryAt(at, "m"));
    const noise = Array.from({ length: 20_000 }, (_, i) => entryAt(i * 100, "x"));
    const all = [...spread, ...noise].sort((a, b) => a.time - b.time);
    const settings = { rules: [ruleOf(anyX)], from: 0, to: 2_100_000, telling };
    const alone = run(createBacktest(settings), spread).total;
    expect(run(createBacktest(settings), all).total).toEqual(alone);
    expect(alone.incidents).toBeGreaterThan(1);
  });

  it("of an incident that two rules share count for each, and once in all", () => {
    const share = { incidentBy: ["service"] };
    const rules = ["a", "b"].map((id) => ruleOf(anyX, { id, ...share }));
    const backtest = createBacktest({ rules, from: 0, to: 60_000, telling });
    const { total, outcomes } = run(backtest, [entryAt(10_200, "m")]);
    expect(total).toEqual({ incidents: 1, notices: 2, atLeast: false });
    expect(outcomes.map(({ incidents, notices }) => [incidents, notices])).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it("of a rule with very many alerts are counted up to a bound, in little time, and it says so", {
    timeout: 30_000,
  }, () => {
    const noisy = ruleOf(anyX, { groupBy: ["host"] });
    const list = Array.from({ length: 9_000 }, (_, i) => entryAt(10_000 + i, "m", "a", `host-${i}`));
    const backtest = createBacktest({ rules: [noisy], from: 0, to: 60_000, telling });
    const { total, outcomes } = run(backtest, list);
    expect(outcomes[0]?.count).toBe(9_000);
    expect(total).toEqual({ incidents: 1, notices: 2, atLeast: true });
  });

  it("before the time looked at are not counted", () => {
    const backtest = createBacktest({ rules: [ruleOf(anyX)], from: 30_000, to: 60_000, telling });
    expect(run(backtest, [entryAt(10_200, "m")]).total).toEqual({ incidents: 0, notices: 0, atLeast: false });
  });
});
