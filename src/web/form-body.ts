import type { FastifyRequest } from "fastify";

/** Bytes of a form: the longest note, percent-encoded, fits several times. */
export const maxFormBytes = 64 * 1024;

/** A form as browsers send it; anything else has no fields. */
export function formOf(request: FastifyRequest): URLSearchParams {
  return new URLSearchParams(Buffer.isBuffer(request.body) ? request.body.toString("utf8") : "");
}
