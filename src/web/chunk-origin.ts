import { createHash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { Identity } from "./identity.ts";

const SOURCE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const KEY = /^[\x21-\x7e]{1,128}$/;

/** Where the lines of a request belong. */
export interface ChunkOrigin {
  readonly source: string;
  /** Absent: sent as often as it is sent. */
  readonly idempotencyKey?: string;
}

export interface OriginProblem {
  readonly status: 400 | 403;
  readonly error: string;
  readonly hint: string;
}

export type OriginRequest = FastifyRequest<{ Querystring: Record<string, string | undefined> }>;

/**
 * The source that a request names by `source` (or the header X-Tocsin-Source, for senders that cannot change their
 * address), if its token may write it. A token for one source alone need not name it.
 */
export function originOf(
  request: OriginRequest,
  identity: Identity,
  fallback: string,
): ChunkOrigin | OriginProblem {
  const allowed = identity.door === "bearer" ? identity.sources : undefined;
  const only = allowed?.length === 1 ? allowed[0] : undefined;
  const source = request.query["source"] ?? headerOf(request, "x-tocsin-source") ?? only ?? fallback;
  if (!SOURCE.test(source)) {
    return {
      status: 400,
      error: "`source` is no source name",
      hint: "letters, digits, dot, dash and underscore, at most 64",
    };
  }
  if (allowed !== undefined && !allowed.includes(source)) {
    const error = `\`${identity.name}\` may not write the source \`${source}\``;
    return { status: 403, error, hint: "which it may is `sources` of its token in http.tokens" };
  }
  const key = headerOf(request, "idempotency-key");
  if (key !== undefined && !KEY.test(key)) {
    return {
      status: 400,
      error: "Idempotency-Key is no key",
      hint: "1 to 128 visible ASCII characters",
    };
  }
  return { source, ...(key === undefined ? {} : { idempotencyKey: key }) };
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}

/**
 * A key for protocols that have none: their records carry the nanosecond, so that the same bytes once more are a
 * sender that did not hear the answer. Of a batch with a record without a time nobody can say that.
 */
export function contentKey(protocol: string, lines: readonly string[]): string {
  const hash = createHash("sha256");
  for (const line of lines) hash.update(line).update("\n");
  return `${protocol}-${hash.digest("hex")}`;
}
