import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type AccessToken, bearerOf, findToken, type LiveTokens } from "./access-token.ts";
import { sessionIdOf } from "./cookies.ts";
import { type Identity, LOCAL, may, NOBODY } from "./identity.ts";
import { ownPath } from "./own-path.ts";
import { problemPage } from "./problem-page.ts";
import type { Sessions } from "./sessions.ts";
import "./route-config.ts";

export interface Access {
  /** Who asks; nobody before the check has run. */
  readonly identityOf: (request: FastifyRequest) => Identity;
}

/** Looks up who asks, and lets them through to what their role allows. No token configured: everybody is local. */
export function addAccessCheck(server: FastifyInstance, live: LiveTokens, sessions: Sessions): Access {
  const identities = new WeakMap<FastifyRequest, Identity>();
  server.addHook("onRequest", async (request, reply) => {
    const identity = identify(request, live.tokens, sessions);
    identities.set(request, identity);
    // What does not exist is said to whoever may ask anything; to others, nothing is said.
    const need = request.is404 ? "nothing" : (request.routeOptions.config.needs ?? "admin");
    if (may(identity.role, need) && !(request.is404 && identity.door === "none")) return;
    await refuse(request, reply, identity);
  });
  return { identityOf: (request) => identities.get(request) ?? NOBODY };
}

function identify(request: FastifyRequest, tokens: readonly AccessToken[], sessions: Sessions): Identity {
  if (tokens.length === 0) return LOCAL;
  const bearer = bearerOf(request.headers.authorization);
  if (bearer !== undefined) {
    const token = findToken(bearer, tokens);
    if (token === undefined) return NOBODY;
    const { name, role, sources } = token;
    return { door: "bearer", name, role, sources };
  }
  const id = sessionIdOf(request.headers.cookie);
  return (id === undefined ? undefined : sessions.find(id, tokens)) ?? NOBODY;
}

async function refuse(request: FastifyRequest, reply: FastifyReply, identity: Identity): Promise<void> {
  const page = request.routeOptions.config.page === true;
  if (identity.door !== "none") {
    const error = `\`${identity.name}\` has the role ${identity.role}, which does not allow this`;
    if (!page) await reply.code(403).send({ error, hint: "roles are those of http.tokens" });
    else await problemPage(reply.code(403), { title: "Not allowed", text: error });
    return;
  }
  if (!page) {
    await reply.code(401).header("www-authenticate", "Bearer").send({
      error: "a token is needed",
      hint: "send Authorization: Bearer with a token of the configuration",
    });
    return;
  }
  if (request.method === "GET" || request.method === "HEAD") {
    await reply.redirect(`/login?next=${encodeURIComponent(ownPath(request.url))}`, 303);
    return;
  }
  await problemPage(reply.code(401), {
    title: "You are logged out",
    text: "Nothing was done. Log in in another tab, then come back here and send it again.",
    link: { href: "/login", label: "Log in" },
  });
}
