import type { AlertValue } from "./alert.ts";
import type { Condition } from "./condition.ts";
import { groupThousands } from "./group-thousands.ts";
import { fieldNumberWords } from "./number-words.ts";

/** A condition's value as a person reads it: 11, 97.3 %, 812 ms, or "none" where there was nothing to divide. */
export function valueWords(condition: Condition, value: AlertValue): string {
  if (typeof value !== "number") return plainValueWords(value);
  if (condition.type === "ratio") return shareWords(value);
  return condition.type === "metric" ? fieldNumberWords(condition.field, value) : plainValueWords(value);
}

function shareWords(share: number): string {
  const percent = share * 100;
  // Never round a share up to a whole it has not reached, nor down to nothing.
  const rounded = Math.round(percent * 10) / 10;
  if (rounded === 100 && percent < 100) return "99.9 %";
  if (rounded === 0 && percent > 0) return "under 0.1 %";
  return `${Number.isInteger(rounded) ? rounded : rounded.toFixed(1)} %`;
}

/** A value of which only the type is known: numbers grouped, texts as they are, a composite's by name. */
export function plainValueWords(value: AlertValue): string {
  if (value === null) return "none";
  if (typeof value === "number") return groupThousands(value);
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name} ${plainValueWords(part)}`)
    .join(", ");
}
