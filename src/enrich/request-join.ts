import type { Entry } from "../model/entry.ts";
import type { StoredEntry } from "../ports/log-store.ts";
import { triedUpstreams } from "./tried-upstreams.ts";

/** Error lines and requests that are remembered to be joined; further ones are not. */
export const maxJoined = 50_000;

/** An error line has whole seconds, and is written while the request still runs. */
export const joinWithinMs = 1_000;

/**
 * Joins the error lines of nginx and Caddy to the requests that they are about. They share no request id with them
 * unless the proxy is told to log one; what they share is who asked, for what, and which upstream was tried.
 */
export interface RequestJoin<T> {
  /** An error line, with what it says; anything else is left out. */
  readonly hear: (stored: StoredEntry, saying: T) => void;
  /** A request that may have error lines. */
  readonly ask: (token: string, entry: Entry) => void;
  /** For each request, what its error lines say, in order. A line belongs to one request, and to one try of it. */
  readonly join: () => ReadonlyMap<string, readonly T[]>;
}

interface Heard<T> {
  readonly at: number;
  readonly upstream: string | undefined;
  readonly saying: T;
}

interface Asked {
  readonly token: string;
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly upstreams: readonly string[];
}

/** A line of nginx's error log, and the second line that Caddy writes of a request that failed. */
export function isErrorLine({ format, kind, request_id: id, client_address, path }: Entry): boolean {
  if (client_address === undefined || path === undefined) return false;
  // Caddy's has an id of its own, which the access line has not.
  return format === "caddy" ? kind !== "http_request" : format === "nginx_error" && id === undefined;
}

export function createRequestJoin<T>(): RequestJoin<T> {
  const heard = new Map<string, Heard<T>[]>();
  const asked: Asked[] = [];
  let lines = 0;
  return {
    hear({ entry }, saying) {
      if (!isErrorLine(entry) || lines >= maxJoined) return;
      lines++;
      const key = keyOf(entry);
      const one = { at: entry.time, upstream: entry.upstream, saying };
      const known = heard.get(key);
      if (known === undefined) heard.set(key, [one]);
      else known.push(one);
    },
    ask(token, entry) {
      if (asked.length >= maxJoined || entry.client_address === undefined) return;
      asked.push({
        token,
        key: keyOf(entry),
        from: entry.time - (entry.duration_ms ?? 0) - joinWithinMs,
        to: entry.time + joinWithinMs,
        upstreams: triedUpstreams(entry),
      });
    },
    join() {
      const left = new Map([...heard].map(([key, list]) => [key, [...list]]));
      const joined = new Map<string, readonly T[]>();
      for (const request of asked) {
        const sayings = takeFor(request, left.get(request.key) ?? []);
        if (sayings.length > 0) joined.set(request.token, sayings);
      }
      return joined;
    },
  };
}

function keyOf({ client_address: client, method, path }: Entry): string {
  return JSON.stringify([client, method, path]);
}

/** Takes the lines away, so that a request that is repeated within the second does not have them too. */
function takeFor<T>({ from, to, upstreams }: Asked, lines: Heard<T>[]): readonly T[] {
  const tries = new Set(upstreams);
  const sayings: T[] = [];
  for (let place = firstFrom(lines, from); place < lines.length; ) {
    const line = lines[place];
    if (line === undefined || line.at > to) break;
    const fits = line.upstream === undefined || tries.delete(line.upstream);
    if (!fits) {
      place++;
      continue;
    }
    sayings.push(line.saying);
    lines.splice(place, 1);
  }
  return sayings;
}

/** They came in order of time, and those before are of no use to this request: a busy path has thousands. */
function firstFrom(lines: readonly Heard<unknown>[], from: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.at ?? from) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
