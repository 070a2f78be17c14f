import type { EntryKind } from "../model/entry.ts";
import type { Cause } from "./cause.ts";
import { causeOfText } from "./cause.ts";
import { durationSeconds } from "./duration-text.ts";
import { status, target } from "./field-setters.ts";
import { goCause } from "./go-failure.ts";
import { addAttribute, type Reading } from "./reading.ts";

/**
 * What client libraries say in words when they wait before they ask again. A delay that the server asked for is its
 * Retry-After; one that the client chose is backoff_seconds.
 */

interface Message {
  /** Absent: a back-off. */
  readonly kind?: EntryKind;
  /** Asked of the first characters only, in which the sentence begins. */
  readonly is: RegExp;
  readonly read: (reading: Reading, found: RegExpExecArray) => void;
}

/** Sentences are short; what they quote may be long. */
const maxSearched = 4096;

const MESSAGES: readonly Message[] = [
  {
    // client-go. Some releases print the number with the wrong verb.
    is: /Got a Retry-After (?:%!s\(int=(\d{1,9})\)|(\S{1,40})) response for attempt (\d{1,6}) to (\S+)/,
    read(reading, [, number, delay = "", attempt, url = ""]) {
      const { entry } = reading;
      entry.retry_after_seconds = secondsOf(number ?? delay);
      entry.attempt = Number(attempt);
      target(reading, url, "url");
    },
  },
  {
    // client-go, by its own limit.
    is: /(?:Waited for|Throttling request took) (\S{1,40}?)(?: due to [^:]{1,200})?, request: ?([A-Z]{1,16}):(\S+)/,
    read: (reading, [, delay = "", method = "", url = ""]) => readDelayed(reading, delay, method, url),
  },
  {
    // hashicorp/go-retryablehttp.
    is: /\b([A-Z]{3,16}) (https?:\/\/\S+)(?: \(status: (\d{3})\))?:? retrying in (\S{1,40}) \((\d{1,6}) left\)/,
    read(reading, [, method = "", url = "", code, delay = "", left]) {
      readDelayed(reading, delay, method, url.replace(/:$/, ""));
      if (code !== undefined) status(reading, code, "status");
      addAttribute(reading, "attempts_left", Number(left));
    },
  },
  {
    // Its words before a request, and after one that came to nothing.
    kind: "upstream_error",
    is: /(?<=\[ERR\] )([A-Z]{3,16}) (https?:\/\/\S+) request failed: (.+)/s,
    read(reading, [, method, url = "", failure = ""]) {
      reading.entry.method ??= method;
      target(reading, url, "url");
      reading.entry.cause ??= goCause(failure, undefined);
    },
  },
  {
    kind: "http_start",
    is: /(?<=\[DEBUG\] )([A-Z]{3,16}) (https?:\/\/\S+)$/,
    read(reading, [, method, url = ""]) {
      reading.entry.method ??= method;
      target(reading, url, "url");
    },
  },
  {
    // minikube and other tools of Kubernetes.
    is: /[Ww]ill retry (?:after|in) (\d[\w.µ]{0,30}s)\b/,
    read: (reading, [, delay = ""]) => readDelayed(reading, delay, undefined, undefined),
  },
  {
    // The SDKs that Stainless generates, openai's among them.
    is: /Retrying request to (\S+) in (\d{1,9}(?:\.\d{1,12})?) seconds/,
    read: (reading, [, path = "", delay = ""]) => readDelayed(reading, delay, undefined, path),
  },
  {
    // urllib3, and so pip and requests.
    is: /Retrying \(Retry\(total=(\d{1,6})[^)]{0,300}\)\) after connection broken by '(.+)': (\S+)$/s,
    read(reading, [, left, failure = "", path = ""]) {
      readUrllib(reading, failure, path);
      addAttribute(reading, "attempts_left", Number(left));
    },
  },
  {
    // Python's backoff and tenacity.
    is: /(?:Backing off \S{1,200}(?:\(\.\.\.\))? for|Retrying \S{1,200} in) (\d{1,9}(?:\.\d{1,12})?)(?:s| seconds)\b/,
    read: (reading, [, delay = ""]) => readDelayed(reading, delay, undefined, undefined),
  },
  {
    // curl --retry.
    is: /Problem: .{1,200}?[.:] Will retry in (\d{1,9}(?:\.\d{1,12})?) seconds?\. (\d{1,6}) retr(?:ies|y) left/,
    read(reading, [, delay = "", left]) {
      readDelayed(reading, delay, undefined, undefined);
      addAttribute(reading, "attempts_left", Number(left));
    },
  },
];

/** Where the sentence begins, or undefined where there is none. */
export function backoffMessageStart(text: string): number | undefined {
  const searched = text.slice(0, maxSearched);
  if (!/retr|Retr|Back|Wait|Thrott|\[ERR\] |\[DEBUG\] /.test(searched)) return undefined;
  for (const { is } of MESSAGES) {
    const at = searched.search(is);
    if (at >= 0) return at;
  }
  return undefined;
}

/** Reads the sentence, if it is one: the entry is then of its kind, most often a back-off. */
export function readBackoffMessage(reading: Reading, text: string): boolean {
  const searched = text.slice(0, maxSearched);
  for (const { is, read, kind = "backoff" } of MESSAGES) {
    const found = is.exec(searched);
    if (found === null) continue;
    reading.entry.kind = kind;
    reading.hasKind = true;
    read(reading, found);
    return true;
  }
  return false;
}

/** With its unit, or a number of seconds. */
function secondsOf(text: string): number | undefined {
  return /^\d{1,9}(?:\.\d{1,12})?$/.test(text) ? Number(text) : durationSeconds(text);
}

function readDelayed(
  reading: Reading,
  delay: string,
  method: string | undefined,
  url: string | undefined,
): void {
  const { entry } = reading;
  entry.backoff_seconds ??= secondsOf(delay);
  entry.method ??= method;
  if (url !== undefined) target(reading, url, "url");
}

const POOL_HOST = /host='([^']{1,255})'(?:, port=(\d{1,5}))?/;

function readUrllib(reading: Reading, failure: string, path: string): void {
  const { entry } = reading;
  const [, host] = POOL_HOST.exec(failure) ?? [];
  entry.host ??= host;
  target(reading, path, "url");
  entry.cause ??= urllibCause(failure);
}

/** Names of urllib3's exceptions, where the words within do not say more. */
const EXCEPTIONS: readonly (readonly [string, Cause])[] = [
  ["certificate verify failed", "tls_verify"],
  ["Name or service not known", "dns"],
  ["Temporary failure in name resolution", "dns"],
  ["getaddrinfo failed", "dns"],
  ["NameResolutionError", "dns"],
  ["too many 429", "rate_limited_upstream"],
  ["RemoteDisconnected", "premature_close"],
  ["ConnectionResetError", "reset"],
  ["ConnectTimeoutError", "connect_timeout"],
  ["ReadTimeoutError", "read_timeout"],
  ["IncompleteRead", "truncated"],
];

function urllibCause(failure: string): Cause | undefined {
  return causeOfText(failure) ?? EXCEPTIONS.find(([name]) => failure.includes(name))?.[1];
}
