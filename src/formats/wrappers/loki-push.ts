import type { Json } from "../../model/entry.ts";
import { isJsonObject, type JsonObject } from "../format.ts";
import { saidByRecord } from "./said-by-record.ts";
import { joinSaid, type Said, type Wrapper } from "./wrapper.ts";

const NANOS = /^\d{1,20}$/;

/** A push of one line to Loki, as the endpoint writes each: `{"stream":{labels},"values":[["ns","line",{metadata}]]}`. */
export const lokiPush: Wrapper = {
  name: "loki_push",
  peel({ json }) {
    const { stream, values, tenant } = json ?? {};
    if (!isJsonObject(stream) || !Array.isArray(values) || values.length !== 1) return undefined;
    const value: Json | undefined = values[0];
    if (!Array.isArray(value)) return undefined;
    const [nanos, text, metadata = {}] = value as readonly Json[];
    if (typeof nanos !== "string" || !NANOS.test(nanos) || typeof text !== "string") return undefined;
    const time = Number(BigInt(nanos) / 1_000_000n);
    const said = saidBy(stream, metadata, tenant);
    return {
      text,
      said: { ...said, time },
      record: {
        fields: { time_ms: time, level: said.fields?.level ?? null, message: text },
        format: "generic_json",
        isWhole: false,
      },
    };
  },
};

/** Metadata are of the line, labels of its stream; the tenant is whoever sent it. */
function saidBy(stream: JsonObject, metadata: Json, tenant: Json | undefined): Said {
  const labels = joinSaid(saidByRecord(stream), isJsonObject(metadata) ? saidByRecord(metadata) : {});
  return typeof tenant === "string" ? joinSaid(labels, { fields: { tenant } }) : labels;
}
