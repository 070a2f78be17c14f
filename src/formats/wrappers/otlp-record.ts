import { isUnreadable } from "../format.ts";
import { otel } from "../otel.ts";
import { isOtel, otelRecords } from "../otel-record.ts";
import { saidByEntry } from "./said-by-record.ts";
import type { Wrapper } from "./wrapper.ts";

/** A record of OpenTelemetry, in any of its JSON forms: its body may be a line of any format. */
export const otlpRecord: Wrapper = {
  name: "otlp_record",
  peel(line) {
    if (line.json === undefined || !isOtel(line.json)) return undefined;
    const [record, second] = otelRecords(line.json);
    if (record === undefined || second !== undefined) return undefined;
    const entry = otel.parse(line, 0);
    if (isUnreadable(entry)) return undefined;
    return {
      text: typeof record.body === "string" ? record.body : "",
      said: {
        ...saidByEntry(entry),
        ...(entry.time_precision === "none" ? {} : { time: entry.time }),
      },
      record: { fields: line.json, format: "otel", isWhole: true },
    };
  },
};
