import { formatByteSize } from "./byte-size.ts";
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

function byteWords(bytes: number): string {
  return bytes < 0 ? `-${formatByteSize(-bytes)}` : formatByteSize(bytes);
}

/** Three significant digits, and whole from 100 on: 0.0123, 1.23, 12.3, 123, 1,234. */
function threeDigits(value: number): string {
  const rounded = Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
  return groupThousands(rounded);
}
