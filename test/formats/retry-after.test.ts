import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRetryAfter } from "../../src/formats/retry-after.ts";
import type { Json } from "../../src/model/entry.ts";

const NOW = Date.UTC(2026, 10, 22, 8, 0, 0);
const corpus = process.env["TOCSIN_CORPUS"] ?? "";

interface Case {
  readonly value: Json;
  readonly now: string;
  readonly expect_seconds: number | null;
  readonly why: string;
}

describe("parseRetryAfter", () => {
  it.each<[Json, number | undefined, readonly string[]]>([
    ["0", 0, []],
    ["00300", 300, []],
    [" 120\t", 120, []],
    ["86400", 86_400, []],
    ["86401", 86_401, ["over_day"]],
    ["2147483", 2_147_483, ["over_day"]],
    ["2147484", 2_147_484, ["over_day", "node_timer_overflow"]],
    ["1795334400", 1_795_334_400, ["over_day", "epoch_suspected", "node_timer_overflow"]],
    ["99999999999999999999", Number.MAX_SAFE_INTEGER, ["over_day", "epoch_suspected", "node_timer_overflow"]],
    ["+5", undefined, ["invalid"]],
    ["5 s", undefined, ["invalid"]],
    ['"5"', undefined, ["invalid"]],
    ["5, 10", undefined, ["invalid", "multi_value"]],
    ["\u00a05", undefined, ["invalid"]],
    [["5", "5"], 5, []],
    [["5", "10"], undefined, ["invalid", "multi_value"]],
    [0.5, 0.5, []],
    [-1, undefined, ["invalid"]],
    ["Sun, 22 Nov 2026 08:01:00 GMT", 60, []],
    ["Mon, 22 Nov 2026 08:01:00 GMT", 60, ["weekday_mismatch"]],
    ["Sun, 22 Nov 2026 07:59:59 GMT", 0, ["past"]],
    ["Sun, 22 Nov 2026 08:00:60 GMT", 60, []],
    ["Sunday, 22-Nov-26 08:01:00 GMT", 60, []],
    ["Sun Nov 22 08:01:00 2026", 60, []],
    ["Tue, 31 Feb 2026 08:01:00 GMT", undefined, ["invalid"]],
    ["Sun, 22 Nov 2026 24:00:00 GMT", undefined, ["invalid"]],
    ["2026-11-22T08:01:00Z", undefined, ["invalid"]],
  ])("%j → %j seconds, flags %j", (value, seconds, flags) => {
    const found = parseRetryAfter(value, NOW);
    expect(found?.seconds).toBe(seconds);
    expect(found?.flags).toEqual(flags);
  });

  it.each<[Json | undefined]>([[undefined], [null], [""], ["-"], ["  "], [[]], [{}], [true]])(
    "%j is no header",
    (value) => {
      expect(parseRetryAfter(value, NOW)).toBeUndefined();
    },
  );

  it("keeps the fraction of the time it counts from", () => {
    expect(parseRetryAfter("Sun, 22 Nov 2026 08:01:00 GMT", NOW + 250)?.seconds).toBe(59.75);
  });

  it("never throws, and never gives a negative or endless delay", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.double(), fc.stringMatching(/^[-+0-9a-zA-Z ,:.]{0,40}$/)),
        (value) => {
          const seconds = parseRetryAfter(value, NOW)?.seconds ?? 0;
          expect(seconds >= 0 && Number.isFinite(seconds)).toBe(true);
        },
      ),
    );
  });

  it("reads any date that it should, whatever the form", () => {
    fc.assert(
      fc.property(fc.integer({ min: NOW, max: NOW + 40 * 365 * 86_400_000 }), (instant) => {
        const whole = Math.floor(instant / 1000) * 1000;
        const seconds = Math.max(0, (whole - NOW) / 1000);
        const imf = new Date(whole).toUTCString();
        const [, day = "", month, year = "", time] = /, (\d+) (\w+) (\d+) (\S+)/.exec(imf) ?? [];
        const names = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
        const weekday = names[new Date(whole).getUTCDay()];
        const forms = [
          imf,
          `${weekday}, ${day}-${month}-${year.slice(2)} ${time} GMT`,
          `${weekday?.slice(0, 3)} ${month} ${day.replace(/^0/, " ")} ${time} ${year}`,
        ];
        for (const form of forms) expect(parseRetryAfter(form, NOW)?.seconds).toBe(seconds);
      }),
    );
  });
});

describe.skipIf(corpus === "")("the corpus of Retry-After values", () => {
  const cases: readonly Case[] =
    corpus === ""
      ? []
      : readFileSync(join(corpus, "retry_after_cases.jsonl"), "utf8")
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => JSON.parse(line));

  it("has 75 cases", () => expect(cases).toHaveLength(75));

  it.each(cases)("$value: $why", (one) => {
    expect(parseRetryAfter(one.value, Date.parse(one.now))?.seconds ?? null).toBe(one.expect_seconds);
  });
});
