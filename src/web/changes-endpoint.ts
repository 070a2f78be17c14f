import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { type Change, maxChangeText, maxChangeTitle } from "../model/change.ts";
import type { ChangeIntake } from "../ports/change-intake.ts";
import { maxApiBytes, readBody } from "./api-body.ts";
import { instantOf } from "./incident-silence.ts";
import { forPrograms } from "./route-config.ts";

/** A change may be announced a little before it happens, or by a clock that is ahead; ms. */
export const maxAheadMs = 3_600_000;

export interface ChangesSettings {
  readonly changes: ChangeIntake;
  /** Wall clock, epoch ms. */
  readonly now: () => number;
}

const text = z.string().trim().min(1).max(maxChangeText);

const changeSchema = z.strictObject({
  time: z
    .string()
    .transform((written, context): number => {
      const at = instantOf(written);
      if (at !== undefined) return at;
      context.addIssue({ code: "custom", message: "is no instant; such as 2026-11-24T03:00:00Z" });
      return z.NEVER;
    })
    .optional(),
  service: text.optional(),
  title: z.string().trim().min(1).max(maxChangeTitle),
  url: text.regex(/^https?:\/\/[^\s]+$/i, "is no http or https address").optional(),
  who: text.optional(),
});

const hint =
  'such as {"title": "athens v0.15.1 rolled out", "service": "athens", "who": "ana", "url": "https://…", "time": "2026-11-24T03:00:00Z"}; only `title` must be there';

/**
 * `POST /api/v1/changes`: a deploy or another change, as JSON. Answers `{"stored": true}` once it is committed, or
 * false where the same one is known; 400 with what is wrong and a hint.
 */
export function addChangesEndpoint(server: FastifyInstance, settings: ChangesSettings): void {
  const options = { ...forPrograms("ingest"), bodyLimit: maxApiBytes };
  server.post("/api/v1/changes", options, async (request, reply) => {
    const read = readBody(request, changeSchema, hint);
    if ("problem" in read) return reply.code(400).send(read.problem);
    const { time: at = settings.now(), service, title, url, who } = read.value;
    if (at > settings.now() + maxAheadMs) {
      return reply
        .code(400)
        .send({ error: "`time` lies more than an hour ahead", hint: "leave it out for now" });
    }
    const change: Change = { at, service, title, url, who };
    return reply.send({ stored: await settings.changes.submit(change) });
  });
}
