import type { Json } from "../../model/entry.ts";
import type { JsonObject } from "../format.ts";
import { parseIsoTime } from "../timestamp.ts";
import type { Said, Wrapper } from "./wrapper.ts";

const KEYS: ReadonlySet<string> = new Set(["log", "stream", "time", "attrs"]);
const COMPOSE_SERVICE = "com.docker.compose.service";

/**
 * Docker's json-file: `{"log":"text\n","stream":"stdout","time":"…"}`. A piece of a longer line has no line feed at
 * its end. A record with further keys is some program's own.
 */
export const dockerJson: Wrapper = {
  name: "docker_json",
  peel({ json }) {
    const log = json?.["log"];
    if (json === undefined || typeof log !== "string" || !isDocker(json)) return undefined;
    const isLast = log.endsWith("\n");
    const text = isLast ? log.slice(0, -1) : log;
    return {
      text,
      said: saidBy(json),
      part: { stream: String(json["stream"]), isLast },
      record: { fields: { message: text }, format: "generic_json", isWhole: false },
    };
  },
};

function isDocker(json: JsonObject): boolean {
  const { stream, time } = json;
  if (typeof time !== "string" || (stream !== "stdout" && stream !== "stderr")) return false;
  return Object.keys(json).every((key) => KEYS.has(key));
}

function saidBy(json: JsonObject): Said {
  const stamp = parseIsoTime(String(json["time"]));
  const labels = json["attrs"];
  const attributes: Record<string, Json> = Object.create(null);
  if (typeof labels === "object" && labels !== null && !Array.isArray(labels))
    Object.assign(attributes, labels);
  attributes["stream"] = json["stream"] ?? null;
  const service = attributes[COMPOSE_SERVICE];
  return {
    ...(stamp === undefined ? {} : { time: stamp.instant }),
    ...(typeof service === "string" && service !== "" ? { fields: { service } } : {}),
    attributes,
  };
}
