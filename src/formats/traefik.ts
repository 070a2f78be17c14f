import type { Entry } from "../model/entry.ts";
import { deriveFields } from "./derive.ts";
import type { Format, Line, Unreadable } from "./format.ts";
import { isCombined, readCombined, readRest } from "./nginx-combined.ts";
import { addAttribute, finishReading, type Reading } from "./reading.ts";
import { requestCause } from "./upstream.ts";

/**
 * Traefik's default: combined, and behind it `12 "router" "http://service:80" 2ms`. It stamps the start, to the second.
 * Nothing in it is escaped, so that the end is read backwards.
 */
export const traefik: Format = {
  name: "traefik",
  detect: (line) =>
    TAIL.test(line.text.slice(-MAX_DURATION)) && tailOf(line.text) !== undefined && isCombined(line),
  parse,
};

/** Length of the longest ` 123456789012ms`, and a quote or a dash before it. */
const MAX_DURATION = 18;
const TAIL = /["-] (\d{1,12})ms$/;

interface Tail {
  readonly router: string;
  readonly url: string;
  readonly took: number;
  readonly count: number | undefined;
  /** Where it begins. */
  readonly at: number;
}

function tailOf(line: string): Tail | undefined {
  const text = line.trimEnd();
  const duration = TAIL.exec(text.slice(-MAX_DURATION));
  if (duration === null) return undefined;
  const url = lastValue(text, text.length - duration[0].length + 1);
  const router = url && lastValue(text, url.at);
  if (url === undefined || router === undefined) return undefined;
  const before = /(?:^| )(\d{1,15}|-) $/.exec(text.slice(Math.max(0, router.at - 17), router.at));
  if (before === null) return undefined;
  return {
    router: router.value,
    url: url.value,
    took: Number(duration[1]),
    count: before[1] === "-" ? undefined : Number(before[1]),
    at: router.at - before[0].length,
  };
}

/** The `"value"` or `-` that ends at a place, and where it begins. An opening quote may have lost its partner. */
function lastValue(text: string, end: number): { readonly value: string; readonly at: number } | undefined {
  const stop = text.charAt(end - 1) === " " ? end - 1 : end;
  if (text.charAt(stop - 1) === "-" && text.charAt(stop - 2) === " ") return { value: "-", at: stop - 1 };
  const isClosed = text.charAt(stop - 1) === '"';
  const last = isClosed ? stop - 1 : stop;
  const open = text.lastIndexOf('"', last - 1);
  return open < 0 ? undefined : { value: text.slice(open + 1, last), at: open };
}

function parse(line: Line, observedTime: number): Entry | Unreadable {
  const tail = tailOf(line.text);
  const head = tail === undefined ? undefined : line.text.slice(0, tail.at);
  const combined =
    head === undefined ? undefined : readCombined("traefik", { ...line, text: head }, observedTime);
  if (tail === undefined || combined === undefined)
    return { reason: "not a line of Traefik's common log format" };
  const { reading, rest } = combined;
  const { entry } = reading;
  readRest(reading, rest);
  readTail(reading, tail);
  deriveFields(reading);
  // One status for both sides, so that who decided it does not show.
  entry.origin = "unknown";
  entry.cause = requestCause(entry);
  finishReading(reading);
  return entry;
}

const URL_HOST = /^[a-z][a-z0-9+.-]*:\/\/([^/]+)/;

function readTail(reading: Reading, { router, url, took, count }: Tail): void {
  const { entry } = reading;
  entry.start_time = entry.time;
  entry.duration_ms = took;
  entry.time += took;
  if (router !== "-") addAttribute(reading, "router", router);
  if (count !== undefined) addAttribute(reading, "request_count", count);
  if (url === "-") return;
  entry.upstream = URL_HOST.exec(url)?.[1] ?? url;
  entry.upstreams = [entry.upstream];
}
