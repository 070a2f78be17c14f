import type { Route } from "../model/route.ts";
import { holdsAt } from "../model/time-interval.ts";

/** Why nobody is told by this route now, in words; undefined where its receiver may be. */
export function mutedWords(
  {
    muteTimeIntervals = [],
    activeTimeIntervals = [],
  }: Pick<Route, "muteTimeIntervals" | "activeTimeIntervals">,
  now: number,
): string | undefined {
  const muting = muteTimeIntervals.find((one) => holdsAt(one, now));
  if (muting !== undefined) return `muted by the time interval ${muting.name}`;
  if (activeTimeIntervals.length === 0 || activeTimeIntervals.some((one) => holdsAt(one, now)))
    return undefined;
  return `muted outside of the time interval ${activeTimeIntervals.map(({ name }) => name).join(", ")}`;
}
