import type { Entry, Json } from "../model/entry.ts";
import { deriveFields } from "./derive.ts";
import type { Format, JsonObject, Line, Unreadable } from "./format.ts";
import { lookUpInOrder } from "./key-table.ts";
import { NGINX_KEYS } from "./nginx-keys.ts";
import { addAttribute, applyPostponed, finishReading, startReading } from "./reading.ts";
import { deriveUpstream, requestCause } from "./upstream.ts";

/** Keys that hardly anybody but nginx's variables is called by. */
const STRONG: readonly string[] = [
  "msec",
  "request_time",
  "body_bytes_sent",
  "upstream_response_time",
  "upstream_status",
  "time_local",
  "time_iso8601",
];
/** Keys that stand beside them, and in other programs' logs too. */
const SUPPORTING: readonly string[] = [
  "remote_addr",
  "upstream_addr",
  "request_uri",
  "request_method",
  "uri",
  "request",
  "server_protocol",
  "http_user_agent",
  "http_referer",
  "remote_user",
];

/**
 * nginx with `log_format … escape=json`: the keys are chosen by whoever wrote the configuration, most often the
 * variables' own names. Numbers of time are seconds; "" and "-" are how nginx writes an absent value.
 */
export const nginxJson: Format = {
  name: "nginx_json",
  detect: ({ json }) => json !== undefined && isNginx(json),
  parse,
};

/** A status, and two of nginx's keys of which one is nobody else's. */
function isNginx(json: JsonObject): boolean {
  if (json["status"] === undefined) return false;
  const first = STRONG.findIndex((key) => json[key] !== undefined);
  if (first < 0) return false;
  const isKey = (key: string): boolean => json[key] !== undefined;
  return SUPPORTING.some(isKey) || STRONG.slice(first + 1).some(isKey);
}

const setterOf = lookUpInOrder(NGINX_KEYS);

function parse(line: Line, observedTime: number): Entry | Unreadable {
  const { json } = line;
  if (json === undefined) return { reason: "not a JSON object" };
  const reading = startReading("nginx_json", observedTime, line.flags);
  const { entry } = reading;
  entry.kind = "http_request";
  let place = 0;
  for (const key in json) {
    const value: Json | undefined = json[key];
    const setter = setterOf(key, place);
    place += 1;
    if (value === undefined || value === null) continue;
    // The upstream keys must hear of "" and "-": nothing was tried is not the same as not logged.
    if (setter === undefined) {
      if (value !== "" && value !== "-") addAttribute(reading, key, value);
    } else if (!setter(reading, value, key) && value !== "" && value !== "-") {
      addAttribute(reading, key, value);
    }
  }
  applyPostponed(reading);
  deriveFields(reading);
  deriveUpstream(reading);
  entry.cause ??= requestCause(entry);
  finishReading(reading);
  return entry;
}
