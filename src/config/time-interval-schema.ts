import { z } from "zod";
import { isTimeZone } from "../formats/time-zone.ts";
import type { Range, TimeInterval } from "../model/time-interval.ts";
import type { IssueParams } from "../rules/schema-findings.ts";

const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** Text to something else; what it gives undefined for is reported with the hint. */
function read<T>(what: string, hint: string, parse: (text: string) => T | undefined) {
  return z.union([z.string(), z.number()]).transform((text, context): T => {
    const parsed = parse(String(text).trim().toLowerCase());
    if (parsed !== undefined) return parsed;
    const params: IssueParams = { name: "bad-time-interval", hint };
    context.addIssue({ code: "custom", message: `\`${text}\` is no ${what}`, params: { ...params } });
    return z.NEVER;
  });
}

/** One, or two joined by a colon, the second not before the first. */
function rangeOf(text: string, one: (text: string) => number | undefined): Range | undefined {
  const [first = "", second = first, ...more] = text.split(":");
  const [from, to] = [one(first), one(second)];
  if (from === undefined || to === undefined || more.length > 0) return undefined;
  // From the fifth to the last but one cannot be put in order before the month is known.
  return to < from && from > 0 === to > 0 ? undefined : { from, to };
}

function wholeNumber(least: number, most: number): (text: string) => number | undefined {
  return (text) => {
    const number = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
    return number >= least && number <= most && number !== 0 ? number : undefined;
  };
}

function nameOr(names: readonly string[], first: number): (text: string) => number | undefined {
  return (text) => (names.includes(text) ? names.indexOf(text) + first : undefined);
}

/** `24:00` is the end of the day. */
function minuteOf(text: string): number | undefined {
  const [, hours, minutes] = /^(\d{2}):(\d{2})$/.exec(text) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  return Number(minutes) < 60 && minute <= 24 * 60 ? minute : undefined;
}

const clock = read("time of day", "such as 09:00, up to 24:00; quote it", minuteOf);
const month = (text: string): number | undefined => nameOr(MONTHS, 1)(text) ?? wholeNumber(1, 12)(text);

const times = z
  .strictObject({ start_time: clock, end_time: clock })
  .refine(({ start_time: start, end_time: end }) => start < end, {
    error: "it ends before it begins",
    params: { name: "bad-time-interval", hint: "one over midnight is two: up to 24:00, and from 00:00" },
  });

const interval = z
  .strictObject({
    times: z.array(times).optional(),
    weekdays: z
      .array(read("weekday", "such as monday, or monday:friday", (text) => rangeOf(text, nameOr(DAYS, 0))))
      .optional(),
    days_of_month: z
      .array(
        read("day of the month", "such as 1, 1:5 or -3:-1", (text) => rangeOf(text, wholeNumber(-31, 31))),
      )
      .optional(),
    months: z
      .array(read("month", "such as december, may:august or 1:3", (text) => rangeOf(text, month)))
      .optional(),
    years: z
      .array(read("year", "such as 2026, or 2026:2028", (text) => rangeOf(text, wholeNumber(1, 9999))))
      .optional(),
    location: z
      .string()
      .refine(isTimeZone, { params: { name: "bad-time-zone", hint: "such as Europe/Berlin, or UTC" } })
      .optional(),
  })
  .transform(
    ({
      times: stretches,
      weekdays,
      days_of_month: daysOfMonth,
      months,
      years,
      location = "UTC",
    }): TimeInterval => ({
      ...(stretches === undefined
        ? {}
        : { times: stretches.map(({ start_time: from, end_time: to }) => ({ from, to })) }),
      ...(weekdays === undefined ? {} : { weekdays }),
      ...(daysOfMonth === undefined ? {} : { daysOfMonth }),
      ...(months === undefined ? {} : { months }),
      ...(years === undefined ? {} : { years }),
      timeZone: location,
    }),
  );

/** By Alertmanager's names. */
export const namedIntervalSchema = z.strictObject({
  name: z.string().min(1),
  time_intervals: z.array(interval).min(1),
});
