import { type Civil, monthNumber, utcInstant, weekdayOf } from "./calendar.ts";

/** The three forms of RFC 9110 §5.6.7; a recipient must accept all of them. */
export type HttpDateForm = "imf" | "rfc850" | "asctime";

export interface HttpDate {
  /** Epoch ms. */
  readonly instant: number;
  readonly form: HttpDateForm;
  /** The weekday is a real one, but not that of the date. */
  readonly weekdayMismatch: boolean;
}

const DAYS: readonly string[] = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
];
/** How far ahead a two-digit year may point, RFC 9110 §5.6.7. */
const MAX_YEARS_AHEAD = 50;

const TIME = "(\\d{2}):(\\d{2}):(\\d{2})";
const IMF = new RegExp(`^([A-Z][a-z]{2}), (\\d{2}) ([A-Z][a-z]{2}) (\\d{4}) ${TIME} GMT$`);
const RFC850 = new RegExp(`^([A-Z][a-z]+), (\\d{2})-([A-Z][a-z]{2})-(\\d{2}) ${TIME} GMT$`);
const ASCTIME = new RegExp(`^([A-Z][a-z]{2}) ([A-Z][a-z]{2}) (\\d{2}| \\d) ${TIME} (\\d{4})$`);

/**
 * Reads an HTTP-date strictly; undefined where the text is none (ISO 8601, "UTC", one-digit days, wrong case).
 * `now` (epoch ms) only decides the century of a two-digit year.
 */
export function parseHttpDate(text: string, now: number): HttpDate | undefined {
  if (text.length < 24 || text.length > 40) return undefined;
  const imf = IMF.exec(text);
  if (imf) {
    const [, weekday, day, month, year, ...time] = imf;
    return dated("imf", shortWeekday(weekday), civilOf(year, month, day, time));
  }
  const asctime = ASCTIME.exec(text);
  if (asctime) {
    const [, weekday, month, day, hour, minute, second, year] = asctime;
    return dated("asctime", shortWeekday(weekday), civilOf(year, month, day, [hour, minute, second]));
  }
  const rfc850 = RFC850.exec(text);
  if (!rfc850) return undefined;
  const [, weekday, day, month, year, ...time] = rfc850;
  return dated("rfc850", DAYS.indexOf(weekday ?? ""), withCentury(civilOf(year, month, day, time), now));
}

type Text = string | undefined;

function civilOf(year: Text, month: Text, day: Text, time: readonly Text[]): Civil {
  const [hour, minute, second] = time;
  return {
    year: Number(year),
    month: monthNumber(month ?? ""),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  };
}

function shortWeekday(name: Text): number {
  return DAYS.findIndex((day) => day.slice(0, 3) === name);
}

function dated(form: HttpDateForm, weekday: number, civil: Civil): HttpDate | undefined {
  const instant = utcInstant(civil);
  if (weekday < 0 || instant === undefined) return undefined;
  // A leap second belongs to the day that it ends.
  const day = civil.second === 60 ? instant - 1000 : instant;
  return { instant, form, weekdayMismatch: weekdayOf(day) !== weekday };
}

/** The latest year with these two digits that is not more than 50 years ahead of now. */
function withCentury(civil: Civil, now: number): Civil {
  const date = new Date(now);
  const limit = date.setUTCFullYear(date.getUTCFullYear() + MAX_YEARS_AHEAD);
  const century = Math.floor(new Date(now).getUTCFullYear() / 100) * 100;
  for (const base of [century + 100, century]) {
    const candidate = { ...civil, year: base + civil.year };
    const instant = utcInstant(candidate);
    if (instant !== undefined && instant <= limit) return candidate;
  }
  return { ...civil, year: century - 100 + civil.year };
}
