import type { Entry, EntryDraft } from "../model/entry.ts";
import { addressBeforePort } from "./address-text.ts";
import { albOutcome } from "./alb-outcome.ts";
import { deriveFields } from "./derive.ts";
import { decodeBackslash } from "./escaped-bytes.ts";
import { address, count, numberOf, status, text } from "./field-setters.ts";
import type { Format, Line, Unreadable } from "./format.ts";
import { setOutcome } from "./outcome.ts";
import { quotedFields } from "./quoted-fields.ts";
import { addAttribute, finishReading, type Reading, readKey, startReading } from "./reading.ts";
import { readRequestLine } from "./request-line.ts";
import { parseIsoTime, truncateToMs } from "./timestamp.ts";
import { amazonTrace } from "./trace-setters.ts";

/**
 * An AWS application load balancer's access log. It stamps start and end; durations are seconds, -1 where a step was
 * not reached; the bytes hold the headers too. Fields were added at the end over the years, and may be again.
 */
export const alb: Format = {
  name: "alb",
  detect: ({ text }) => HEAD.test(text),
  parse,
};

const HEAD =
  /^(?:https?|h2|grpcs?|wss?) \d{4}-\d{2}-\d{2}T[\d:.]{8,18}Z \S+ \S+ \S+ -?\d{1,9}(?:\.\d{1,9})? -?\d{1,9}(?:\.\d{1,9})? -?\d{1,9}(?:\.\d{1,9})? /;

/** In their order. */
const NAMES = [
  "type",
  "time",
  "elb",
  "client",
  "target",
  "request_processing_time",
  "target_processing_time",
  "response_processing_time",
  "elb_status_code",
  "target_status_code",
  "received_bytes",
  "sent_bytes",
  "request",
  "user_agent",
  "ssl_cipher",
  "ssl_protocol",
  "target_group_arn",
  "trace_id",
  "domain_name",
  "chosen_cert_arn",
  "matched_rule_priority",
  "request_creation_time",
  "actions_executed",
  "redirect_url",
  "error_reason",
  "target_list",
  "target_status_list",
  "classification",
  "classification_reason",
  "conn_trace_id",
  "transformed_host",
  "transformed_uri",
  "request_transform_status",
] as const;
type Name = (typeof NAMES)[number];
type Fields = { readonly [N in Name]?: string };

/** The oldest lines end with the target group's trace id. */
const minFields = 14;
const maxFields = 64;

/** Kept under their names. */
const KEPT: readonly Name[] = [
  "type",
  "elb",
  "ssl_cipher",
  "ssl_protocol",
  "target_group_arn",
  "chosen_cert_arn",
  "actions_executed",
  "redirect_url",
  "error_reason",
  "classification",
  "classification_reason",
  "conn_trace_id",
  "transformed_host",
  "transformed_uri",
  "request_transform_status",
];

function parse(line: Line, observedTime: number): Entry | Unreadable {
  const written = HEAD.test(line.text) ? quotedFields(line.text.trimEnd(), maxFields) : undefined;
  const end = parseIsoTime(written?.[1] ?? "");
  if (written === undefined || end === undefined || written.length < minFields) {
    return { reason: "not a line of an application load balancer's access log" };
  }
  const fields = named(written);
  const reading = startReading("alb", observedTime, line.flags);
  const { entry } = reading;
  entry.kind = "http_request";
  entry.time = end.instant;
  entry.time_precision = end.precision;
  entry.start_time = parseIsoTime(fields.request_creation_time ?? "")?.instant;
  readRequest(reading, fields);
  const isSent = readDurations(entry, fields);
  readTargets(entry, fields);
  readKept(reading, fields, written.slice(NAMES.length));
  deriveFields(reading);
  const actions = fields.actions_executed ?? "";
  setOutcome(entry, albOutcome(entry, { hasTarget: entry.upstream !== undefined, isSent, actions }));
  finishReading(reading);
  return entry;
}

/** A dash is no value. */
function named(written: readonly string[]): Fields {
  const fields: { [N in Name]?: string } = {};
  for (const [at, name] of NAMES.entries()) {
    const value = written[at];
    if (value !== undefined && value !== "-" && value !== "") fields[name] = value;
  }
  return fields;
}

const sentBytes = count("bytes");
const userAgent = text("user_agent");

function readRequest(reading: Reading, fields: Fields): void {
  const { entry } = reading;
  readKey(reading, status, "elb_status_code", fields.elb_status_code ?? "-");
  readKey(reading, sentBytes, "sent_bytes", fields.sent_bytes ?? "-");
  const received = fields.received_bytes;
  if (received !== undefined) addAttribute(reading, "received_bytes", numberOf(received) ?? received);
  if (fields.client !== undefined) address(reading, addressBeforePort(fields.client), "client");
  // A request that cannot be read is `- http://host:80- -`.
  const request = decodeBackslash(fields.request ?? "");
  if (request.startsWith("- ")) addAttribute(reading, "request", request);
  else readRequestLine(reading, request);
  readKey(reading, userAgent, "user_agent", decodeBackslash(fields.user_agent ?? "-"));
  if (fields.domain_name !== undefined) entry.host = fields.domain_name;
  if (fields.trace_id !== undefined && !amazonTrace(reading, fields.trace_id, "trace_id")) {
    addAttribute(reading, "trace", fields.trace_id);
  }
}

/** Whether the request was handed to a target. */
function readDurations(entry: EntryDraft, fields: Fields): boolean {
  const request = secondsOf(fields.request_processing_time);
  const target = secondsOf(fields.target_processing_time);
  const response = secondsOf(fields.response_processing_time);
  entry.upstream_ms = target === undefined ? undefined : truncateToMs(target, 1);
  if (request === undefined) return false;
  if (target === undefined) return true;
  entry.ttfb_ms = truncateToMs(request + target, 1);
  entry.duration_ms = response === undefined ? undefined : truncateToMs(request + target + response, 1);
  return true;
}

function secondsOf(written: string | undefined): number | undefined {
  const seconds = Number(written);
  return written !== undefined && seconds >= 0 ? seconds : undefined;
}

const TARGET_GROUP = /:targetgroup\/([^/]+)/;

/** The lists hold all targets that were tried; the fields before them the one of the answer. */
function readTargets(entry: EntryDraft, fields: Fields): void {
  const targets = listOf(fields.target_list ?? fields.target);
  const statuses = listOf(fields.target_status_list ?? fields.target_status_code)
    .filter((written) => /^\d{3}$/.test(written))
    .map(Number);
  entry.service = TARGET_GROUP.exec(fields.target_group_arn ?? "")?.[1];
  if (targets.length > 0) entry.upstreams = targets;
  entry.upstream = fields.target ?? targets.at(-1);
  if (statuses.length > 0) entry.upstream_statuses = statuses;
  const answer = fields.target_status_code;
  entry.upstream_status = answer !== undefined && /^\d{3}$/.test(answer) ? Number(answer) : undefined;
}

function listOf(written: string | undefined): readonly string[] {
  return written?.split(/[ ,]+/).filter((item) => item !== "" && item !== "-") ?? [];
}

function readKept(reading: Reading, fields: Fields, more: readonly string[]): void {
  for (const name of KEPT) {
    const value = fields[name];
    if (value !== undefined) addAttribute(reading, name, value);
  }
  const priority = fields.matched_rule_priority;
  if (priority !== undefined) addAttribute(reading, "matched_rule_priority", numberOf(priority) ?? priority);
  if (more.length > 0) addAttribute(reading, "trailing", more.join(" "));
}
