import type { EntryDraft } from "../model/entry.ts";
import { digitsEnd, isUnsignedDecimal } from "./decimal-text.ts";
import type { Reading, UpstreamTexts } from "./reading.ts";
import { repeatedText } from "./text-memo.ts";
import { truncateToMs } from "./timestamp.ts";

/**
 * nginx's upstream variables are lists: `, ` between the servers tried in turn, ` : ` after an internal
 * redirect; `-` where a try has no value. Times are seconds.
 */
function upstreamList(text: string): readonly string[] {
  if (text === "" || text === "-") return [];
  // Both separators begin or end with a blank, and most lists are of one.
  if (!text.includes(" ")) return [repeatedText(text)];
  return text.split(/, | : /);
}

/** A list that is cut or torn can have a piece without a name; absent is absent, never "". */
function namedOnly(addresses: readonly string[]): readonly string[] {
  return addresses.includes("") ? addresses.filter((address) => address !== "") : addresses;
}

/** Fills upstream, upstreams, upstream_status(es), upstream_ms, ttfb_ms, origin and upstream_dead. */
export function deriveUpstream({ entry, upstream }: Reading): void {
  if (upstream === undefined) {
    entry.origin ??= "unknown";
    return;
  }
  const addresses = namedOnly(upstreamList(upstream.address ?? ""));
  const statuses = upstreamList(upstream.status ?? "");
  const times = upstreamList(upstream.responseTime ?? "");
  if (addresses.length > 0) {
    entry.upstreams = addresses;
    entry.upstream = addresses[addresses.length - 1];
  }
  setStatuses(entry, statuses);
  entry.upstream_ms = sumMs(times, 0);
  setTimeToFirstByte(entry, upstream, times);
  const tried = addresses.length > 0 || statuses.length > 0 || times.length > 0;
  entry.origin = origin(entry, upstream, tried);
  entry.upstream_dead = isDead(entry, upstream, tried);
  entry.cause ??= upstreamCause(entry, upstream, tried);
}

function setStatuses(entry: EntryDraft, statuses: readonly string[]): void {
  const numbers = statuses.map(statusNumber).filter((status) => status !== undefined);
  if (numbers.length === 0) return;
  entry.upstream_statuses = numbers;
  entry.upstream_status = statusNumber(statuses[statuses.length - 1] ?? "");
}

function statusNumber(text: string): number | undefined {
  return text.length === 3 && digitsEnd(text, 0) === 3 ? Number(text) : undefined;
}

/** Adds up seconds and truncates the sum; a try without a time adds nothing, a wholly empty list is absent. */
function sumMs(times: readonly string[], more: number): number | undefined {
  let total = more;
  let found = 0;
  for (const time of times) {
    if (!isUnsignedDecimal(time)) continue;
    total += Number(time);
    found += 1;
  }
  return found > 0 ? truncateToMs(total, 1) : undefined;
}

/** What earlier tries took was waited for too; then the header of the last one came. */
function setTimeToFirstByte(entry: EntryDraft, upstream: UpstreamTexts, times: readonly string[]): void {
  const headers = upstreamList(upstream.headerTime ?? "");
  const last = headers.length === 0 ? "" : (headers[headers.length - 1] ?? "");
  if (!isUnsignedDecimal(last)) return;
  if (headers.length === 1) entry.ttfb_ms ??= truncateToMs(Number(last), 1);
  else if (times.length === headers.length) entry.ttfb_ms ??= sumMs([...times.slice(0, -1), last], 0);
}

/**
 * edge: nothing was tried, or what was tried gave another status or none. upstream: the client got the status
 * that nginx notes for the last one tried; that includes the 502 and 504 which nginx notes in its place when
 * it could not answer, for they too are the upstream's doing.
 */
function origin(entry: EntryDraft, upstream: UpstreamTexts, tried: boolean): string {
  if (entry.status === undefined) return "unknown";
  // Only an address or a time was logged: something answered, but not which status.
  if (tried && upstream.status === undefined) return "unknown";
  return tried && entry.upstream_status === entry.status ? "upstream" : "edge";
}

/**
 * Whether the upstream could not answer at all. nginx writes 502 into upstream_status both when it could not
 * reach or understand the upstream and when the upstream itself said 502, and the two look the same; an
 * upstream that says 502 is a gateway with a dead upstream, so both count. A final 502 with nothing tried is a
 * name that could not be resolved. 504 is a time-out: dead only where the log shows that no header came,
 * because a slow upstream is not a dead one and Athens sends a 504 of its own. $upstream_header_time settles
 * both, where it is logged. Undefined where the log does not say.
 */
function isDead(entry: EntryDraft, upstream: UpstreamTexts, tried: boolean): boolean | undefined {
  const { status, upstream_status: last } = entry;
  const header = lastOf(upstream.headerTime);
  if (status === 502) return tried ? (last === undefined || last === 502) && !isNumber(header) : true;
  if (!tried || status === undefined) return undefined;
  if (status === 504 && (last === undefined || last === 504)) {
    if (isNumber(header)) return false;
    return header === "-" || (upstream.status !== undefined && last === undefined) ? true : undefined;
  }
  return last === undefined ? undefined : false;
}

function lastOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (text === "-" || text === "") return "-";
  const list = upstreamList(text);
  return list[list.length - 1];
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && /^\d/.test(text);
}

/** Only what the fields show beyond doubt; a refused connection and a broken one look the same here. */
function upstreamCause(entry: EntryDraft, upstream: UpstreamTexts, tried: boolean): string | undefined {
  switch (entry.status) {
    case 429:
      if (!tried) return "rate_limited_edge";
      return entry.upstream_status === 429 ? "rate_limited_upstream" : undefined;
    case 502:
      // The group's name instead of an address: every server of it was marked as down.
      return isGroupName(entry.upstream) ? "no_upstream" : undefined;
    case 504: {
      const connected = lastOf(upstream.connectTime);
      if (!tried || connected === undefined) return undefined;
      return connected === "-" ? "connect_timeout" : "read_timeout";
    }
    default:
      return undefined;
  }
}

function isGroupName(address: string | undefined): boolean {
  return address !== undefined && /^[\w.-]+$/.test(address) && !/^[\d.]+$/.test(address);
}

/** Causes that the request itself shows, whoever logged it. 499 is nginx's own "client closed request". */
export function requestCause(entry: EntryDraft): string | undefined {
  if (entry.status === 499) return "client_abort";
  if (entry.status === 401) return "auth";
  const promised = entry.content_length;
  const isShort = promised !== undefined && entry.bytes !== undefined && entry.bytes < promised;
  return entry.status === 200 && isShort && entry.method !== "HEAD" ? "truncated" : undefined;
}
