import type { Json } from "../../model/entry.ts";
import { parseIsoTime, type Stamp } from "../timestamp.ts";
import { saidByRecord } from "./said-by-record.ts";
import { programAttributes } from "./syslog-3164.ts";
import { syslogPriority } from "./syslog-priority.ts";
import { joinSaid, type Said, type Wrapper } from "./wrapper.ts";

/** VERSION TIMESTAMP HOSTNAME APP-NAME PROCID MSGID, each within its limit of RFC 5424 section 6. */
const HEADER = /^1 (\S{1,48}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) /;
const longestHeader = 520;
/** Parameters that are read of one line. */
const maxParameters = 256;

/** Syslog (RFC 5424): `<134>1 2026-11-22T08:07:31.273Z host app 123 ID [id@1 trace_id="…"] text`. */
export const syslog5424: Wrapper = {
  name: "syslog_5424",
  peel({ text }) {
    const priority = syslogPriority(text);
    if (priority === undefined) return undefined;
    const rest = text.slice(priority.end);
    const header = HEADER.exec(rest.slice(0, longestHeader));
    if (header === null) return undefined;
    const [whole, time = "", host = "", app = "", process = "", id = ""] = header;
    const stamp = parseIsoTime(time);
    if (stamp === undefined && time !== "-") return undefined;
    const data = structuredData(rest.slice(whole.length));
    if (data === undefined) return undefined;
    const own: Said = {
      ...(stamp === undefined ? {} : { time: stamp.instant, timeFlags: flagsOf(stamp) }),
      fields: {
        ...(priority.level === undefined ? {} : { level: priority.level }),
        ...(host === "-" ? {} : { host }),
      },
      attributes: {
        ...programAttributes(known(app), known(process)),
        ...(id === "-" ? {} : { msg_id: id }),
      },
    };
    return { text: data.text, said: joinSaid(saidByRecord(data.parameters), own) };
  },
};

function flagsOf({ flag }: Stamp): readonly string[] {
  return flag === undefined ? [] : [flag];
}

function known(text: string): string | undefined {
  return text === "-" ? undefined : text;
}

interface StructuredData {
  readonly parameters: Readonly<Record<string, Json>>;
  /** The message behind. */
  readonly text: string;
}

/** `-`, or elements `[id name="value" …]`; undefined where it is neither. */
function structuredData(text: string): StructuredData | undefined {
  const parameters: Record<string, Json> = Object.create(null);
  let at = 0;
  if (text.startsWith("-")) at = 1;
  else if (!text.startsWith("[")) return undefined;
  while (text[at] === "[") {
    const end = readElement(text, at, parameters);
    if (end === undefined) return undefined;
    at = end;
  }
  if (at < text.length && text[at] !== " ") return undefined;
  return { parameters, text: text.slice(at + 1) };
}

const ELEMENT_ID = /\[[^ =\]"]{1,32}/y;
const PARAMETER = / ([^ =\]"]{1,32})="/y;

/** Where the element that begins at `start` ends; its parameters are collected. */
function readElement(text: string, start: number, parameters: Record<string, Json>): number | undefined {
  ELEMENT_ID.lastIndex = start;
  if (!ELEMENT_ID.test(text)) return undefined;
  let at = ELEMENT_ID.lastIndex;
  for (let count = 0; count < maxParameters && text[at] === " "; count += 1) {
    PARAMETER.lastIndex = at;
    const name = PARAMETER.exec(text)?.[1];
    const from = PARAMETER.lastIndex;
    const end = name === undefined ? undefined : quoteEnd(text, from);
    if (name === undefined || end === undefined) return undefined;
    const value = unescaped(text.slice(from, end));
    if (value !== "") parameters[name] ??= value;
    at = end + 1;
  }
  return text[at] === "]" ? at + 1 : undefined;
}

function quoteEnd(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at;
  }
  return undefined;
}

/** `"`, `\` and `]` are escaped; before anything else a backslash is one. */
function unescaped(value: string): string {
  return value.includes("\\") ? value.replace(/\\(["\\\]])/g, "$1") : value;
}
