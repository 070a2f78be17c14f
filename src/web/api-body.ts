import type { FastifyRequest } from "fastify";
import type { z } from "zod";

/** Bytes of a JSON body. */
export const maxApiBytes = 64 * 1024;

export interface ApiProblem {
  readonly error: string;
  readonly hint: string;
}

export type Read<T> = { readonly value: T } | { readonly problem: ApiProblem };

/** The body as JSON of the shape, or what is wrong with it first. */
export function readBody<T>(request: FastifyRequest, schema: z.ZodType<T>, hint: string): Read<T> {
  const text = Buffer.isBuffer(request.body) ? request.body.toString("utf8") : "";
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: { error: text === "" ? "the body is empty" : "the body is no JSON", hint } };
  }
  const read = schema.safeParse(json);
  if (read.success) return { value: read.data };
  const [issue] = read.error.issues;
  const at = issue === undefined || issue.path.length === 0 ? "the body" : `\`${issue.path.join(".")}\``;
  return { problem: { error: `${at}: ${issue?.message ?? "is wrong"}`, hint } };
}
