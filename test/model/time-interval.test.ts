import { expect, test } from "vitest";
import { holdsAt, type TimeInterval } from "../../src/model/time-interval.ts";

function holds(
  interval: Omit<TimeInterval, "timeZone"> & { readonly timeZone?: string },
  at: string,
): boolean {
  return holdsAt({ name: "x", intervals: [{ timeZone: "UTC", ...interval }] }, Date.parse(at));
}

const nine = 9 * 60;

test.each<readonly [string, Parameters<typeof holds>[0], string, boolean]>([
  ["with nothing named, always", {}, "2026-11-22T09:00:00Z", true],
  ["its first minute", { times: [{ from: nine, to: nine + 60 }] }, "2026-11-22T09:00:00Z", true],
  ["the instant before", { times: [{ from: nine, to: nine + 60 }] }, "2026-11-22T08:59:59.999Z", false],
  ["the last instant", { times: [{ from: nine, to: nine + 60 }] }, "2026-11-22T09:59:59.999Z", true],
  ["its end is not in it", { times: [{ from: nine, to: nine + 60 }] }, "2026-11-22T10:00:00Z", false],
  ["up to the end of the day", { times: [{ from: nine, to: 24 * 60 }] }, "2026-11-22T23:59:59Z", true],
  ["a Sunday", { weekdays: [{ from: 0, to: 0 }] }, "2026-11-22T12:00:00Z", true],
  ["no weekday", { weekdays: [{ from: 1, to: 5 }] }, "2026-11-22T12:00:00Z", false],
  ["the last day of the month", { daysOfMonth: [{ from: -1, to: -1 }] }, "2028-02-29T12:00:00Z", true],
  ["of a shorter one", { daysOfMonth: [{ from: -1, to: -1 }] }, "2027-02-28T12:00:00Z", true],
  [
    "from the fifth to the last but one",
    { daysOfMonth: [{ from: 5, to: -2 }] },
    "2026-11-29T12:00:00Z",
    true,
  ],
  ["its last is not in that", { daysOfMonth: [{ from: 5, to: -2 }] }, "2026-11-30T12:00:00Z", false],
  ["the 31st of a month of 30 days", { daysOfMonth: [{ from: 31, to: 31 }] }, "2026-11-30T12:00:00Z", false],
  [
    "all named must hold",
    { months: [{ from: 11, to: 12 }], years: [{ from: 2027, to: 2027 }] },
    "2026-11-22T12:00:00Z",
    false,
  ],
  [
    "the clock of its zone, in winter",
    { times: [{ from: nine, to: nine + 60 }], timeZone: "Europe/Berlin" },
    "2026-10-26T08:30:00Z",
    true,
  ],
  [
    "the clock of its zone, in summer, the day before",
    { times: [{ from: nine, to: nine + 60 }], timeZone: "Europe/Berlin" },
    "2026-10-24T07:30:00Z",
    true,
  ],
  [
    "the calendar of its zone: Monday there",
    { weekdays: [{ from: 1, to: 1 }], timeZone: "Asia/Tokyo" },
    "2026-11-22T15:00:00Z",
    true,
  ],
  [
    "the hour that comes twice holds twice",
    { times: [{ from: 120, to: 180 }], timeZone: "Europe/Berlin" },
    "2026-10-25T01:30:00Z",
    true,
  ],
])("%s", (_, interval, at, expected) => {
  expect(holds(interval, at)).toBe(expected);
});
