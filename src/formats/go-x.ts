import type { Entry } from "../model/entry.ts";
import { deriveFields } from "./derive.ts";
import { target } from "./field-setters.ts";
import type { Format, Line, OpenRecord, Unreadable } from "./format.ts";
import { goCause, readGoText, SOURCE_LINE } from "./go-failure.ts";
import { finishReading, type Reading, startReading } from "./reading.ts";
import { truncateToMs } from "./timestamp.ts";
import { requestCause } from "./upstream.ts";

/**
 * What the go command prints on standard error, with -x and without: `# get URL` when it asks, `# get URL: 200 OK
 * (0.123s)` when the header has come, `go: …` when something fails. It has no times and no levels.
 */
export const goX: Format = {
  name: "go_x",
  detect: ({ text }) => FIRST.test(text) && (READERS.some(({ is }) => is.test(text)) || FLAG.test(text)),
  parse,
  open,
};

interface LineReader {
  readonly is: RegExp;
  readonly read: (reading: Reading, text: string) => void;
}

/** How every such line begins; asked of each line of any log, so that it must be quick. */
const FIRST =
  /^(?:# |go[: ]|\d|verifying |SECURITY |Unsolicited |Fetching |Parsing |get "|mkdir |cd |flag |[\w./-]+\.)/;

/** Of the status line, Go prints what the server sent, which may lack the words. */
const STATUS = /^# get (https?:\/\/\S+): (\d{3})(?: [^(]*)? ?\((\d{1,9}\.\d{3})s\)$/;
const FAILED = /^# get (https?:\/\/\S+?): (\S.*)$/s;
const ASKED = /^# get (https?:\/\/\S+)$/;
const FETCHING = /^Fetching (https?:\/\/\S+)$/;
const META_TAGS = /^Parsing meta tags from (https?:\/\/\S+) \(status code (\d{3})\)$/;
const COMMAND_DONE = /^(\d{1,9}\.\d{3})s # (cd .+)$/;
const COMMAND =
  /^(?:mkdir -p .+ # \w+ .+|cd \S+; ?(?:git|hg|svn|bzr|fossil) .+|# (?:lock|rlock|wait) .+|# \S+ for \w+ https?:\/\/.+)$/;
/** A line of somebody's source that needs a module; compilers begin their lines alike. */
const MODULE_NEEDED =
  /^[\w./-]{1,200}\.(?:go|mod|work):\d+(?::\d+)?: (?:module )?[^\s@:]{3,200}(?:@[^\s:]{1,100})?: (?:reading |module |Get "|verifying |invalid |unrecognized |git )/;
const ERROR = /^go(?: (?:get|install|run|test|vet|build|list|mod|work)(?: [^\s:]{1,200})?)?: (?=\S)/;

/** In this order: the first whose expression a line matches reads it. */
const READERS: readonly LineReader[] = [
  { is: STATUS, read: readStatus },
  { is: FAILED, read: readFailed },
  { is: ASKED, read: (reading, text) => readAsked(reading, ASKED.exec(text)?.[1]) },
  { is: FETCHING, read: (reading, text) => readAsked(reading, FETCHING.exec(text)?.[1]) },
  { is: META_TAGS, read: readMetaTags },
  { is: COMMAND_DONE, read: readCommandDone },
  { is: COMMAND, read: (reading, text) => setMessage(reading, text) },
  { is: /^get "[^"\s]+": (?:found meta tag|verifying non-authoritative meta tag) /, read: setMessage },
  { is: ERROR, read: (reading, text) => readGoText(reading, text.replace(ERROR, "")) },
  { is: /^verifying \S+@\S+: /, read: readGoText },
  { is: /^SECURITY ERROR$/m, read: readGoText },
  { is: MODULE_NEEDED, read: readGoText },
  { is: /^Unsolicited response received on idle HTTP channel starting with "/, read: readApplicationError },
  { is: /^flag provided but not defined: -.*\nusage: go /s, read: readApplicationError },
];

function parse({ text, flags }: Line, observedTime: number): Entry | Unreadable {
  const reader = READERS.find(({ is }) => is.test(text));
  if (reader === undefined) return { reason: "not a line of the go command" };
  const reading = startReading("go_x", observedTime, flags);
  reader.read(reading, text);
  deriveFields(reading);
  finishReading(reading);
  return reading.entry;
}

function setMessage({ entry }: Reading, text: string): void {
  entry.message = text;
}

function readAsked(reading: Reading, url: string | undefined): void {
  reading.entry.kind = "http_start";
  readUrl(reading, url);
}

function readUrl(reading: Reading, url: string | undefined): void {
  reading.entry.method = "GET";
  if (url !== undefined) target(reading, url, "url");
}

/** The seconds end with the header, not with the body. */
function readStatus(reading: Reading, text: string): void {
  const [, url, status, seconds] = STATUS.exec(text) ?? [];
  readRequest(reading, url, Number(status));
  reading.entry.ttfb_ms = truncateToMs(Number(seconds), 1);
}

function readMetaTags(reading: Reading, text: string): void {
  const [, url, status] = META_TAGS.exec(text) ?? [];
  readRequest(reading, url, Number(status));
}

function readRequest(reading: Reading, url: string | undefined, status: number): void {
  const { entry } = reading;
  readUrl(reading, url);
  entry.kind = "http_request";
  entry.status = status;
  entry.origin = "unknown";
  entry.cause = requestCause(entry);
}

/** No answer came, or the command did not even ask. */
function readFailed(reading: Reading, text: string): void {
  const { entry } = reading;
  const [, url, failure = ""] = FAILED.exec(text) ?? [];
  readUrl(reading, url);
  entry.message = failure;
  entry.cause = goCause(failure, undefined);
  entry.kind =
    entry.cause === "auth" || /^(?:insecure|unsupported)/.test(failure) ? "app_error" : "upstream_error";
}

function readCommandDone({ entry }: Reading, text: string): void {
  const [, seconds, command] = COMMAND_DONE.exec(text) ?? [];
  entry.message = command;
  entry.duration_ms = truncateToMs(Number(seconds), 1);
}

function readApplicationError({ entry }: Reading, text: string): void {
  entry.kind = "app_error";
  entry.message = text;
}

/** Sentences without indentation that the go command prints under an error. */
const SENTENCES: readonly string[] = [
  "Confirm the import path was entered correctly.",
  "If this is a private repository, see https://",
  "SECURITY ERROR",
  "This download does NOT match",
  "The bits may have been replaced",
  "have intercepted the download attempt",
  "The checksum database server",
  "The module proxy server",
  "For more information, see 'go help module-auth'",
];
const FLAG = /^flag provided but not defined: -/;
/** It is the go command's only with these lines behind it: every Go program says the same. */
const USAGE = /^(?:usage: go |Run 'go help )/;

/** An error goes on in lines that begin with a tab, and in a few sentences. */
function open({ text }: Line): OpenRecord | undefined {
  if (FLAG.test(text)) {
    return {
      take: (line) => (USAGE.test(line.text) ? "takes" : "refuses"),
      isWhole: (joined) => joined.text.includes("\nusage: go "),
    };
  }
  const isError = ERROR.test(text) || text.startsWith("verifying ") || SOURCE_LINE.test(text);
  if (!isError && text !== "SECURITY ERROR") return undefined;
  return {
    take: (line) => (line.text.startsWith("\t") || isSentence(line.text) ? "takes" : "refuses"),
  };
}

function isSentence(text: string): boolean {
  return SENTENCES.some((sentence) => text.startsWith(sentence));
}
