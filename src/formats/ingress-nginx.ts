import type { Entry } from "../model/entry.ts";
import { deriveFields } from "./derive.ts";
import { address, duration, text } from "./field-setters.ts";
import type { Format, Line, Unreadable } from "./format.ts";
import { isCombined, readCombined } from "./nginx-combined.ts";
import { addAttribute, finishReading, type Reading, readKey } from "./reading.ts";
import { deriveUpstream, requestCause } from "./upstream.ts";

/**
 * ingress-nginx: combined, and behind it `request length, request time [upstream] [alternative] addresses lengths times
 * statuses request-id`. Releases before 0.20 have no alternative, and a second address in front, in brackets.
 */
export const ingressNginx: Format = {
  name: "ingress_nginx",
  detect: (line) => TAIL.test(line.text.slice(line.text.lastIndexOf('"') + 1)) && isCombined(line),
  parse,
};

const TAIL = /^ (\d{1,15}) (\d{1,9}\.\d{3}) \[([^\]]*)\] (?:\[([^\]]*)\] ?)?/;

interface Tail {
  readonly length: string;
  readonly time: string;
  readonly upstream: string;
  readonly alternative: string | undefined;
  /** Addresses, lengths, times and statuses of the tries; then the request's id. */
  readonly lists: readonly string[];
}

/** More are another format's. */
const maxLists = 16;

function tailOf(rest: string): Tail | undefined {
  const found = TAIL.exec(` ${rest} `);
  if (found === null) return undefined;
  const [whole, length = "", time = "", upstream = "", alternative] = found;
  const lists = listsOf(` ${rest}`.slice(whole.length));
  return lists.length < 4 || lists.length > maxLists
    ? undefined
    : { length, time, upstream, alternative, lists };
}

/** A list goes on over `, ` between tries and ` : ` after an internal redirect. */
function listsOf(written: string): readonly string[] {
  const lists: string[] = [];
  let isOpen = false;
  for (const word of written.split(" ")) {
    if (word === "") continue;
    const joins = word === ":";
    if (isOpen || joins) lists.push(`${lists.pop() ?? ""} ${word}`);
    else lists.push(word);
    isOpen = joins || word.endsWith(",");
  }
  return lists;
}

function parse(line: Line, observedTime: number): Entry | Unreadable {
  const combined = readCombined("ingress_nginx", line, observedTime);
  const tail = combined && tailOf(combined.rest);
  if (combined === undefined || tail === undefined)
    return { reason: "not a line of ingress-nginx' log format" };
  const { reading } = combined;
  const { entry } = reading;
  readRealAddress(reading);
  readTail(reading, tail);
  deriveFields(reading);
  deriveUpstream(reading);
  entry.cause ??= requestCause(entry);
  finishReading(reading);
  return entry;
}

/** Old releases: `peer - [client] - user`. */
function readRealAddress(reading: Reading): void {
  const { entry } = reading;
  const [, client, user = "-"] = /^\[([^\]]*)\] - (.*)$/.exec(entry.client_id ?? "") ?? [];
  if (client === undefined) return;
  entry.client_id = user === "-" || user === "" ? undefined : user;
  entry.client_address = undefined;
  address(reading, client, "the_real_ip");
}

const requestTime = duration("duration_ms", "s");
const upstreamName = text("service");
const requestId = text("request_id");

function readTail(reading: Reading, { length, time, upstream, alternative, lists }: Tail): void {
  const [addresses, lengths, times, statuses, id = "-", ...more] = lists;
  addAttribute(reading, "request_length", Number(length));
  readKey(reading, requestTime, "request_time", time);
  readKey(reading, upstreamName, "proxy_upstream_name", upstream);
  if (alternative !== undefined && alternative !== "" && alternative !== "-") {
    addAttribute(reading, "proxy_alternative_upstream_name", alternative);
  }
  if (lengths !== undefined && lengths !== "-") addAttribute(reading, "upstream_response_length", lengths);
  reading.upstream = {
    address: addresses,
    status: statuses,
    responseTime: times,
    headerTime: undefined,
    connectTime: undefined,
  };
  readKey(reading, requestId, "req_id", id);
  if (more.length > 0) addAttribute(reading, "trailing", more.join(" "));
}
