import type { Json } from "../../model/entry.ts";
import type { JsonObject } from "../format.ts";
import { epochInstant } from "../timestamp.ts";
import { dockerPod } from "./file-place.ts";
import { programAttributes } from "./syslog-3164.ts";
import { severityLevel } from "./syslog-priority.ts";
import type { Part, Said, Wrapper } from "./wrapper.ts";

/** `journalctl -o json`, and what journald's forwarders send. */
export const journald: Wrapper = {
  name: "journald",
  peel({ json }) {
    if (json === undefined || typeof json["__REALTIME_TIMESTAMP"] !== "string") return undefined;
    const text = messageOf(json["MESSAGE"]);
    if (text === undefined) return undefined;
    const said = saidBy(json);
    return {
      text,
      said,
      ...(json["CONTAINER_NAME"] === undefined ? {} : { part: partOf(json) }),
      record: {
        fields: { level: said.fields?.level ?? null, message: text },
        format: "generic_json",
        isWhole: false,
      },
    };
  },
};

/** A text, or its bytes where it is not UTF-8 or holds control characters. */
function messageOf(value: Json | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return undefined;
  const bytes = value.filter(
    (byte): byte is number => Number.isInteger(byte) && Number(byte) >= 0 && Number(byte) < 256,
  );
  return bytes.length === value.length ? new TextDecoder().decode(Uint8Array.from(bytes)) : undefined;
}

/** Docker's journald driver cuts long lines. */
function partOf(json: JsonObject): Part {
  return {
    stream: String(json["CONTAINER_PARTIAL_ID"] ?? json["CONTAINER_ID"] ?? json["CONTAINER_NAME"]),
    isLast: json["CONTAINER_PARTIAL_MESSAGE"] !== "true" || json["CONTAINER_PARTIAL_LAST"] === "true",
  };
}

function saidBy(json: JsonObject): Said {
  const stamp = epochInstant(Number(json["__REALTIME_TIMESTAMP"]), "us");
  const container = textOf(json, "CONTAINER_NAME");
  const place = container === undefined ? undefined : dockerPod(container);
  const host = textOf(json, "_HOSTNAME");
  const level = severityLevel(Number(json["PRIORITY"] ?? Number.NaN));
  const unit = textOf(json, "_SYSTEMD_UNIT");
  return {
    ...(stamp === undefined ? {} : { time: stamp.instant }),
    fields: {
      ...(level === undefined ? {} : { level }),
      ...(host === undefined ? {} : { host }),
      ...place?.fields,
    },
    attributes: {
      ...programAttributes(
        textOf(json, "SYSLOG_IDENTIFIER"),
        textOf(json, "_PID") ?? textOf(json, "SYSLOG_PID"),
      ),
      ...(unit === undefined ? {} : { systemd_unit: unit }),
      ...(container === undefined ? {} : { container }),
      ...place?.attributes,
    },
  };
}

/** A field that came several times is a list; the first one counts. */
function textOf(json: JsonObject, key: string): string | undefined {
  const value = json[key];
  const first: Json | undefined = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" && first !== "" ? first : undefined;
}
