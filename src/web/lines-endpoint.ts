import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { FileOrigin } from "../model/file-origin.ts";
import type { IntakeResult, LineChunk, LineIntake } from "../ports/line-intake.ts";
import { instantOf } from "./incident-silence.ts";
import { forPrograms } from "./route-config.ts";

/** The largest body after decompression, bytes. */
export const maxBodyBytes = 16 * 1024 * 1024;

interface Refusal {
  readonly status: 429 | 503;
  readonly retryAfterSeconds: number;
  readonly error: string;
}

/** What a sender is told who has to send again. A full disk takes longer to mend than a queue to empty. */
const REFUSALS: Readonly<Record<Exclude<IntakeResult["state"], "committed">, Refusal>> = {
  full: { status: 429, retryAfterSeconds: 1, error: "the queue is full" },
  no_space: { status: 503, retryAfterSeconds: 10, error: "the disk is full" },
  stopping: { status: 503, retryAfterSeconds: 5, error: "Tocsin is stopping" },
};

const SOURCE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** Of a file's path. */
const maxPathLength = 4096;
const KEY = /^[\x21-\x7e]{1,128}$/;

export interface LinesSettings {
  readonly intake: LineIntake;
  readonly formats: readonly string[];
  readonly splitLines: (body: Buffer) => readonly string[];
}

type LinesRequest = FastifyRequest<{ Querystring: Record<string, string | undefined> }>;

/**
 * `POST /api/v1/lines?source=NAME&format=auto`: raw or JSON lines, optionally gzipped. Answers 200 with counts once
 * everything is committed, 429 with Retry-After while the queue is full, 503 while the disk is or Tocsin stops, 400 with what is wrong and a hint. With an
 * `Idempotency-Key` a repeated batch is stored once. `upload=ID` (and `last=1` on its last part) marks parts of a
 * whole file, of which only what is missing is stored; `file` is then its path, which may tell of pod and container,
 * and `file_time` about when its first line without a date was written.
 */
export function addLinesEndpoint(server: FastifyInstance, settings: LinesSettings): void {
  server.post("/api/v1/lines", forPrograms("ingest"), async (request: LinesRequest, reply) => {
    const chunk = chunkOf(request, settings);
    if ("error" in chunk) return reply.code(400).send(chunk);
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
  readonly error: string;
  readonly hint: string;
}

function chunkOf(request: LinesRequest, settings: LinesSettings): LineChunk | BadRequest {
  const { source = "http", format = "auto", upload, last, file, file_time: fileTime } = request.query;
  if (!SOURCE.test(source)) {
    return bad("`source` is no source name", "letters, digits, dot, dash and underscore, at most 64");
  }
  if (!settings.formats.includes(format)) {
    return bad("`format` is not known", `one of ${settings.formats.join(", ")}`);
  }
  const key = request.headers["idempotency-key"];
  if (key !== undefined && (typeof key !== "string" || !KEY.test(key))) {
    return bad("Idempotency-Key is no key", "1 to 128 visible ASCII characters");
  }
  if (upload !== undefined && !KEY.test(upload)) {
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
    source,
    format,
    lines: settings.splitLines(body),
    ...(key === undefined ? {} : { idempotencyKey: key }),
    ...(upload === undefined ? {} : { upload: { id: upload, last: last === "1", ...originOf(file, time) } }),
  };
}

function originOf(path: string | undefined, time: number | undefined): { readonly file?: FileOrigin } {
  if (path === undefined) return {};
  return { file: { path, ...(time === undefined ? {} : { time }) } };
}

function bad(error: string, hint: string): BadRequest {
  return { error, hint };
}
