/** Both ends included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A stretch of the calendar, as Alertmanager's `time_intervals` have it: all that is named must hold. */
export interface TimeInterval {
  /** Minutes of the day; the end is not included. Absent, as below: every one. */
  readonly times?: readonly Range[];
  /** From 0, Sunday. */
  readonly weekdays?: readonly Range[];
  /** From 1; below zero from the end of the month. */
  readonly daysOfMonth?: readonly Range[];
  readonly months?: readonly Range[];
  readonly years?: readonly Range[];
  /** Of the calendar; its clocks may go forward and back. */
  readonly timeZone: string;
}

/** What routes name. It holds where one of its intervals does. */
export interface NamedInterval {
  readonly name: string;
  readonly intervals: readonly TimeInterval[];
}

interface Civil {
  readonly minute: number;
  readonly weekday: number;
  readonly day: number;
  readonly month: number;
  readonly year: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

export function holdsAt({ intervals }: NamedInterval, now: number): boolean {
  return intervals.some((interval) => contains(interval, civilTime(interval.timeZone, now)));
}

function contains(interval: TimeInterval, at: Civil): boolean {
  const { times, weekdays, daysOfMonth, months, years } = interval;
  return (
    (times?.some(({ from, to }) => at.minute >= from && at.minute < to) ?? true) &&
    isIn(weekdays, at.weekday) &&
    (daysOfMonth?.some((range) => isDay(range, at)) ?? true) &&
    isIn(months, at.month) &&
    isIn(years, at.year)
  );
}

function isIn(ranges: readonly Range[] | undefined, value: number): boolean {
  return ranges?.some(({ from, to }) => value >= from && value <= to) ?? true;
}

function isDay({ from, to }: Range, { day, month, year }: Civil): boolean {
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const place = (one: number): number => (one < 0 ? last + one + 1 : one);
  return day >= place(from) && day <= place(to);
}

/** What calendar and clock of the zone show. */
function civilTime(timeZone: string, now: number): Civil {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  const number = (name: string): number => Number(parts[name]);
  const [year, month, day] = [number("year"), number("month"), number("day")];
  return {
    minute: number("hour") * 60 + number("minute"),
    weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay(),
    day,
    month,
    year,
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  formats.set(timeZone, made);
  return made;
}
