import type { Json } from "../model/entry.ts";
import { fieldReader } from "../model/field-reader.ts";
import { isDecimal } from "./decimal-text.ts";
import { durationMs, durationSeconds } from "./duration-text.ts";
import { type NumberField, numberWriter, type TextField, textWriter } from "./field-writer.ts";
import { parseHttpDate } from "./http-date.ts";
import type { Reading, Setter } from "./reading.ts";
import { parseRequestTarget } from "./request-target.ts";
import { repeatedText } from "./text-memo.ts";
import { type EpochUnit, truncateToMs } from "./timestamp.ts";

/** A JSON number, or a text that is one: many loggers quote their numbers. */
export function numberOf(value: Json): number | undefined {
  // A -0 would print as 0 and read back as another number.
  if (typeof value === "number") return Number.isFinite(value) ? value + 0 : undefined;
  if (typeof value !== "string" || value.length > 32 || !isDecimal(value)) return undefined;
  return Number(value) + 0;
}

/** A text that says something; a number where an id is one. OpenTelemetry's headers are lists of one. */
export function textOf(value: Json): string | undefined {
  if (typeof value === "string") return value === "" || value === "-" ? undefined : value;
  if (typeof value === "number") return String(value);
  if (Array.isArray(value) && value.length === 1) return textOf(value[0] ?? null);
  return undefined;
}

/** Sets a text field that no earlier key has set. */
export function text(field: TextField): Setter {
  const read = fieldReader(field);
  const write = textWriter(field);
  return ({ entry }, value) => {
    const found = textOf(value);
    if (found === undefined || read(entry) !== undefined) return false;
    write(entry, found);
    return true;
  };
}

/** A whole number, never negative: sizes, counts. */
export function count(field: NumberField): Setter {
  const read = fieldReader(field);
  const write = numberWriter(field);
  return ({ entry }, value) => {
    const found = numberOf(Array.isArray(value) && value.length === 1 ? (value[0] ?? null) : value);
    if (found === undefined || found < 0 || !Number.isSafeInteger(found)) return false;
    if (read(entry) !== undefined) return false;
    write(entry, found);
    return true;
  };
}

const PER_SECOND: Readonly<Record<EpochUnit, number>> = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 };

/** A duration in ms from a number of the unit that the key or the format says, or a text with its own unit. */
export function duration(field: NumberField, unit: EpochUnit): Setter {
  const read = fieldReader(field);
  const write = numberWriter(field);
  return ({ entry }, value) => {
    const number = numberOf(value);
    const ms = number === undefined ? ownUnit(value) : truncateToMs(number, PER_SECOND[unit]);
    if (ms === undefined || ms < 0 || !Number.isFinite(ms) || read(entry) !== undefined) return false;
    write(entry, ms);
    return true;
  };
}

export function ownUnit(value: Json): number | undefined {
  return typeof value === "string" ? durationMs(value) : undefined;
}

/** Seconds, with their fraction, from a number of the unit or a text with its own: delays in event fields. */
export function seconds(field: NumberField, unit: EpochUnit): Setter {
  const read = fieldReader(field);
  const write = numberWriter(field);
  return ({ entry }, value) => {
    const number = numberOf(value);
    const own = typeof value === "string" ? durationSeconds(value) : undefined;
    const found = number === undefined ? own : number / PER_SECOND[unit];
    if (found === undefined || found < 0 || !Number.isFinite(found) || read(entry) !== undefined)
      return false;
    write(entry, found);
    return true;
  };
}

export const status: Setter = ({ entry }, value) => {
  const found = numberOf(value);
  if (found === undefined || !Number.isInteger(found) || found < 0 || found > 999) return false;
  if (entry.status !== undefined) return false;
  entry.status = found;
  return true;
};

/** A path, a request target or a URL. */
export const target: Setter = (reading, value) => {
  if (typeof value !== "string" || reading.entry.path !== undefined) return false;
  const found = parseRequestTarget(value);
  if (found === undefined) return false;
  reading.entry.path = found.path;
  if (found.host !== undefined) reading.urlHost ??= found.host;
  return true;
};

/** A network address; its port, where there is one, is no part of who it is. */
export const address: Setter = ({ entry }, value) => {
  const found = textOf(value);
  if (found === undefined || entry.client_address !== undefined) return false;
  entry.client_address = withoutPort(repeatedText(found));
  return true;
};

const BRACKETED = /^\[([0-9A-Fa-f:.]+)\](?::\d{1,5})?$/;
const WITH_PORT = /^(\d[\d.]+):\d{1,5}$/;

function withoutPort(found: string): string {
  if (!found.includes(":")) return found;
  return BRACKETED.exec(found)?.[1] ?? WITH_PORT.exec(found)?.[1] ?? found;
}

/** Retry-After as a header; read at the end, when the entry's time is known. */
export const retryAfter: Setter = (reading, value) => {
  if (reading.retryAfter !== undefined) return false;
  reading.retryAfter = value;
  return true;
};

export const responseDate: Setter = (reading, value) => {
  reading.date = textOf(value);
  return reading.date !== undefined;
};

/** A delta, seconds or milliseconds since the epoch, or a date; told apart at the end. */
export const ratelimitReset: Setter = (reading: Reading, value) => {
  if (reading.ratelimitReset !== undefined) return false;
  const number = numberOf(value);
  const found = number ?? parseHttpDate(textOf(value) ?? "", reading.entry.observed_time)?.instant;
  if (found === undefined || found < 0) return false;
  reading.ratelimitReset = found;
  return true;
};
