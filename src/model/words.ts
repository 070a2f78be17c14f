/** Numbers, shares and durations as a person says them. */

/** 1204 → 1,204; 0.99715 → 0.997. */
export function countWords(value: number): string {
  const rounded = Number.isInteger(value) ? value : Math.round(value * 1000) / 1000;
  const [whole = "0", fraction] = String(Math.abs(rounded)).split(".");
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ",");
  return `${rounded < 0 ? "-" : ""}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** `1 pod`, `3 pods`; the plural is given where it is not formed with s. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${countWords(count)} ${count === 1 ? one : many}`;
}

/** 38.2 %. What is not all never rounds to 100 %, what is not nothing never to 0 %. */
export function shareWords(part: number, total: number): string {
  if (total <= 0 || part <= 0) return "0 %";
  if (part >= total) return "100 %";
  const percent = (part / total) * 100;
  if (percent > 99.9) return "more than 99.9 %";
  if (percent < 0.1) return "less than 0.1 %";
  return `${percent.toFixed(1)} %`;
}

const RATES: readonly (readonly [string, number])[] = [
  ["second", 1000],
  ["minute", 60_000],
  ["hour", 3_600_000],
];

/** `12 requests a second`, `3.5 a minute`, `2 an hour`: in the unit in which it is at least one, if there is one. */
export function rateWords(count: number, ms: number, nouns?: string): string {
  if (count <= 0 || ms <= 0) return "none";
  const unit = RATES.find(([, size]) => (count / ms) * size >= 1) ?? ["day", 86_400_000];
  const rate = (count / ms) * unit[1];
  const number = rate >= 10 ? Math.round(rate) : Math.round(rate * 10) / 10;
  const what = nouns === undefined ? "" : `${nouns} `;
  return `${countWords(number)} ${what}${unit[0] === "hour" ? "an" : "a"} ${unit[0]}`;
}

const UNITS: readonly (readonly [string, number])[] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

/** From here on nobody asks for the seconds. */
const SECONDS_MATTER_BELOW_MS = 600_000;

/** `1 minute 30 seconds`, `17 minutes`, `2 days 3 hours`: at most two neighbouring units, rounded down. */
export function durationWords(ms: number): string {
  if (ms < 1000) return "less than a second";
  const index = UNITS.findIndex(([, size]) => ms >= size);
  const [name, size] = UNITS[index] ?? ["second", 1000];
  const first = plural(Math.floor(ms / size), name);
  const next = UNITS[index + 1];
  if (next === undefined || (name === "minute" && ms >= SECONDS_MATTER_BELOW_MS)) return first;
  const rest = Math.floor((ms % size) / next[1]);
  return rest === 0 ? first : `${first} ${plural(rest, next[0])}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listWords(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}

/** 2 → `2nd`, for "the 2nd time". */
export function ordinalWords(value: number): string {
  const tens = value % 100;
  const suffix = tens >= 11 && tens <= 13 ? "th" : (["th", "st", "nd", "rd"][value % 10] ?? "th");
  return `${countWords(value)}${suffix}`;
}

const ORDINALS: readonly string[] = [
  "zeroth",
  "first",
  "second",
  "third",
  "fourth",
  "fifth",
  "sixth",
  "seventh",
  "eighth",
  "ninth",
];

/** 3 → `third`; from ten on in digits. */
export function placeWords(value: number): string {
  return ORDINALS[value] ?? ordinalWords(value);
}

/** The first letter as a capital, for a text that starts a line. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
