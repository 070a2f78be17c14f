import type { Entry, FieldName } from "../model/entry.ts";

/** An entry with a request id is a duplicate of one with the same id at most this long before, ms. */
export const duplicateIdMs = 60_000;
/** The go command and Go's HTTP client ask for the same at most this far apart, ms. */
export const doubledAskMs = 50;
/** Request ids remembered for each minute of log time; further ones are not recognised, and are counted. */
export const maxRequestIds = 100_000;
/** Answers of doubledAskMs that are remembered; beyond it the oldest go, and are counted. */
export const maxRecentAsks = 1_000;

/** How far back entries decide what is a duplicate, ms: ids are kept by whole minutes. */
export const duplicateLookbackMs = 2 * duplicateIdMs;

/** What is looked at in an entry to mark it. */
export const duplicateFields: readonly FieldName[] = [
  "time",
  "kind",
  "tenant",
  "service",
  "request_id",
  "status",
  "path",
  "client_id",
  "client_address",
  "user_agent",
];

/**
 * Marks duplicates where that is certain. It hears all entries in order of (time, sequence), and what it says of one
 * depends on those before it only, so live, replay and restart agree; entries themselves never change.
 */
export interface DuplicateMarks {
  /** The next entry; true when it is a duplicate. */
  readonly next: (entry: Entry) => boolean;
  readonly counts: () => DuplicateCounts;
}

export interface DuplicateCounts {
  readonly marked: number;
  /** Not remembered because a bound was reached. */
  readonly unremembered: number;
}

export function createDuplicateMarks(): DuplicateMarks {
  let marked = 0;
  let unremembered = 0;
  const forgot = (): void => {
    unremembered++;
  };
  const repeatsId = idMemory(forgot);
  const asksAgain = askMemory(forgot);
  return {
    next(entry) {
      // One that is a duplicate by its id is no ask of its own, so it takes no part in pairs.
      const duplicate = repeatsId(entry) || asksAgain(entry);
      if (duplicate) marked++;
      return duplicate;
    },
    counts: () => ({ marked, unremembered }),
  };
}

/**
 * The same request told again by the same service as the same kind of record. What a service says of a request in
 * another kind of record, or another service says of it, is news.
 */
function idMemory(forgot: () => void): (entry: Entry) => boolean {
  // When each was seen last, in this minute of log time and in the one before.
  let seen = new Map<string, number>();
  let seenBefore = new Map<string, number>();
  let minute = Number.NEGATIVE_INFINITY;

  function turnTo(next: number): void {
    if (next === minute) return;
    seenBefore = next === minute + 1 ? seen : new Map();
    seen = new Map();
    minute = next;
  }

  return ({ time, request_id, tenant, service, kind }) => {
    if (request_id === undefined) return false;
    turnTo(Math.floor(time / duplicateIdMs));
    const key = [kind, tenant ?? "", service ?? "", request_id].join("\0");
    const last = seen.get(key) ?? seenBefore.get(key);
    if (last === undefined && seen.size >= maxRequestIds) forgot();
    else seen.set(key, time);
    return last !== undefined && time - last <= duplicateIdMs;
  };
}

interface Ask {
  readonly time: number;
  readonly byCommand: boolean;
  readonly entry: Entry;
}

/**
 * Since Go 1.24 the go command asks for everything that was answered with 4xx a second time at once, as Go's HTTP
 * client. Certain only where, of all such answers of the last 50 ms to that client for that path, exactly one was
 * there, and it was the command's.
 */
function askMemory(forgot: () => void): (entry: Entry) => boolean {
  let recent: Ask[] = [];
  return (entry) => {
    const ask = askOf(entry);
    if (ask === undefined) return false;
    recent = recent.filter(({ time }) => ask.time - time <= doubledAskMs);
    const [first, second] = recent.filter((before) => isSame(before.entry, entry));
    if (recent.length >= maxRecentAsks) {
      recent.shift();
      forgot();
    }
    recent.push(ask);
    return !ask.byCommand && first?.byCommand === true && second === undefined;
  };
}

function askOf(entry: Entry): Ask | undefined {
  const { time, status, path, user_agent } = entry;
  if (status === undefined || status < 400 || status > 499 || path === undefined) return undefined;
  if (clientOf(entry) === undefined || user_agent === undefined) return undefined;
  const byCommand = user_agent.startsWith("GoCommand/");
  return byCommand || user_agent.startsWith("Go-http-client/") ? { time, byCommand, entry } : undefined;
}

function clientOf(entry: Entry): string | undefined {
  return entry.client_id ?? entry.client_address;
}

function isSame(a: Entry, b: Entry): boolean {
  return (
    a.path === b.path &&
    a.status === b.status &&
    clientOf(a) === clientOf(b) &&
    a.service === b.service &&
    a.tenant === b.tenant
  );
}
