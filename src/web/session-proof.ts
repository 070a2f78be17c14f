import type { FastifyReply, FastifyRequest } from "fastify";
import type { Access } from "./access-check.ts";
import type { Csrf } from "./csrf.ts";

/** A hook: a browser's session has to prove itself by the header x-csrf-token; a token need not. */
export function sessionProof(access: Access, csrf: Csrf) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const identity = access.identityOf(request);
    const given = request.headers["x-csrf-token"];
    if (identity.door !== "session" || csrf.matches(identity, String(given))) return;
    const hint = "send the page's csrf field as x-csrf-token, or use a token";
    await reply.code(403).send({ error: "a session needs x-csrf-token", hint });
  };
}
