import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTimeZone, isTimeZone } from "../../src/formats/time-zone.ts";
import type { Entry } from "../../src/model/entry.ts";
import { parseText } from "../conformance/run-cases.ts";

function read(line: string): Entry {
  const [parsed] = parseText(line);
  if (parsed === undefined || !("entry" in parsed)) throw new Error("unreadable");
  return parsed.entry;
}

function error(stamp: string): Entry {
  return read(`${stamp} [error] 1#1: x`);
}

describe("createTimeZone", () => {
  it.each([
    ["Europe/Berlin", "2026/11/22 09:00:00", "2026-11-22T08:00:00.000Z", "winter"],
    ["Europe/Berlin", "2026/07/22 09:00:00", "2026-07-22T07:00:00.000Z", "summer"],
    ["Europe/Berlin", "2026/03/29 01:59:59", "2026-03-29T00:59:59.000Z", "the last second of winter time"],
    ["Europe/Berlin", "2026/03/29 03:00:00", "2026-03-29T01:00:00.000Z", "the first of summer time"],
    ["Europe/Berlin", "2026/10/25 01:59:59", "2026-10-24T23:59:59.000Z", "before the hour that comes twice"],
    ["Europe/Berlin", "2026/10/25 02:30:00", "2026-10-25T01:30:00.000Z", "in it"],
    ["Europe/Berlin", "2026/10/25 03:00:00", "2026-10-25T02:00:00.000Z", "after it"],
    ["America/St_Johns", "2026/11/22 09:00:00", "2026-11-22T12:30:00.000Z", "half hours, west"],
    ["Asia/Kathmandu", "2026/11/22 09:00:00", "2026-11-22T03:15:00.000Z", "quarters, east"],
    ["UTC", "2026/11/22 09:00:00", "2026-11-22T09:00:00.000Z", "none"],
  ])("%s: %s is %s, %s", (zone, stamp, expected) => {
    const entry = createTimeZone(zone)(error(stamp));
    expect(new Date(entry.time).toISOString()).toBe(expected);
    expect(entry.flags).toBeUndefined();
  });

  it("keeps the seconds of a bare clock, on the day that is last before or at the moment of reading", () => {
    const entry = read("09:00:05 0 4 10.0.0.1:40000 R> 10.0.0.2:443 ESTABLISHED");
    expect(new Date(createTimeZone("Europe/Berlin")(entry).time).toISOString()).toBe(
      "2026-11-23T08:00:05.000Z",
    );
    expect(new Date(createTimeZone("Asia/Tokyo")(entry).time).toISOString()).toBe("2026-11-24T00:00:05.000Z");
  });

  it("moves a start that is stamped, and the end by as much", () => {
    const counts = "fe be/a 0/0/0/1/2000 200 5 - - ---- 1/1/0/0/0 0/0";
    const inBerlin = createTimeZone("Europe/Berlin");
    const { start_time: start, time } = inBerlin(read(`1.1.1.1:1 [29/Mar/2026:01:59:59.000] ${counts}`));
    // Two seconds later it is 03:00:01 there.
    expect(new Date(start ?? 0).toISOString()).toBe("2026-03-29T00:59:59.000Z");
    expect(new Date(time).toISOString()).toBe("2026-03-29T01:00:01.000Z");
  });

  it("takes the day before where a clock without a date would be in the future", () => {
    // Read at midnight UTC, which is one o'clock in Berlin.
    const inBerlin = createTimeZone("Europe/Berlin");
    expect(new Date(inBerlin(read("INFO[12:30AM]: x\t")).time).toISOString()).toBe(
      "2026-11-23T23:30:00.000Z",
    );
    expect(new Date(inBerlin(read("INFO[8:05AM]: x\t")).time).toISOString()).toBe("2026-11-23T07:05:00.000Z");
    expect(inBerlin(read("INFO[8:05AM]: x\t")).flags).toEqual(["no_date"]);
  });

  it("leaves times that name their zone alone", () => {
    const entry = read('{"time":"2026-11-22T08:05:07Z","status":200}');
    expect(createTimeZone("Asia/Tokyo")(entry)).toBe(entry);
  });

  it("is what the zone's clock shows, whenever", () => {
    const zones = fc.constantFrom("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata");
    fc.assert(
      fc.property(zones, fc.integer({ min: 0, max: 2_000_000 }), (zone, minutes) => {
        const instant = Date.UTC(2024, 0, 1) + minutes * 60_000;
        const shown = new Date(instant).toLocaleString("sv-SE", { timeZone: zone }).replaceAll("-", "/");
        const again = createTimeZone(zone)(error(shown)).time;
        // Of an hour that comes twice only one can be meant; both show the same.
        expect(new Date(again).toLocaleString("sv-SE", { timeZone: zone })).toBe(shown.replaceAll("/", "-"));
      }),
    );
  });
});

describe("isTimeZone", () => {
  it.each([
    ["Europe/Berlin", true],
    ["UTC", true],
    ["Mars/Olympus", false],
    ["", false],
  ])("%j: %s", (name, expected) => {
    expect(isTimeZone(name)).toBe(expected);
  });
});
