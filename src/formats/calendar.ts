/** Days in each month of a common year. */
const MONTH_DAYS: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const MONTH_NAMES: readonly string[] = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
];

/** A date and a time of day as written; month from 1. */
export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/**
 * Epoch ms of a UTC date and time, or undefined where no such instant exists: 31 February must not roll over
 * into March. Second 60 (a leap second) is the next second, as RFC 9110 §5.6.7 allows it.
 */
export function utcInstant(civil: Civil): number | undefined {
  const { year, month, day, hour, minute, second } = civil;
  // Date.UTC reads years below 100 as 19xx, and no log was written before the year 1000.
  if (!(year >= 1000 && month >= 1 && month <= 12)) return undefined;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = (MONTH_DAYS[month - 1] ?? 0) + (leap ? 1 : 0);
  if (!(day >= 1 && day <= days && hour <= 23 && minute <= 59 && second <= 60)) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** 0 is Sunday. */
export function weekdayOf(instant: number): number {
  return new Date(instant).getUTCDay();
}

/** 1 to 12, or 0 where it is no month's name. Case matters, as in HTTP and in access logs. */
export function monthNumber(name: string): number {
  return MONTH_NAMES.indexOf(name) + 1;
}
