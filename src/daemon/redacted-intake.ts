import { createHash } from "node:crypto";
import type { LogWriter, TailPosition } from "../ports/log-store.ts";
import type { RedactText } from "../redact/redact-leaves.ts";
import type { IngestRequest } from "./writer-protocol.ts";

/** Names of sources and files are stored beside the lines, and may hold what must not be. */
export function redactedRequest(request: IngestRequest, redactText: RedactText): IngestRequest {
  const { source, reader, tail, file, idempotencyKey: key } = request;
  return {
    ...request,
    source: redactText(source),
    ...(reader === undefined ? {} : { reader: redactText(reader) }),
    // Four hex digits would not tell two keys apart.
    ...(key === undefined || redactText(key) === key
      ? {}
      : { idempotencyKey: createHash("sha256").update(key).digest("hex") }),
    ...(file === undefined ? {} : { file: { ...file, path: redactText(file.path) } }),
    ...(tail === undefined ? {} : { tail: { ...tail, path: redactText(tail.path) } }),
  };
}

/** Those that were stored under the path itself, before it held anything to be redacted, count as well. */
export function tailPositions(
  path: string,
  log: Pick<LogWriter, "tailPositions">,
  redactText: RedactText,
): readonly TailPosition[] {
  const redacted = redactText(path);
  const known = log.tailPositions(redacted);
  if (redacted === path) return known;
  const before = log.tailPositions(path);
  return [
    ...known,
    ...before.filter((one) => !known.some(({ fingerprint }) => fingerprint === one.fingerprint)),
  ];
}
