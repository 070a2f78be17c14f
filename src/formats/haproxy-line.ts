import { addressBeforePort } from "./address-text.ts";
import { address } from "./field-setters.ts";
import type { FormatName, Line } from "./format.ts";
import { addAttribute, addFlag, type Reading, startReading } from "./reading.ts";
import { parseClfTime } from "./timestamp.ts";

/** How HAProxy's lines for HTTP and for TCP begin: `client:port [date] frontend backend/server timers …`. */
export interface HaproxyHead {
  readonly client: string;
  readonly date: string;
  /** Digits of a second behind the date, none where it is to the second. */
  readonly fraction: string;
  /** Absent by default: the date is the machine's local time. */
  readonly zone: string | undefined;
  readonly frontend: string;
  readonly backend: string;
  readonly server: string;
  /** Some configurations write the host that was asked between the server and the timers. */
  readonly host: string | undefined;
  /** What follows, from the timers on. */
  readonly rest: string;
}

const HEAD =
  /^(\S+) \[(\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(?: ([+-]\d{4}))?\] ([^\s/]+) ([^\s/]+)\/(\S+) (?:([A-Za-z][\w.-]{0,255}(?::\d{1,5})?) )?/;

/** Undefined where a line begins otherwise. */
export function splitHead(text: string): HaproxyHead | undefined {
  const head = HEAD.exec(text);
  if (head === null) return undefined;
  const [whole, client = "", date = "", fraction = "", zone, frontend = "", backend = "", server = "", host] =
    head;
  return { client, date, fraction, zone, frontend, backend, server, host, rest: text.slice(whole.length) };
}

/** Begins an entry; undefined where the date is none. */
export function startHaproxy(
  format: FormatName,
  head: HaproxyHead,
  line: Line,
  observedTime: number,
): Reading | undefined {
  const start = parseClfTime(`${head.date} ${head.zone ?? "+0000"}`);
  if (start === undefined) return undefined;
  const reading = startReading(format, observedTime, line.flags);
  const { entry } = reading;
  entry.start_time = start + Number(head.fraction.slice(0, 3).padEnd(3, "0"));
  entry.time = entry.start_time;
  entry.time_precision = head.fraction === "" ? "s" : "ms";
  if (head.zone === undefined) addFlag(reading, "no_zone");
  if (head.client !== "-") address(reading, addressBeforePort(head.client), "client");
  readNames(reading, head);
  return reading;
}

/** Where no server was asked, or HAProxy answered itself. */
const NO_SERVER = /^<[A-Z]+>$/;

export function hasServer({ server }: HaproxyHead): boolean {
  return !NO_SERVER.test(server);
}

function readNames(reading: Reading, head: HaproxyHead): void {
  const { entry } = reading;
  entry.service = head.backend;
  entry.host = head.host;
  // A frontend that speaks TLS has a tilde behind its name.
  const isTls = head.frontend.endsWith("~");
  addAttribute(reading, "frontend", isTls ? head.frontend.slice(0, -1) : head.frontend);
  if (isTls) addAttribute(reading, "tls", true);
  addAttribute(reading, "backend", head.backend);
  if (!hasServer(head)) return;
  addAttribute(reading, "server", head.server);
  entry.upstream = `${head.backend}/${head.server}`;
  entry.upstreams = [entry.upstream];
}

/** A timer in ms; -1 is one that was never reached. */
export function timer(text: string | undefined): number | undefined {
  const ms = Number(text);
  return text === undefined || ms < 0 ? undefined : ms;
}

/** `option logasap` logs before the end: totals so far have a plus. */
export function readTotals(reading: Reading, duration: string | undefined, bytes: string | undefined): void {
  const { entry } = reading;
  entry.duration_ms = timer(duration);
  entry.bytes = timer(bytes);
  entry.time += entry.duration_ms ?? 0;
  if (duration?.startsWith("+") || bytes?.startsWith("+")) addFlag(reading, "logged_early");
}

/** `active/frontend/backend/server/retries queue/queue`; a plus at the retries tells of another server in the end. */
export function readConnections(reading: Reading, counts: readonly (string | undefined)[]): void {
  const [active, frontend, backend, server, retries = "0", serverQueue, backendQueue] = counts;
  addAttribute(reading, "retries", Number(retries));
  if (retries.startsWith("+")) addAttribute(reading, "redispatched", true);
  const named = { actconn: active, feconn: frontend, beconn: backend, srvconn: server };
  for (const [name, count] of Object.entries(named)) addAttribute(reading, name, Number(count));
  addAttribute(reading, "srv_queue", Number(serverQueue));
  addAttribute(reading, "backend_queue", Number(backendQueue));
}

/** HAProxy writes quotes, braces, bars and control bytes in what it captured as #HH. */
export function decodeHash(text: string): string {
  if (!text.includes("#")) return text;
  return text.replace(/#([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
