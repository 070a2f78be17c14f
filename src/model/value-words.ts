import type { ConditionType } from "./condition.ts";

/** A condition's value as a person reads it: 11, 97.3 %, or "none" where there was nothing to divide. */
export function valueWords(type: ConditionType, value: number | null): string {
  if (value === null) return "none";
  if (type !== "ratio") return groupThousands(value);
  const percent = value * 100;
  // Never round a share up to a whole it has not reached, nor down to nothing.
  const rounded = Math.round(percent * 10) / 10;
  if (rounded === 100 && percent < 100) return "99.9 %";
  if (rounded === 0 && percent > 0) return "under 0.1 %";
  return `${Number.isInteger(rounded) ? rounded : rounded.toFixed(1)} %`;
}

/** 12345 → 12,345. */
export function groupThousands(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 3 });
}
