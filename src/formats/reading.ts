import { createEntry, type EntryDraft, type Json } from "../model/entry.ts";

/** Takes one value of a record; false where it cannot be what the key says, and then it stays an attribute. */
export type Setter = (reading: Reading, value: Json, key: string) => boolean;

interface Postponed {
  readonly setter: Setter;
  readonly key: string;
  readonly value: Json;
}

/**
 * What nginx says of upstreams, as logged; undefined where the record has no such key, which is not the same
 * as "" or "-" (nothing was tried).
 */
export interface UpstreamTexts {
  address: string | undefined;
  status: string | undefined;
  responseTime: string | undefined;
  headerTime: string | undefined;
  connectTime: string | undefined;
}

/** A record while its keys are read one by one: the entry, and what can be worked out only at the end. */
export interface Reading {
  readonly entry: EntryDraft;
  hasTime: boolean;
  hasKind: boolean;
  attributes: Record<string, Json> | undefined;
  attributeCount: number;
  flags: string[] | undefined;
  /** Weaker aliases, which count only where no better key came. */
  postponed: Postponed[] | undefined;
  /** Retry-After as sent to the client. */
  retryAfter: Json | undefined;
  /** The response's Date, as sent. */
  date: string | undefined;
  /** A rate limit's reset as sent: delta or epoch. */
  ratelimitReset: number | undefined;
  /** Host of an absolute URL. */
  urlHost: string | undefined;
  /** Text of an error, apart from the message. */
  errorText: string | undefined;
  /** Absent while no upstream key came. */
  upstream: UpstreamTexts | undefined;
}

/** Most keys outside the table that an entry keeps; a record with more is flagged. */
const maxAttributes = 256;
/** Deepest nesting that an attribute may have; a deeper one is left out, and flagged. */
const maxAttributeDepth = 32;

export function startReading(format: string, observedTime: number, flags: readonly string[]): Reading {
  return {
    entry: createEntry(format, observedTime),
    hasTime: false,
    hasKind: false,
    attributes: undefined,
    attributeCount: 0,
    flags: flags.length > 0 ? [...flags] : undefined,
    postponed: undefined,
    retryAfter: undefined,
    date: undefined,
    ratelimitReset: undefined,
    urlHost: undefined,
    errorText: undefined,
    upstream: undefined,
  };
}

export function addFlag(reading: Reading, flag: string): void {
  reading.flags ??= [];
  if (!reading.flags.includes(flag)) reading.flags.push(flag);
}

export function addAttribute(reading: Reading, key: string, value: Json): void {
  if (reading.attributeCount >= maxAttributes) {
    addFlag(reading, "attributes_cut");
    return;
  }
  const objection = objectionTo(value, maxAttributeDepth);
  if (objection !== undefined) {
    addFlag(reading, objection);
    return;
  }
  // Without a prototype, keys such as __proto__ and constructor are keys like any other.
  reading.attributes ??= emptyMap();
  reading.attributes[key] = value;
  reading.attributeCount += 1;
}

function emptyMap(): Record<string, Json> {
  return Object.create(null);
}

/** Why a value cannot be kept: printing it again would overflow the stack, or make null of 1e999. */
function objectionTo(value: Json, depth: number): "attribute_too_deep" | "number_too_large" | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : "number_too_large";
  if (typeof value !== "object" || value === null) return undefined;
  if (depth === 0) return "attribute_too_deep";
  for (const inner of Object.values(value)) {
    const objection = objectionTo(inner, depth - 1);
    if (objection !== undefined) return objection;
  }
  return undefined;
}

/** Wraps a setter for an alias that other keys beat, wherever they stand in the record. */
export function weak(setter: Setter): Setter {
  return (reading, value, key) => {
    reading.postponed ??= [];
    reading.postponed.push({ setter, key, value });
    return true;
  };
}

/** Reads every key of a record through the table; what no setter takes is an attribute. */
export function readKey(reading: Reading, setter: Setter | undefined, key: string, value: Json): void {
  if (setter === undefined) addAttribute(reading, key, value);
  else if (value !== null && !setter(reading, value, key)) refuse(reading, key, value);
}

export function applyPostponed(reading: Reading): void {
  const postponed = reading.postponed;
  if (postponed === undefined) return;
  for (const { setter, key, value } of postponed) {
    if (!setter(reading, value, key)) refuse(reading, key, value);
  }
}

/** A dash is how access logs write "absent"; neither it nor "" is a value. */
function refuse(reading: Reading, key: string, value: Json): void {
  if (value !== "-" && value !== "") addAttribute(reading, key, value);
}

/** Puts together what was collected beside the entry. */
export function finishReading(reading: Reading): void {
  reading.entry.attributes = reading.attributes;
  reading.entry.flags = reading.flags;
}
