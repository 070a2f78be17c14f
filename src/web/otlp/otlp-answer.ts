import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { FastifyReply } from "fastify";

/** OTLP/HTTP answers in the encoding of the request. */
export type OtlpEncoding = "protobuf" | "json";

export const CONTENT_TYPES: Readonly<Record<OtlpEncoding, string>> = {
  protobuf: "application/x-protobuf",
  json: "application/json",
};

/** ExportLogsServiceResponse: empty where everything was taken. */
export function sendTaken(
  reply: FastifyReply,
  encoding: OtlpEncoding,
  rejected: number,
  problem: string | undefined,
): FastifyReply {
  reply.code(200).header("content-type", CONTENT_TYPES[encoding]);
  if (encoding === "json") {
    const partialSuccess = { rejectedLogRecords: String(rejected), errorMessage: problem ?? "" };
    return reply.send(JSON.stringify(rejected === 0 ? {} : { partialSuccess }));
  }
  const writer = new BinaryWriter();
  if (rejected > 0) {
    writer.tag(1, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Varint).int64(rejected);
    writer.tag(2, WireType.LengthDelimited).string(problem ?? "");
    writer.join();
  }
  return reply.send(Buffer.from(writer.finish()));
}

/** google.rpc.Code for the statuses that are answered here. */
const RPC_CODES: Readonly<Record<number, number>> = { 400: 3, 403: 7, 413: 8, 415: 3, 429: 8, 503: 14 };

/** google.rpc.Status: why nothing was taken. */
export function sendRefused(
  reply: FastifyReply,
  encoding: OtlpEncoding,
  status: number,
  message: string,
): FastifyReply {
  reply.code(status).header("content-type", CONTENT_TYPES[encoding]);
  const code = RPC_CODES[status] ?? 2;
  if (encoding === "json") return reply.send(JSON.stringify({ code, message }));
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int32(code);
  writer.tag(2, WireType.LengthDelimited).string(message);
  return reply.send(Buffer.from(writer.finish()));
}
