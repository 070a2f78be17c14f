import type { Json } from "../../model/entry.ts";
import { isJsonObject } from "../format.ts";
import { parseIsoTime } from "../timestamp.ts";
import { saidByRecord } from "./said-by-record.ts";
import type { Wrapper } from "./wrapper.ts";

/** Beside `resource`, what such a record may hold. */
const KEYS: ReadonlySet<string> = new Set([
  "time",
  "severity_number",
  "severity_text",
  "event_name",
  "body",
  "trace_id",
  "span_id",
  "attributes",
  "resource",
  "scope",
]);

/** A record of OpenTelemetry, as the endpoint for OTLP writes each into a line. Its body may be a line of any format. */
export const otlpRecord: Wrapper = {
  name: "otlp_record",
  peel({ json }) {
    if (json === undefined || !isJsonObject(json["resource"])) return undefined;
    if (!Object.keys(json).every((key) => KEYS.has(key))) return undefined;
    const { body = "", time, severity_text, event_name, ...rest } = json;
    const stamp = typeof time === "string" ? parseIsoTime(time) : undefined;
    return {
      // A map is what a program logged as JSON.
      text: textOf(body),
      said: { ...saidByRecord(rest), ...(stamp === undefined ? {} : { time: stamp.instant }) },
      record: { fields: json, format: "generic_json", isWhole: true },
    };
  },
};

function textOf(body: Json): string {
  if (typeof body === "string") return body;
  return isJsonObject(body) ? JSON.stringify(body) : "";
}
