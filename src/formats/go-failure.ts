import { liesUpstream } from "./athens-cause.ts";
import { type Cause, causeOfText } from "./cause.ts";
import { target } from "./field-setters.ts";
import { unescapeModule } from "./module-path.ts";
import type { Reading } from "./reading.ts";
import { isNotFoundText, vcsCause } from "./vcs-cause.ts";

/** What the go command says of a failure, in words, which -x, -json and plain standard error share. */

/** Longer texts quote bodies and what git said; what is looked for stands at the beginning. */
const maxSearched = 4096;

/** `reading URL: 429 Too Many Requests`; before Go 1.13 `unexpected status (URL): 429 Too Many Requests`. */
const STATUS = /(?:reading |unexpected status \()(https?:\/\/[^\s)]+)\)?: (\d{3})(?: |$)/m;
/** `Get "URL": …`, `read "URL": …`; before Go 1.14 without quotes. */
const URL = /(?:[Gg]et|read(?:ing)?) "?(https?:\/\/[^\s"]+?)"?: /;
const CREDENTIALS = /insecure URL: (https?:\/\/\S+)/;

/** `example.com/m@v1.0.0: …`, `module example.com/m: …`, `verifying example.com/m@v1.0.0/go.mod: …`. */
const MODULE = /^(?:module |verifying (?:module: )?|get )?"?([^\s"@:]+)(?:@([^\s":]+))?"?:(?: |$)/;
/** `downloading example.com/m v1.0.0`, `found example.com/m/p in example.com/m v1.0.0`. */
const STEP = /^(?:downloading|finding|extracting|added|upgraded|downgraded|found \S+ in) (\S+) (v\S+)$/;
const CHANGE = /^(?:upgraded|downgraded) (\S+) v\S+ => (v\S+)$/;
/** What it tells on its way. */
const NEWS =
  /^(?:downloading|finding|extracting|found|added|removed|upgraded|downgraded|creating|copying|switching|using|to add|warning:|no module dependencies) ?/;
/** `main.go:3:2: …`. */
export const SOURCE_LINE = /^[^\s:]+\.(?:go|mod|work):\d+(?::\d+)?: /;

/** Module, version, URL, status, cause and kind of a text of the go command. `text`: without `go: ` before it. */
export function readGoText(reading: Reading, text: string): void {
  const { entry } = reading;
  const searched = text.slice(0, maxSearched).replace(SOURCE_LINE, "");
  entry.message = text;
  const step = CHANGE.exec(searched) ?? STEP.exec(searched);
  readModule(reading, step ?? MODULE.exec(searched));
  if (NEWS.test(searched)) return;
  const [, statusUrl, status] = STATUS.exec(searched) ?? [];
  const url = statusUrl ?? URL.exec(searched)?.[1] ?? CREDENTIALS.exec(searched)?.[1];
  if (url !== undefined) target(reading, url, "url");
  if (status !== undefined) entry.status = Number(status);
  const cause = goCause(searched, entry.status);
  entry.cause = cause;
  entry.kind = isUpstream(cause, entry.status) ? "upstream_error" : "app_error";
}

/** The first words may be anything; only what can be a module's path is one. */
function readModule({ entry }: Reading, match: RegExpExecArray | null): void {
  const [, module, version] = match ?? [];
  if (module === undefined || unescapeModule(module.toLowerCase()) === undefined) return;
  if (!module.includes("/") && version === undefined) return;
  entry.module ??= module;
  if (entry.module === module) entry.version ??= version?.replace(/\/go\.mod$/, "");
}

function isUpstream(cause: Cause | undefined, status: number | undefined): boolean {
  return liesUpstream(cause) || (status !== undefined && status >= 500);
}

/** What the connection or the body suffered, then what the status says, then what the words do. */
export function goCause(text: string, status: number | undefined): Cause | undefined {
  const named = vcsCause(text) ?? causeOfText(text) ?? connectionCause(text);
  if (named !== undefined) return named;
  switch (status) {
    case 401:
    case 403:
    case 407:
      return "auth";
    case 429:
      return "rate_limited_upstream";
    case 404:
    case 410:
      return "not_found";
    default:
  }
  if (isNotFoundText(text)) return "not_found";
  return text.includes("exit status 128") ? "vcs_failure" : undefined;
}

const CONNECTION: readonly (readonly [string, Cause])[] = [
  ["Client.Timeout", "read_timeout"],
  ["context deadline exceeded", "read_timeout"],
  ["server misbehaving", "dns"],
  ["Temporary failure in name resolution", "dns"],
  ["GOAWAY", "stream_error"],
  ["INTERNAL_ERROR", "stream_error"],
  ["server closed", "premature_close"],
  ["insecure credentials", "auth"],
  ["refusing to pass credentials", "auth"],
  ["no space left on device", "storage"],
];

function connectionCause(text: string): Cause | undefined {
  const named = CONNECTION.find(([phrase]) => text.includes(phrase))?.[1];
  // Alone at the end: the connection ended before an answer came.
  return named ?? (/": EOF$/m.test(text) ? "premature_close" : undefined);
}
