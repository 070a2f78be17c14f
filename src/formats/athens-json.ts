import { isAthensLifecycle, readAthens } from "./athens-record.ts";
import type { Format, JsonObject } from "./format.ts";
import { startReading } from "./reading.ts";

/**
 * Athens with ATHENS_LOG_FORMAT=json, of all releases: logrus' lower-case levels, slog's upper-case ones, and
 * Google Cloud's names (timestamp, severity, message). http-status is a text, also with terminal colours in it.
 */
export const athensJson: Format = {
  name: "athens_json",
  detect: ({ json }) => json !== undefined && isAthens(json),
  parse: ({ json, flags }, observedTime) => {
    if (json === undefined) return { reason: "not a JSON object" };
    return readAthens(startReading("athens_json", observedTime, flags), json);
  },
};

/** Athens' middleware gives every record of a request these keys; hardly anybody else spells them so. */
function isAthens(json: JsonObject): boolean {
  if (json["http-path"] === undefined) return isStart(json);
  return (
    json["request-id"] !== undefined || json["http-status"] !== undefined || json["operation"] !== undefined
  );
}

/** The few lines before the first request have none; other programs start too, but name no tcpPort. */
function isStart(json: JsonObject): boolean {
  if (!isAthensLifecycle(json["msg"] ?? json["message"]) || json["kind"] !== undefined) return false;
  return json["tcpPort"] !== undefined || Object.keys(json).length === 3;
}
