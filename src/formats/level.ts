import type { Json, Level } from "../model/entry.ts";

const WORDS: Readonly<Record<string, Level>> = {
  trace: "trace",
  verbose: "trace",
  finest: "trace",
  debug: "debug",
  dbg: "debug",
  fine: "debug",
  info: "info",
  inf: "info",
  information: "info",
  informational: "info",
  notice: "info",
  warn: "warn",
  warning: "warn",
  wrn: "warn",
  error: "error",
  err: "error",
  severe: "error",
  fatal: "fatal",
  ftl: "fatal",
  critical: "fatal",
  crit: "fatal",
  alert: "fatal",
  emerg: "fatal",
  emergency: "fatal",
  panic: "fatal",
  dpanic: "fatal",
};

const WORD_MAP: ReadonlyMap<string, Level> = new Map(Object.entries(WORDS));
const SCALE: readonly Level[] = ["trace", "debug", "info", "warn", "error", "fatal"];

/** A level's word in any case, or pino's and bunyan's 10 to 60. Undefined where it is neither. */
export function parseLevel(value: Json): Level | undefined {
  if (typeof value === "string") return WORD_MAP.get(value) ?? WORD_MAP.get(value.toLowerCase());
  if (typeof value === "number" && value >= 10 && value <= 60 && value % 10 === 0)
    return SCALE[value / 10 - 1];
  return undefined;
}

/** OpenTelemetry's SeverityNumber, 1 to 24, four for each level. */
export function parseSeverityNumber(value: Json): Level | undefined {
  const number = typeof value === "string" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number) || number < 1 || number > 24) return undefined;
  return SCALE[Math.floor((number - 1) / 4)];
}
