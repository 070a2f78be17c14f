import { utcInstant } from "./calendar.ts";
import { address, status, target, textOf } from "./field-setters.ts";
import { addAttribute, addFlag, type Reading } from "./reading.ts";
import { setStart } from "./start-stamp.ts";
import { traceIdOf } from "./trace-context.ts";

/** False where its time is none. */
type ReadLine = (reading: Reading) => boolean;

const STAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?$/;
const TRACE = /^[0-9a-f]{0,32}$/i;
const METHOD = /^[A-Z]{1,16}$/;
const NUMBER = /^-?\d{1,15}$/;
const DURATION = /^-?\d{1,12}(?:\.\d{1,9})?$/;
const ABSOLUTE = /^[a-z][a-z0-9+.-]{0,15}:\/\//i;

/** How a line of one of the logs is read; undefined where it is none. */
export function artifactoryLine(line: string): ReadLine | undefined {
  // Every line of them begins with a year, and has its first bar soon after.
  const bar = line.indexOf("|");
  if (bar < 14 || bar > 40) return undefined;
  const fields = line.split("|", 64);
  return modern(fields, line) ?? legacy(fields);
}

/**
 * Inbound: `time|trace|address|user|method|path|status|request bytes|response bytes|ms|agent`. Outbound: the remote
 * repository's name in place of the address, a URL in place of the path, and no agent.
 */
function modern(fields: readonly string[], line: string): ReadLine | undefined {
  const [stamp = "", trace = "", , , method = "", url = "", code = "", sent = "", received = "", took = ""] =
    fields;
  if (fields.length < 10 || !STAMP.test(stamp) || !TRACE.test(trace) || !METHOD.test(method))
    return undefined;
  if (![code, sent, received].every((field) => field === "" || NUMBER.test(field))) return undefined;
  if (took !== "" && !DURATION.test(took)) return undefined;
  const isOutbound = ABSOLUTE.test(url);
  // An agent may hold bars.
  const agent = fields.length > 10 ? line.slice(fields.slice(0, 10).join("|").length + 1) : "";
  return (reading) => {
    const duration = Number(took);
    if (!setStart(reading, stamp, took === "" || duration < 0 ? undefined : duration)) return false;
    readShared(reading, { trace, user: fields[3] ?? "", method, url, code, sent, received });
    if (agent !== "" && agent !== "-") reading.entry.user_agent = agent;
    if (isOutbound) readOutbound(reading, fields[2] ?? "");
    else address(reading, fields[2] ?? "", "remote_address");
    return true;
  };
}

interface Shared {
  readonly trace: string;
  readonly user: string;
  readonly method: string;
  readonly url: string;
  readonly code: string;
  readonly sent: string;
  readonly received: string;
}

function readShared(reading: Reading, { trace, user, method, url, code, sent, received }: Shared): void {
  const { entry } = reading;
  entry.method = method;
  // Of inbound requests it is relative to the service.
  target(reading, url.startsWith("/") || ABSOLUTE.test(url) ? url : `/${url}`, "url");
  status(reading, code, "status");
  entry.client_id = textOf(user);
  // Leading zeros are dropped there.
  if (trace !== "") entry.trace_id = traceIdOf(trace.padStart(32, "0"));
  if (received !== "" && Number(received) >= 0) entry.bytes = Number(received);
  if (sent !== "" && Number(sent) >= 0) addAttribute(reading, "request_content_length", Number(sent));
}

/** What Artifactory asked of a remote repository: the answer is the upstream's. */
function readOutbound(reading: Reading, repository: string): void {
  const { entry } = reading;
  if (repository !== "") addAttribute(reading, "repository", repository);
  addAttribute(reading, "direction", "outbound");
  entry.upstream = reading.urlHost;
  entry.upstream_status = entry.status === 0 ? undefined : entry.status;
  entry.origin = "upstream";
}

const LEGACY_STAMP = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;

/** Before version 7: `yyyyMMddHHmmss|ms|REQUEST|address|user|method|path|protocol|status|bytes`, in local time. */
function legacy(fields: readonly string[]): ReadLine | undefined {
  const [
    stamp = "",
    took = "",
    type = "",
    remote = "",
    user = "",
    method = "",
    url = "",
    protocol = "",
    code = "",
  ] = fields;
  const parts = LEGACY_STAMP.exec(stamp);
  if (parts === null || fields.length < 9 || !DURATION.test(took) || !/^[A-Z]+$/.test(type)) return undefined;
  if (!METHOD.test(method) || !NUMBER.test(code)) return undefined;
  return (reading) => {
    const [, year, month, day, hour, minute, second] = parts.map(Number);
    const start = utcInstant({
      year: year ?? 0,
      month: month ?? 0,
      day: day ?? 0,
      hour: hour ?? 0,
      minute: minute ?? 0,
      second: second ?? 0,
    });
    if (start === undefined) return false;
    if (!setStart(reading, new Date(start).toISOString(), Math.max(0, Number(took)))) return false;
    reading.entry.time_precision = "s";
    addFlag(reading, "no_zone");
    readShared(reading, { trace: "", user, method, url, code, sent: "", received: fields[9] ?? "" });
    address(reading, remote, "remote_address");
    if (protocol !== "") addAttribute(reading, "protocol", protocol);
    addAttribute(reading, "type", type);
    return true;
  };
}
