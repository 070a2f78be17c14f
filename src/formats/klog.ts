import type { Entry, Level } from "../model/entry.ts";
import { readBackoffMessage } from "./backoff-message.ts";
import { causeOfText } from "./cause.ts";
import { deriveFields } from "./derive.ts";
import type { Format, Line, Unreadable } from "./format.ts";
import { readMember } from "./generic-json.ts";
import { logfmtPairs } from "./logfmt-pairs.ts";
import { logfmtValue } from "./logfmt-value.ts";
import {
  addAttribute,
  addFlag,
  applyPostponed,
  finishReading,
  type Reading,
  startReading,
} from "./reading.ts";
import { nearestYear } from "./yearless-time.ts";

/**
 * klog and glog, by which Kubernetes and its clients log: `I0906 15:55:07.167743   12345 request.go:668] text`, in
 * local time without year and zone. Structured messages are quoted and have pairs behind them.
 */
export const klog: Format = {
  name: "klog",
  detect: ({ json, text }) => json === undefined && HEAD.test(text),
  parse,
};

const HEAD =
  /^([IWEF])(\d{2})(\d{2}) (\d{2}):(\d{2}):(\d{2})\.(\d{6}) +(\d{1,10}) ([^\s\]:]{1,200}:\d{1,7})\] ?/;
const LEVELS: Readonly<Record<string, Level>> = { I: "info", W: "warn", E: "error", F: "fatal" };

function parse({ text, flags }: Line, observedTime: number): Entry | Unreadable {
  const head = HEAD.exec(text);
  if (head === null) return { reason: "not a line of klog" };
  const time = timeOf(head, observedTime);
  if (time === undefined) return { reason: "no such time" };
  const reading = startReading("klog", observedTime, flags);
  const { entry } = reading;
  const [whole, level = "", , , , , , , pid, place = ""] = head;
  entry.time = time;
  entry.time_precision = "ms";
  reading.hasTime = true;
  addFlag(reading, "no_year");
  addFlag(reading, "no_zone");
  entry.level = LEVELS[level];
  addAttribute(reading, "pid", Number(pid));
  addAttribute(reading, "source", place);
  readBody(reading, text.slice(whole.length));
  applyPostponed(reading);
  deriveFields(reading);
  if (!reading.hasKind) deriveKind(reading);
  finishReading(reading);
  return entry;
}

function timeOf(head: RegExpExecArray, observedTime: number): number | undefined {
  const [month, day, hour, minute, second, micros] = head.slice(2, 8).map(Number);
  const stamp = {
    month: month ?? 0,
    day: day ?? 0,
    hour: hour ?? 0,
    minute: minute ?? 0,
    second: second ?? 0,
  };
  const instant = nearestYear(stamp, observedTime);
  return instant === undefined ? undefined : instant + Math.floor((micros ?? 0) / 1000);
}

const STRUCTURED = /^"(?:[^"\\]|\\.)*"(?: |$)/s;

function readBody(reading: Reading, body: string): void {
  const { entry } = reading;
  const [quoted] = STRUCTURED.exec(body) ?? [];
  if (quoted === undefined) {
    if (body !== "") entry.message = body;
    readBackoffMessage(reading, body);
    return;
  }
  const [message] = logfmtPairs(`msg=${quoted}`).pairs;
  if (message !== undefined && message[1] !== "") entry.message = message[1];
  readBackoffMessage(reading, entry.message ?? "");
  for (const [key, value, isQuoted] of logfmtPairs(body.slice(quoted.length)).pairs) {
    if (key === "pod") readPod(reading, value);
    else readMember(reading, key, logfmtValue(value, isQuoted));
  }
}

/** Objects are written with their namespace: `kube-system/coredns`. */
function readPod(reading: Reading, value: string): void {
  const slash = value.indexOf("/");
  if (slash > 0) readMember(reading, "k8s_namespace", value.slice(0, slash));
  readMember(reading, "pod", value.slice(slash + 1));
}

function deriveKind({ entry, errorText }: Reading): void {
  if (entry.level !== "error" && entry.level !== "fatal") return;
  entry.kind = "app_error";
  entry.cause ??= causeOfText(`${entry.message ?? ""} ${errorText ?? ""}`);
}
