import type { Entry } from "../model/entry.ts";
import { deriveFields } from "./derive.ts";
import type { Format, FormatName, Line, Unreadable } from "./format.ts";
import { isCombined, readCombined, readRest } from "./nginx-combined.ts";
import { finishReading } from "./reading.ts";
import { requestCause } from "./upstream.ts";

/** The common log format, which ends with the bytes: Apache's `common`, and many servers' default. */
export const apacheCommon: Format = {
  name: "apache_common",
  detect: (line) => COMMON_END.test(line.text.slice(-maxEndLength)) && isCombined(line),
  parse: (line, observedTime) => parse("apache_common", line, observedTime),
};

const COMMON_END = /" \d{3} (?:\d{1,15}|-)\s?$/;
const maxEndLength = 23;

/**
 * Apache's `combined`, also with a virtual host in front, and with fields of one's own behind, whose meaning and unit
 * nobody says (%D is microseconds, %T seconds): they stay as they are. nginx writes the same line, and is what an
 * unnamed one is taken for.
 */
export const apacheCombined: Format = {
  name: "apache_combined",
  detect: isCombined,
  parse: (line, observedTime) => parse("apache_combined", line, observedTime),
};

function parse(name: FormatName, line: Line, observedTime: number): Entry | Unreadable {
  const combined = readCombined(name, line, observedTime);
  if (combined === undefined) return { reason: "not a line of Apache's access log" };
  const { reading, rest } = combined;
  const { entry } = reading;
  readRest(reading, rest);
  deriveFields(reading);
  entry.origin = "unknown";
  entry.cause = requestCause(entry);
  finishReading(reading);
  return entry;
}
