import type { Entry, Json } from "../model/entry.ts";
import { deriveFields } from "./derive.ts";
import { textOf } from "./field-setters.ts";
import { type Format, isJsonObject, type JsonObject, type Line, type Unreadable } from "./format.ts";
import { readGoText } from "./go-failure.ts";
import { addAttribute, finishReading, type Reading, startReading } from "./reading.ts";

/** Keys of `go mod download -json` and `go list -m -json`. */
const KEYS: ReadonlySet<string> = new Set([
  "Path",
  "Version",
  "Query",
  "Error",
  "Info",
  "GoMod",
  "Zip",
  "Dir",
  "Sum",
  "GoModSum",
  "Origin",
  "Reuse",
  "Versions",
  "Replace",
  "Replaced",
  "Time",
  "Update",
  "Main",
  "Indirect",
  "GoVersion",
  "Retracted",
  "Deprecated",
]);

/**
 * One object of `go mod download -json`: a module that was downloaded, or the Error for which it was not. It is printed
 * over several lines, and without a time: its Time is the version's.
 */
export const goJson: Format = {
  name: "go_json",
  detect: ({ json }) => json !== undefined && isModule(json),
  parse,
};

function isModule(json: JsonObject): boolean {
  if (typeof json["Path"] !== "string" || json["Path"] === "") return false;
  const keys = Object.keys(json);
  return keys.length > 1 && keys.every((key) => KEYS.has(key));
}

function parse({ json, flags }: Line, observedTime: number): Entry | Unreadable {
  if (json === undefined) return { reason: "not a JSON object" };
  if (!isModule(json)) return { reason: "not an object of go mod download -json" };
  const reading = startReading("go_json", observedTime, flags);
  const { entry } = reading;
  const error = errorOf(json["Error"]);
  entry.module = textOf(json["Path"] ?? null);
  entry.version = textOf(json["Version"] ?? null);
  if (error !== undefined) readGoText(reading, error.replace(/^go: /, ""));
  keepOthers(reading, json);
  deriveFields(reading);
  finishReading(reading);
  return entry;
}

/** `go list` wraps the text once more. */
function errorOf(value: Json | undefined): string | undefined {
  return textOf((isJsonObject(value) ? value["Err"] : value) ?? null);
}

function keepOthers(reading: Reading, json: JsonObject): void {
  for (const [key, value] of Object.entries(json)) {
    if (key !== "Path" && key !== "Version" && key !== "Error") addAttribute(reading, key, value);
  }
}
