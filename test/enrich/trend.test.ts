import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { enrich } from "../../src/enrich/enrich.ts";
import { maxTrendPoints, minTrendMs } from "../../src/enrich/trend.ts";
import type { Entry } from "../../src/model/entry.ts";
import type { Trend } from "../../src/model/facts.ts";
import { alert, countOf, entry, incident, is502, known, request, rule, start } from "./made-up.ts";

const outage = rule("outage", countOf(is502));

/** One entry in scope each second; `failing` says which of them are matches. */
function each(seconds: number, failing: (second: number) => boolean): readonly Entry[] {
  return Array.from({ length: seconds + 1 }, (_, at) =>
    entry(at, { service: "athens", status: failing(at) ? 502 : 200 }),
  );
}

function trendOf(entries: readonly Entry[], endSeconds: number, resolved = false): Trend {
  const now = start + endSeconds * 1000;
  const alerts = [alert("outage", resolved ? { state: "resolved", resolvedAt: now } : {})];
  const over = resolved ? { incident: incident(alerts, { state: "resolved", resolvedAt: now }) } : {};
  return known(enrich(request(alerts, [outage], entries, { now, ...over })).trend);
}

describe("the slots", () => {
  it.each([
    [0, 1, 1000],
    [10, 11, 1000],
    [19, 20, 1000],
    [20, 11, 2000],
    [90, 19, 5000],
    [3600, 20, 181_000],
  ])("%d seconds make %d slots of %d ms", (seconds, count, slotMs) => {
    const trend = trendOf(
      each(seconds, () => true),
      seconds,
    );
    expect([trend.points.length, trend.slotMs]).toEqual([count, slotMs]);
    expect(trend.points[0]?.at).toBe(start);
  });

  it("hold each entry once, whatever the range", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(7_200_000), fc.boolean()), { minLength: 1, maxLength: 200 }),
        fc.nat(60_000),
        (pairs, later) => {
          const entries = pairs
            .map(([ms, fails]) => entry(ms / 1000, { service: "athens", status: fails ? 502 : 200 }))
            .sort((a, b) => a.time - b.time);
          const failed = entries.filter((one) => one.status === 502).length;
          fc.pre(failed > 0);
          const end = ((entries.at(-1)?.time ?? 0) - start + later) / 1000;
          const { points, slotMs } = trendOf(entries, end);
          expect(points.length).toBeLessThanOrEqual(maxTrendPoints);
          expect(points.reduce((sum, point) => sum + point.total, 0)).toBe(entries.length);
          expect(points.reduce((sum, point) => sum + point.matches, 0)).toBe(failed);
          expect(slotMs % 1000).toBe(0);
          points.forEach((point, place) => {
            expect(point.at).toBe(start + place * slotMs);
          });
        },
      ),
    );
  });
});

describe("the direction", () => {
  const half = (second: number): boolean => second % 2 === 0;
  it.each<[string, (second: number) => boolean, number, Trend["direction"], Trend["measure"]]>([
    ["always all", () => true, 100, "steady", "count"],
    ["always half", half, 100, "steady", "share"],
    ["half, then all", (s) => s >= 75 || half(s), 100, "rising", "share"],
    ["all, then half", (s) => s < 75 || half(s), 100, "falling", "share"],
    ["a little more, within chance", (s) => half(s) || s === 81, 100, "steady", "share"],
    ["all, then a pause", (s) => s < 70, 100, "falling", "share"],
    ["all, then nothing for more than a minute", (s) => s < 280, 400, "over", "share"],
    ["a pause after too few", (s) => s % 10 === 0 && s < 70, 100, "too_few", "share"],
    ["too young", () => true, minTrendMs / 1000 - 1, "too_early", "count"],
    ["old enough", () => true, minTrendMs / 1000, "steady", "count"],
    ["rare", (s) => s % 20 === 0, 100, "too_few", "share"],
    ["long ago and one today", (s) => s < 20 || s === 99, 100, "too_few", "share"],
  ])("%s", (_, failing, seconds, direction, measure) => {
    const trend = trendOf(each(seconds, failing), seconds);
    expect([trend.direction, trend.measure]).toEqual([direction, measure]);
  });

  it("compares rates where every entry in scope is a match", () => {
    const more = Array.from({ length: 400 }, (_, i) =>
      entry(i < 75 ? i : 75 + (i - 75) / 13, { service: "athens", status: 502 }),
    );
    expect(trendOf(more, 100)).toMatchObject({ direction: "rising", measure: "count" });
  });

  it("has nothing to compare with where no entry came before", () => {
    const entries = each(100, (second) => second > 80).filter(
      ({ time }) => time < start + 40_000 || time > start + 76_000,
    );
    expect(trendOf(entries, 100)).toMatchObject({ direction: "too_few", before: { total: 0 } });
  });

  it("does not take lines that are still on their way for an end", () => {
    const entries = each(100, () => true);
    expect(trendOf(entries, 109).direction).toBe("steady");
    expect(trendOf(entries, 400).direction).toBe("over");
  });

  it("of what has resolved goes to its end", () => {
    const trend = trendOf(
      each(100, (second) => second < 60),
      100,
      true,
    );
    expect(trend).toMatchObject({ direction: "over", last: { matches: 0, to: start + 100_001 } });
  });
});

describe("the quarters", () => {
  it("are whole slots, next to one another, and hold what their points hold", () => {
    const { points, last, before, slotMs } = trendOf(
      each(100, (second) => second % 3 === 0),
      100,
    );
    expect(last.from).toBe(before.to);
    expect(before.to - before.from).toBe(Math.ceil(points.length / 4) * slotMs);
    const inLast = points.filter((point) => point.at >= last.from);
    expect(last.total).toBe(inLast.reduce((sum, point) => sum + point.total, 0));
    expect(last.matches).toBe(inLast.reduce((sum, point) => sum + point.matches, 0));
  });
});

it("says nothing of an end that was not read", () => {
  const limits = { maxEntries: 50, deadlineAt: 1, now: () => 0 };
  const asked = request(
    [alert("outage")],
    [outage],
    each(100, () => true),
    { limits },
  );
  expect(enrich(asked).trend).toEqual({
    state: "none",
    why: "reading stopped after 50 entries, before the latest ones",
  });
});
