const KITCHEN = /^(\d{1,2}):(\d{2})([AP])M$/;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How far the clock that wrote a stamp may be ahead of ours before the stamp is taken for yesterday's. */
const maxAheadMs = MINUTE_MS;

/**
 * Go's time.Kitchen, `3:04PM`: no date and no zone. It is read as UTC, on the day that puts it last before the
 * moment of reading; a line that is read within its own minute was read live and takes that moment.
 */
export function kitchenInstant(text: string, observedTime: number): number | undefined {
  const [, hourText, minuteText, half] = KITCHEN.exec(text) ?? [];
  const hour = Number(hourText);
  const minute = Number(minuteText);
  if (!(hour >= 1 && hour <= 12 && minute <= 59)) return undefined;
  return lastAt(((hour % 12) * 60 + minute) * MINUTE_MS + (half === "P" ? DAY_MS / 2 : 0), observedTime);
}

/** The last instant before the moment of reading whose time of day, in ms and UTC, this whole minute is. */
export function lastAt(timeOfDay: number, observedTime: number): number {
  const days = Math.floor((observedTime + maxAheadMs - timeOfDay) / DAY_MS);
  const instant = days * DAY_MS + timeOfDay;
  return observedTime - instant < MINUTE_MS ? observedTime : instant;
}
