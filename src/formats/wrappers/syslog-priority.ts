import type { Level } from "../../model/entry.ts";

/** RFC 5424 section 6.2.1: 0 emergency to 7 debug. */
const LEVELS: readonly Level[] = ["fatal", "fatal", "fatal", "error", "warn", "info", "info", "debug"];
const PRIORITY = /^<(\d{1,3})>/;
const highestPriority = 191;

/** `<134>` at the start of a text: its level, and where the text goes on. */
export function syslogPriority(
  text: string,
): { readonly level: Level | undefined; readonly end: number } | undefined {
  if (text.charCodeAt(0) !== 60) return undefined;
  const [whole = "", digits] = PRIORITY.exec(text.slice(0, 5)) ?? [];
  const priority = digits === undefined ? Number.NaN : Number(digits);
  if (!(priority <= highestPriority)) return undefined;
  return { level: severityLevel(priority % 8), end: whole.length };
}

export function severityLevel(severity: number): Level | undefined {
  return LEVELS[severity];
}
