import { target } from "./field-setters.ts";
import { addAttribute, type Reading } from "./reading.ts";
import { parseRequestLine } from "./request-target.ts";

/** Sets method and path from `GET /path HTTP/1.1`; what is no request line stays as it was written. */
export function readRequestLine(reading: Reading, request: string): void {
  const line = parseRequestLine(request);
  if (line === undefined) {
    if (request !== "" && request !== "-") addAttribute(reading, "request", request);
    return;
  }
  reading.entry.method = line.method;
  if (line.protocol !== undefined) addAttribute(reading, "protocol", line.protocol);
  if (line.target !== undefined && !target(reading, line.target, "request")) {
    addAttribute(reading, "request", request);
  }
}
