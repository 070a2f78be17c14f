import { groupThousands } from "./group-thousands.ts";

/** A number of a field with its unit, by the field's name: `duration_ms` 812 → 812 ms, `bytes` 1234567 → 1.2 MB. */
export function fieldNumberWords(field: string, value: number): string {
  const name = field.slice(field.lastIndexOf(".") + 1);
  if (name.endsWith("_ms")) return millisecondWords(value);
  if (name.endsWith("_seconds")) return `${threeDigits(value)} s`;
  if (name === "bytes" || name === "content_length" || name.endsWith("_bytes")) return byteWords(value);
  return groupThousands(value);
}

/** 0.84 ms, 812 ms, 2.51 s, 95 s: seconds from one second up. */
function millisecondWords(ms: number): string {
  return Math.abs(ms) < 1000 ? `${threeDigits(ms)} ms` : `${threeDigits(ms / 1000)} s`;
}

const BYTE_UNITS: readonly (readonly [string, number])[] = [
  ["TB", 1e12],
  ["GB", 1e9],
  ["MB", 1e6],
  ["kB", 1e3],
];

/** Powers of 1,000; one decimal from a thousand on. */
function byteWords(bytes: number): string {
  const unit = BYTE_UNITS.find(([, size]) => Math.abs(bytes) >= size);
  if (unit === undefined) return `${threeDigits(bytes)} B`;
  const [word, size] = unit;
  return `${groupThousands(Math.round((bytes / size) * 10) / 10)} ${word}`;
}

/** Three significant digits, and whole from 100 on: 0.0123, 1.23, 12.3, 123, 1,234. */
function threeDigits(value: number): string {
  const rounded = Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
  return groupThousands(rounded);
}
