import type { Entry, Json } from "../model/entry.ts";
import { liesUpstream } from "./athens-cause.ts";
import { deriveFields } from "./derive.ts";
import { numberOf, target, textOf } from "./field-setters.ts";
import type { Format, JsonObject, Line, Unreadable } from "./format.ts";
import { readMember } from "./generic-json.ts";
import { goCause } from "./go-failure.ts";
import { finishTime } from "./json-time.ts";
import { logfmtPairs } from "./logfmt-pairs.ts";
import { addAttribute, applyPostponed, finishReading, type Reading, startReading } from "./reading.ts";

/**
 * goproxy/goproxy, which runs goproxy.cn: Go's slog, text or JSON. It logs no requests, only what went wrong:
 * `failed to download module version`, with the error and the target, a path without its first slash.
 */
export const goproxy: Format = {
  name: "goproxy",
  detect: ({ json, text }) =>
    json === undefined ? TEXT.test(text) && isGoproxy(record(text)) : isGoproxy(json),
  parse,
};

const TEXT = /^time=\S{10,48} level=[A-Z]{4,8}(?:[+-]\d+)? msg="?failed to /;

function record(text: string): JsonObject {
  const found: Record<string, Json> = Object.create(null);
  for (const [key, value] of logfmtPairs(text).pairs) if (value !== "") found[key] = value;
  return found;
}

function isGoproxy(json: JsonObject): boolean {
  const message = json["msg"];
  if (typeof message !== "string" || !message.startsWith("failed to ")) return false;
  return typeof json["target"] === "string" && typeof json["error"] === "string";
}

function parse({ json, text, flags }: Line, observedTime: number): Entry | Unreadable {
  const fields = json ?? record(text);
  if (!isGoproxy(fields)) return { reason: "not a record of goproxy" };
  const reading = startReading("goproxy", observedTime, flags);
  for (const [key, value] of Object.entries(fields)) {
    if (key === "error") addAttribute(reading, key, value);
    else if (key !== "target") readMember(reading, key, value);
  }
  applyPostponed(reading);
  finishTime(reading);
  readTarget(reading, textOf(fields["target"] ?? null) ?? "");
  readFailure(reading, textOf(fields["error"] ?? null) ?? "");
  deriveFields(reading);
  finishReading(reading);
  return reading.entry;
}

function readTarget(reading: Reading, path: string): void {
  if (path !== "") target(reading, path.startsWith("/") ? path : `/${path}`, "target");
}

/** `GET https://proxy.golang.org/…: 403 Forbidden: …`, `Get "https://…": dial tcp …`. */
const ANSWER = /^[A-Z]{3,7} https?:\/\/([^\s/:]+(?::\d{1,5})?)\S*: (\d{3})(?: |$)/;
const ASKED = /^[A-Z][a-z]{2,6} "?https?:\/\/([^\s/"]+)/;

/** The errors quote what the upstream said, which says why; goproxy itself answers 404 to nearly all of them. */
function readFailure({ entry }: Reading, error: string): void {
  const [, host, code] = ANSWER.exec(error) ?? [];
  const status = code === undefined ? undefined : numberOf(code);
  entry.upstream = host ?? ASKED.exec(error)?.[1];
  entry.upstream_status = status;
  const cause = goCause(error, status);
  entry.cause = cause;
  entry.kind = liesUpstream(cause) || (status ?? 0) >= 500 ? "upstream_error" : "app_error";
}
