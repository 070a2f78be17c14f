import type { FastifyInstance } from "fastify";
import type { LineIntake } from "../../ports/line-intake.ts";
import type { Access } from "../access-check.ts";
import { contentKey, type OriginRequest, originOf } from "../chunk-origin.ts";
import { REFUSALS } from "../intake-refusal.ts";
import { forPrograms } from "../route-config.ts";
import { type OtlpEncoding, sendRefused, sendTaken } from "./otlp-answer.ts";
import { otlpFromJson } from "./otlp-json.ts";
import { otlpFromProtobuf } from "./otlp-protobuf.ts";
import { type OtlpRequest, recordLine } from "./otlp-record.ts";

/**
 * `POST /v1/logs`: OpenTelemetry's logs over HTTP, protobuf or JSON, optionally gzipped. 200 once everything is
 * committed, with what was rejected in `partialSuccess`; 429 or 503 with Retry-After where it has to come again.
 */
export function addOtlpEndpoint(server: FastifyInstance, intake: LineIntake, access: Access): void {
  server.post("/v1/logs", forPrograms("ingest"), async (request: OriginRequest, reply) => {
    const encoding = encodingOf(request.headers["content-type"]);
    if (encoding === undefined) {
      const message = "send application/x-protobuf or application/json";
      return sendRefused(reply, "json", 415, message);
    }
    const origin = originOf(request, access.identityOf(request), "otlp");
    if ("error" in origin)
      return sendRefused(reply, encoding, origin.status, `${origin.error}: ${origin.hint}`);
    const read = readRequest(encoding, Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
    if (typeof read === "string") return sendRefused(reply, encoding, 400, read);
    const { records, rejected, problem } = read;
    if (records.length === 0) return sendTaken(reply, encoding, rejected, problem);
    const lines = records.map(recordLine);
    const isDated = records.every((record) => record.timeUnixNano > 0n);
    const result = await intake.submit({
      ...(isDated ? { idempotencyKey: contentKey("otlp", lines) } : {}),
      ...origin,
      format: "auto",
      lines,
    });
    if (result.state === "committed") return sendTaken(reply, encoding, rejected, problem);
    const { status, retryAfterSeconds, error } = REFUSALS[result.state];
    return sendRefused(reply.header("retry-after", String(retryAfterSeconds)), encoding, status, error);
  });
}

function encodingOf(contentType: string | undefined): OtlpEncoding | undefined {
  const type = contentType?.split(";")[0]?.trim().toLowerCase();
  if (type === "application/x-protobuf" || type === "application/protobuf") return "protobuf";
  return type === "application/json" ? "json" : undefined;
}

/** A text: why it could not be read. */
function readRequest(encoding: OtlpEncoding, body: Buffer): OtlpRequest | string {
  try {
    return encoding === "json" ? otlpFromJson(body.toString("utf8")) : otlpFromProtobuf(body);
  } catch (error) {
    return `the body is no OTLP request: ${error instanceof Error ? error.message : String(error)}`;
  }
}
