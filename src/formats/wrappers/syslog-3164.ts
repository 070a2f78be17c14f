import type { Json } from "../../model/entry.ts";
import { monthNumber, utcInstant } from "../calendar.ts";
import { parseIsoTime } from "../timestamp.ts";
import { syslogPriority } from "./syslog-priority.ts";
import type { Said, Wrapper } from "./wrapper.ts";

const CLASSIC = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (?:(\d{4}) )?(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))? /;
const ISO = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})) /;
/** A host (none where the program writes to the local socket), a tag, and the number of the process. */
const ORIGIN =
  /^(?:([A-Za-z0-9](?:[A-Za-z0-9_.:-]{0,253}[A-Za-z0-9])?) )?([A-Za-z0-9_./-]{1,64})(?:\[([\w.-]{1,16})\])?:(?: |$)/;
const PROCESS = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,254} [A-Za-z0-9_./-]{1,64}(?:\[\d{1,10}\])?: /;
const longestStamp = 40;
const longestOrigin = 360;
const DAY_MS = 86_400_000;

/**
 * BSD syslog (RFC 3164), as it is sent and as rsyslog writes it into files: `<134>Nov 22 08:07:31 host tag[pid]: text`,
 * the priority and the host left out at times, RFC 3339 in place of the old stamp, which has neither year nor zone.
 */
export const syslog3164: Wrapper = {
  name: "syslog_3164",
  peel({ text }, reference) {
    const priority = syslogPriority(text);
    const rest = priority === undefined ? text : text.slice(priority.end);
    const stamp = stampOf(rest.slice(0, longestStamp), reference);
    if (stamp === undefined) return undefined;
    const behind = rest.slice(stamp.length);
    // An RFC 3339 stamp alone says nothing of syslog: kubectl writes it too.
    if (priority === undefined && stamp.isIso && !PROCESS.test(behind.slice(0, longestOrigin)))
      return undefined;
    const origin = ORIGIN.exec(behind.slice(0, longestOrigin));
    if (origin === null && priority === undefined) return undefined;
    const [whole = "", host, tag, process] = origin ?? [];
    return {
      text: behind.slice(whole.length),
      said: said(stamp, priority?.level, host, programAttributes(tag, process)),
    };
  },
};

interface SyslogStamp {
  readonly time: number;
  readonly flags: readonly string[];
  readonly isIso: boolean;
  /** With the blank behind it. */
  readonly length: number;
}

function stampOf(text: string, reference: number): SyslogStamp | undefined {
  // Almost every line is no syslog, and asked nevertheless.
  if (text.charCodeAt(3) !== 32 && text.charCodeAt(10) !== 84) return undefined;
  const [iso, written = ""] = ISO.exec(text) ?? [];
  if (iso !== undefined) {
    const stamp = parseIsoTime(written);
    return stamp && { time: stamp.instant, flags: [], isIso: true, length: iso.length };
  }
  const classic = CLASSIC.exec(text);
  if (classic === null) return undefined;
  const [whole, month = "", day, year, hour, minute, second, fraction = ""] = classic;
  const atYear = (of: number): number | undefined =>
    utcInstant({
      year: of,
      month: monthNumber(month),
      day: Number(day),
      hour: Number(hour),
      minute: Number(minute),
      second: Number(second),
    });
  const civil = year === undefined ? lastYear(atYear, reference) : atYear(Number(year));
  if (civil === undefined) return undefined;
  const flags = year === undefined ? ["no_year", "no_zone"] : ["no_zone"];
  const time = civil + Number(fraction.slice(0, 3).padEnd(3, "0"));
  return { time, flags, isIso: false, length: whole.length };
}

/** The last such date before the reference; a zone may be a day ahead. 29 February lies up to eight years back. */
export function lastYear(
  atYear: (year: number) => number | undefined,
  reference: number,
): number | undefined {
  const newest = new Date(reference + DAY_MS).getUTCFullYear();
  for (let year = newest; year >= newest - 8; year -= 1) {
    const instant = atYear(year);
    if (instant !== undefined && instant <= reference + DAY_MS) return instant;
  }
  return undefined;
}

/** The program and its process, by the names of RFC 5424. */
export function programAttributes(
  name: string | undefined,
  process: string | undefined,
): Readonly<Record<string, Json>> {
  return {
    ...(name === undefined ? {} : { app_name: name }),
    ...(process === undefined ? {} : { proc_id: process }),
  };
}

function said(
  stamp: SyslogStamp,
  level: NonNullable<Said["fields"]>["level"],
  host: string | undefined,
  attributes: Readonly<Record<string, Json>>,
): Said {
  return {
    time: stamp.time,
    timeFlags: stamp.flags,
    fields: { ...(level === undefined ? {} : { level }), ...(host === undefined ? {} : { host }) },
    attributes,
  };
}
