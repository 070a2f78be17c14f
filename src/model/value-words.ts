import type { AlertValue } from "./alert.ts";
import type { Condition, NamedConditions } from "./condition.ts";
import { formatDuration } from "./duration.ts";
import { groupThousands } from "./group-thousands.ts";
import { fieldNumberWords } from "./number-words.ts";

/** A condition's value as a person reads it: 11, 97.3 %, 812 ms, 1m20s, or "none" where there was nothing to divide. */
export function valueWords(condition: Condition, value: AlertValue): string {
  if (condition.type === "all_of" || condition.type === "any_of")
    return joinedWords(condition.conditions, value);
  if (typeof value !== "number") return plainValueWords(value);
  if (condition.type === "absence") return formatDuration(value);
  // What a field held is a name, even where it is a number: 502, not 1,502 with a comma.
  if (condition.type === "change" || condition.type === "new_value") return String(value);
  if (condition.type === "metric") return fieldNumberWords(condition.field, value);
  return condition.type === "ratio" ? percentWords(value) : groupThousands(value);
}

/** Each part by its name. */
function joinedWords(conditions: NamedConditions, value: AlertValue): string {
  if (typeof value !== "object" || value === null) return plainValueWords(value);
  return Object.entries(conditions)
    .map(([name, part]) => `${name} ${valueWords(part, value[name] ?? null)}`)
    .join(", ");
}

function percentWords(value: number): string {
  const percent = value * 100;
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
