import { type Civil, utcInstant } from "./calendar.ts";

/** Of the years around the moment of reading, the one that puts a stamp without a year nearest to it. */
export function nearestYear(stamp: Omit<Civil, "year">, observedTime: number): number | undefined {
  const year = new Date(observedTime).getUTCFullYear();
  let nearest: number | undefined;
  for (const candidate of [year - 1, year, year + 1]) {
    const instant = utcInstant({ ...stamp, year: candidate });
    if (instant === undefined) continue;
    const isNearer =
      nearest === undefined || Math.abs(instant - observedTime) < Math.abs(nearest - observedTime);
    if (isNearer) nearest = instant;
  }
  return nearest;
}
