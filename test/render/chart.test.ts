import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Trend, TrendPoint } from "../../src/model/facts.ts";
import { chartHeight, chartSvg, chartWidth } from "../../src/render/chart-svg.ts";
import { chartAlt } from "../../src/render/view-trend.ts";

const AT = Date.parse("2026-11-22T09:43:38.927Z");
const words = { noun: "requests", open: true };

function trendOf(pairs: readonly (readonly [number, number])[], slotMs = 8000): Trend {
  const points = pairs.map(
    ([matches, total], place): TrendPoint => ({ at: AT + place * slotMs, matches, total }),
  );
  const span = { from: AT, to: AT, matches: 0, total: 0 };
  return { slotMs, points, direction: "steady", measure: "share", last: span, before: span };
}

const RECTS = /<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" fill="(#\w+)"/g;

function rects(svg: string): readonly { readonly colour: string; readonly height: number }[] {
  return [...svg.matchAll(RECTS)].map(([, , , , height = "", colour = ""]) => ({
    colour,
    height: Number(height),
  }));
}

describe("the picture", () => {
  const svg =
    chartSvg(
      trendOf([
        [0, 100],
        [50, 100],
        [20, 200],
      ]),
      words,
    ) ?? "";

  test("shows matches within all, to scale", () => {
    const bars = rects(svg).filter(({ height }) => height !== 12 && height !== 11 && height < 150);
    expect(bars.map(({ height }) => height)).toEqual([56, 56, 28, 112, 11.2]);
  });

  test("says first, most and now in words, with times", () => {
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
    expect(texts).toEqual([
      "counted by the rule",
      "all requests",
      "200",
      "0",
      "most 50 of 100 at 09:43:46",
      "first 0 of 100",
      "09:43:38",
      "every 8 seconds",
      "now 20 of 200",
      "09:43:54 UTC",
    ]);
  });

  test("of what is over ends with its end", () => {
    const trend = trendOf([
      [1, 1],
      [0, 3],
    ]);
    expect(chartSvg(trend, { noun: "entries", open: false })).toContain(">end 0 of 3<");
  });

  test("needs two slots", () => {
    expect(chartSvg(trendOf([[5, 5]]), words)).toBeUndefined();
    expect(chartSvg(trendOf([]), words)).toBeUndefined();
  });

  test("stays within its frame, has no style, no script and no number that is none", () => {
    const pair = fc.tuple(fc.nat(10_000_000), fc.nat(10_000_000));
    fc.assert(
      fc.property(fc.array(pair, { minLength: 2, maxLength: 20 }), fc.nat(10_000_000), (pairs, seconds) => {
        const points = pairs.map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
        const drawn = chartSvg(trendOf(points, (seconds + 1) * 1000), words) ?? "";
        expect(drawn).not.toMatch(/NaN|Infinity|undefined|style=|<script|<style|href/);
        for (const [, x = "", y = "", width = "", height = ""] of drawn.matchAll(RECTS)) {
          expect(Number(x) + Number(width)).toBeLessThanOrEqual(chartWidth);
          expect(Number(y) + Number(height)).toBeLessThanOrEqual(chartHeight);
        }
      }),
    );
  });
});

test("the words for those who do not see it state the numbers", () => {
  const trend = trendOf([
    [1, 2],
    [1204, 1300],
    [7, 900],
  ]);
  expect(chartAlt(trend, "requests")).toBe(
    "Requests counted by the rule, of all, every 8 seconds from 2026-11-22 09:43:38 UTC: first 1 of 2, " +
      "most 1,204 of 1,300 at 2026-11-22 09:43:46 UTC, latest 7 of 900.",
  );
});
