import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kitchenInstant } from "../../src/formats/kitchen-time.ts";

const NOON = Date.UTC(2026, 10, 24, 12, 0, 30);

describe("kitchenInstant", () => {
  it.each([
    ["11:58AM", "2026-11-24T11:58:00.000Z", "earlier today"],
    ["12:00AM", "2026-11-24T00:00:00.000Z", "midnight is the day's first minute"],
    ["12:00PM", "2026-11-24T12:00:30.000Z", "its own minute: read live"],
    ["12:01PM", "2026-11-24T12:00:30.000Z", "a clock that is a little ahead does not make it yesterday"],
    ["12:02PM", "2026-11-23T12:02:00.000Z", "else what would be in the future was yesterday"],
    ["3:04PM", "2026-11-23T15:04:00.000Z", "yesterday"],
  ])("%s read at 12:00:30 is %s: %s", (text, expected) => {
    expect(new Date(kitchenInstant(text, NOON) ?? 0).toISOString()).toBe(expected);
  });

  it.each(["0:04PM", "13:04PM", "3:60PM", "3:4PM", "3:04", "15:04", "3:04pm", ""])(
    "%j is no time",
    (text) => {
      expect(kitchenInstant(text, NOON)).toBeUndefined();
    },
  );

  it("a clock that is a little ahead across midnight stays on this side of it", () => {
    const before = Date.UTC(2026, 10, 24, 23, 59, 59, 900);
    expect(kitchenInstant("12:00AM", before)).toBe(before);
  });

  it("is never in the future and never a whole day back", () => {
    fc.assert(
      fc.property(fc.nat(1439), fc.nat(86_400_000 * 30), (minutes, later) => {
        const observed = NOON + later;
        const hour = Math.floor(minutes / 60);
        const text = `${hour % 12 || 12}:${String(minutes % 60).padStart(2, "0")}${hour < 12 ? "A" : "P"}M`;
        const found = kitchenInstant(text, observed) ?? Number.NaN;
        expect(found).toBeLessThanOrEqual(observed);
        expect(observed - found).toBeLessThan(86_400_000);
        if (found !== observed) expect((found / 60_000) % 1440).toBe(minutes);
      }),
    );
  });
});
