import type { Entry, EntryDraft, Level } from "../model/entry.ts";
import { addressBeforePort } from "./address-text.ts";
import type { Cause } from "./cause.ts";
import { address } from "./field-setters.ts";
import type { Line } from "./format.ts";
import { addAttribute, finishReading, startReading } from "./reading.ts";

/** What HAProxy says of its servers and of itself, among its requests: texts without a time of their own. */

interface Kind {
  readonly pattern: RegExp;
  readonly kind: EntryDraft["kind"];
  readonly level: Level;
  readonly dead?: true;
}

const KINDS: readonly Kind[] = [
  {
    pattern: /^(?:Backup )?Server [^\s/]+\/\S+ is DOWN(?=[ ,.])/,
    kind: "upstream_error",
    level: "error",
    dead: true,
  },
  {
    pattern: /^(?:backend|proxy) \S+ has no server available!/,
    kind: "upstream_error",
    level: "error",
    dead: true,
  },
  {
    pattern:
      /^(?:Backup )?Server [^\s/]+\/\S+ is (?:UP|stopping|going DOWN|entering|in maintenance|MAINT|DRAIN)/,
    kind: "lifecycle",
    level: "info",
  },
  { pattern: /^[Pp]roxy \S+ (?:started|stopped)\b/, kind: "lifecycle", level: "info" },
  // All that is logged of a connection without any option.
  { pattern: /^Connect from \S+:\d+ to \S+:\d+ \([^/ ]+\/(?:HTTP|TCP)\)$/, kind: "other", level: "info" },
];

const SERVER = /^(?:Backup )?Server ([^\s/]+)\/(\S+) /;
const CONNECT = /^Connect from (\S+) to \S+ \(([^/ ]+)\//;
const BACKEND = /^(?:backend|[Pp]roxy) (\S+) /;

function kindOf(text: string): Kind | undefined {
  return KINDS.find(({ pattern }) => pattern.test(text));
}

export function isHaproxyEvent(text: string): boolean {
  return kindOf(text) !== undefined;
}

/** Undefined where it is no such text. */
export function readHaproxyEvent(line: Line, observedTime: number): Entry | undefined {
  const { text } = line;
  const kind = kindOf(text);
  if (kind === undefined) return undefined;
  const reading = startReading("haproxy_http", observedTime, line.flags);
  const { entry } = reading;
  entry.kind = kind.kind;
  entry.level = kind.level;
  entry.message = text;
  const [, backend, server] = SERVER.exec(text) ?? [];
  entry.service = backend ?? BACKEND.exec(text)?.[1];
  const [, client, frontend] = CONNECT.exec(text) ?? [];
  if (client !== undefined) address(reading, addressBeforePort(client), "client");
  if (frontend !== undefined) addAttribute(reading, "frontend", frontend);
  if (backend !== undefined) entry.upstream = `${backend}/${server}`;
  entry.upstream_dead = kind.dead;
  if (kind.dead) entry.cause = causeOf(text);
  finishReading(reading);
  return entry;
}

/** By the layer at which the health check failed. */
function causeOf(text: string): Cause | undefined {
  if (text.includes("has no server available")) return "no_upstream";
  if (text.includes("Connection refused")) return "connect_refused";
  if (text.includes("Layer4 timeout")) return "connect_timeout";
  if (text.includes("Layer6 timeout")) return "tls_handshake_timeout";
  return text.includes("Layer7 timeout") ? "read_timeout" : undefined;
}
