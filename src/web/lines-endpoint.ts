import type { FastifyInstance, FastifyReply } from "fastify";
import type { FileOrigin } from "../model/file-origin.ts";
import type { IntakeResult, LineChunk, LineIntake } from "../ports/line-intake.ts";
import type { Access } from "./access-check.ts";
import { type OriginRequest, originOf } from "./chunk-origin.ts";
import type { Identity } from "./identity.ts";
import { instantOf } from "./incident-silence.ts";
import { REFUSALS } from "./intake-refusal.ts";
import { forPrograms } from "./route-config.ts";

/** The largest body after decompression, bytes. */
export const maxBodyBytes = 16 * 1024 * 1024;

/** Of a file's path. */
const maxPathLength = 4096;
const ID = /^[\x21-\x7e]{1,128}$/;

export interface LinesSettings {
  readonly intake: LineIntake;
  readonly formats: readonly string[];
  readonly splitLines: (body: Buffer) => readonly string[];
}

/**
 * `POST /api/v1/lines?source=NAME&format=auto`: raw or JSON lines, optionally gzipped. Answers 200 with counts once
 * everything is committed, 429 with Retry-After while the queue is full, 503 while the disk is or Tocsin stops, 400 with what is wrong and a hint. With an
 * `Idempotency-Key` a repeated batch is stored once. `upload=ID` (and `last=1` on its last part) marks parts of a
 * whole file, of which only what is missing is stored; `file` is then its path, which may tell of pod and container,
 * and `file_time` about when its first line without a date was written. With `judge=1` lines are judged however late.
 */
export function addLinesEndpoint(server: FastifyInstance, settings: LinesSettings, access: Access): void {
  server.post("/api/v1/lines", forPrograms("ingest"), async (request: OriginRequest, reply) => {
    const chunk = chunkOf(request, settings, access.identityOf(request));
    if ("error" in chunk) {
      const { status = 400, error, hint } = chunk;
      return reply.code(status).send({ error, hint });
    }
    return answer(await settings.intake.submit(chunk), reply);
  });
}

function answer(result: IntakeResult, reply: FastifyReply): FastifyReply {
  if (result.state !== "committed") {
    const { status, retryAfterSeconds, error } = REFUSALS[result.state];
    return reply
      .code(status)
      .header("retry-after", String(retryAfterSeconds))
      .send({ error, hint: "send the same batch again after Retry-After seconds" });
  }
  const { stored, alreadyStored, unparsable, redactions, late, tooOld = 0 } = result;
  return reply.send({
    stored,
    already_stored: alreadyStored,
    unparsable,
    redactions,
    late,
    ...(tooOld === 0 ? {} : { too_old: tooOld }),
  });
}

interface BadRequest {
  /** Absent: 400. */
  readonly status?: number;
  readonly error: string;
  readonly hint: string;
}

function chunkOf(
  request: OriginRequest,
  settings: LinesSettings,
  identity: Identity,
): LineChunk | BadRequest {
  const { format = "auto", upload, last, file, file_time: fileTime, judge } = request.query;
  const origin = originOf(request, identity, "http");
  if ("error" in origin) return origin;
  if (!settings.formats.includes(format)) {
    return bad("`format` is not known", `one of ${settings.formats.join(", ")}`);
  }
  if (upload !== undefined && !ID.test(upload)) {
    return bad("`upload` is no id", "1 to 128 visible ASCII characters");
  }
  const time = fileTime === undefined ? undefined : instantOf(fileTime);
  if (fileTime !== undefined && time === undefined) {
    return bad("`file_time` is no instant", "such as 2026-11-24T03:00:00Z");
  }
  if (file !== undefined && file.length > maxPathLength)
    return bad("`file` is too long", `at most ${maxPathLength}`);
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return {
    ...origin,
    format,
    lines: settings.splitLines(body),
    ...(judge === "1" ? { judgeOld: true } : {}),
    ...(upload === undefined ? {} : { upload: { id: upload, last: last === "1", ...fileOf(file, time) } }),
  };
}

function fileOf(path: string | undefined, time: number | undefined): { readonly file?: FileOrigin } {
  if (path === undefined) return {};
  return { file: { path, ...(time === undefined ? {} : { time }) } };
}

function bad(error: string, hint: string): BadRequest {
  return { error, hint };
}
