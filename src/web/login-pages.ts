import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Access } from "./access-check.ts";
import { findToken, type LiveTokens } from "./access-token.ts";
import { endedSessionCookie, sessionCookie, sessionIdOf } from "./cookies.ts";
import { CSRF_FIELD, type Csrf } from "./csrf.ts";
import { formOf, maxFormBytes } from "./form-body.ts";
import { html } from "./html.ts";
import { createLoginLimit } from "./login-limit.ts";
import { ownPath } from "./own-path.ts";
import { sendPage } from "./page-frame.ts";
import { problemPage } from "./problem-page.ts";
import { forPeople } from "./route-config.ts";
import { type Sessions, sessionMs } from "./sessions.ts";

export interface LoginSettings {
  readonly live: LiveTokens;
  readonly sessions: Sessions;
  readonly access: Access;
  readonly csrf: Csrf;
  readonly now: () => number;
}

type LoginRequest = FastifyRequest<{ Querystring: Record<string, string | undefined> }>;

/** `GET /login`, `POST /login`, `POST /logout`: a token becomes a session, so that a browser can send it. */
export function addLoginPages(server: FastifyInstance, settings: LoginSettings): void {
  const { live, sessions, access, csrf, now } = settings;
  const limit = createLoginLimit(now);

  server.get("/login", forPeople("nothing"), async (request: LoginRequest, reply) => {
    const next = ownPath(request.query["next"]);
    return access.identityOf(request).door === "none" ? form(reply, next) : reply.redirect(next, 303);
  });

  server.post("/login", { ...forPeople("nothing"), bodyLimit: maxFormBytes }, async (request, reply) => {
    const fields = formOf(request);
    const next = ownPath(fields.get("next"));
    const wait = limit.waitSeconds(request.ip);
    if (wait > 0) {
      reply.code(429).header("retry-after", String(wait));
      return form(reply, next, `Too many wrong tokens came from here. Try again in ${wait} seconds.`);
    }
    const token = findToken(fields.get("token")?.trim() ?? "", live.tokens);
    if (token === undefined) {
      limit.failed(request.ip);
      return form(reply.code(401), next, "This is no token of this installation.");
    }
    if (token.role === "ingest") return form(reply.code(403), next, "This token may only send log lines.");
    const cookie = sessionCookie(sessions.open(token), sessionMs, isHttps(request));
    return reply.header("set-cookie", cookie).redirect(next, 303);
  });

  server.post("/logout", { ...forPeople("nothing"), bodyLimit: maxFormBytes }, async (request, reply) => {
    if (!csrf.matches(access.identityOf(request), formOf(request).get(CSRF_FIELD))) {
      return problemPage(reply.code(403), { title: "Not logged out", text: "Press the button on a page." });
    }
    const id = sessionIdOf(request.headers.cookie);
    if (id !== undefined) sessions.close(id);
    return reply.header("set-cookie", endedSessionCookie(isHttps(request))).redirect("/login", 303);
  });
}

/** A proxy in front speaks https for us. Who claims it falsely only gets a cookie that plain http will not send. */
function isHttps(request: FastifyRequest): boolean {
  const forwarded = request.headers["x-forwarded-proto"];
  return request.protocol === "https" || forwarded === "https";
}

function form(reply: FastifyReply, next: string, problem?: string): Promise<FastifyReply> {
  return sendPage(reply, {
    title: "Log in to Tocsin",
    body: html`<h1>Log in</h1>
${problem === undefined ? undefined : html`<p class="notice" role="alert">${problem}</p>\n`}<form class="card" method="post" action="/login">
<input type="hidden" name="next" value="${next}">
<input hidden name="name" autocomplete="username" value="tocsin">
<label>Your token <input type="password" name="token" required autofocus autocomplete="current-password"></label>
<button class="primary">Log in</button>
</form>
<p class="small">Tokens are those of <code>http.tokens</code> in tocsin.yaml. You stay logged in for 12 hours, or until Tocsin restarts.</p>`,
  });
}
