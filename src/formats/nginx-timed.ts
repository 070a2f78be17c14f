import type { Entry } from "../model/entry.ts";
import { deriveFields } from "./derive.ts";
import { decodeBackslash } from "./escaped-bytes.ts";
import type { Format, Line, Unreadable } from "./format.ts";
import { keyValuePairs } from "./key-value-pairs.ts";
import { isCombined, readCombined, readRest } from "./nginx-combined.ts";
import { NGINX_KEYS } from "./nginx-keys.ts";
import { addAttribute, applyPostponed, finishReading, type Reading } from "./reading.ts";
import { deriveUpstream, requestCause } from "./upstream.ts";

/**
 * nginx's `combined` with named values behind, as in `… "agent" rt=0.002 uct="-" us="502, 200" ua="a:80, b:80"`.
 * Times are seconds; names are the variables' own or the short ones that many configurations use.
 */
export const nginxTimed: Format = {
  name: "nginx_timed",
  detect: (line) => hasNamedValue(line.text) && isCombined(line),
  parse,
};

/** Short names for nginx's variables. */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ["rt", "request_time"],
  ["uct", "upstream_connect_time"],
  ["uht", "upstream_header_time"],
  ["urt", "upstream_response_time"],
  ["us", "upstream_status"],
  ["ups", "upstream_status"],
  ["ua", "upstream_addr"],
  ["rid", "request_id"],
  ["ra", "sent_http_retry_after"],
  ["up_ra", "upstream_http_retry_after"],
  ["cl", "sent_http_content_length"],
]);

/** Of them, those by which a line is known: hardly anything else is called so. */
const TELLING: ReadonlySet<string> = new Set([
  "rt",
  "uct",
  "uht",
  "urt",
  "us",
  "request_time",
  "upstream_connect_time",
  "upstream_header_time",
  "upstream_response_time",
  "upstream_status",
  "upstream_addr",
]);

/** How many `=` are looked at, from the end of the line: a query or an agent can hold some too. */
const maxCandidates = 16;
const maxNameLength = 24;

function hasNamedValue(text: string): boolean {
  let at = text.lastIndexOf("=");
  for (let tries = 0; at > 0 && tries < maxCandidates; tries += 1) {
    const blank = text.lastIndexOf(" ", at);
    if (blank >= 0 && at - blank <= maxNameLength && TELLING.has(text.slice(blank + 1, at))) return true;
    at = text.lastIndexOf("=", at - 1);
  }
  return false;
}

function parse(line: Line, observedTime: number): Entry | Unreadable {
  const combined = readCombined("nginx_timed", line, observedTime);
  if (combined === undefined) return { reason: "not a line of the combined log format" };
  const { reading, rest } = combined;
  const { entry } = reading;
  const { pairs, before } = keyValuePairs(rest);
  readRest(reading, before.trim());
  const user = entry.client_id;
  entry.client_id = undefined;
  for (const [key, value] of pairs) readNamed(reading, key, value);
  applyPostponed(reading);
  // Whoever logs a client by name means it more than the user of the request.
  if (entry.client_id === undefined) entry.client_id = user;
  else if (user !== undefined && user !== entry.client_id) addAttribute(reading, "remote_user", user);
  deriveFields(reading);
  deriveUpstream(reading);
  entry.cause ??= requestCause(entry);
  finishReading(reading);
  return entry;
}

function readNamed(reading: Reading, key: string, written: string): void {
  // Some configurations put a comma between the pairs.
  const value = decodeBackslash(written.endsWith(",") ? written.slice(0, -1) : written);
  const name = key === "ua" && !isAddressList(value) ? key : (SHORT_NAMES.get(key) ?? key);
  const setter = NGINX_KEYS.get(name);
  // The upstream keys must hear of "-": nothing was tried is not the same as not logged.
  if (setter?.(reading, value, name) === true || value === "" || value === "-") return;
  addAttribute(reading, key, value);
}

/** `ua` is the upstream's address in some configurations and the user agent in others. */
function isAddressList(value: string): boolean {
  return value.startsWith("unix:") || !/[/;(]/.test(value);
}
