import { createGunzip } from "node:zlib";
import fastify, { type FastifyError, type FastifyInstance } from "fastify";
import type { Json } from "../model/entry.ts";
import { bearerMatches } from "./bearer-token.ts";
import { addLinesEndpoint, type LinesSettings, maxBodyBytes } from "./lines-endpoint.ts";

export interface ServerSettings extends LinesSettings {
  /** Absent: no token is asked for (loopback). */
  readonly token: string | undefined;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  /** Why the daemon cannot do its work now; empty when it can. */
  readonly notReady: () => readonly string[];
  /** What `tocsin status` shows of the running daemon. */
  readonly status: () => Json;
  readonly onInternalError: (error: Error, path: string) => void;
}

/** The daemon's one port. Bodies are taken as bytes whatever they call themselves; only gzip is unpacked. */
export function createServer(settings: ServerSettings): FastifyInstance {
  const server = fastify({
    bodyLimit: maxBodyBytes,
    requestTimeout: 60_000,
    // Keep-alive connections must not hold up a stop.
    forceCloseConnections: true,
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  addDecompression(server);
  addOriginCheck(server);
  addTokenCheck(server, settings.token);
  addErrors(server, settings.onInternalError);
  addHealth(server, settings);
  addLinesEndpoint(server, settings);
  return server;
}

function addDecompression(server: FastifyInstance): void {
  server.addHook("preParsing", async (request, reply, payload) => {
    const encoding = request.headers["content-encoding"];
    if (encoding === undefined || encoding === "identity") return payload;
    if (encoding !== "gzip") {
      reply.code(415);
      throw Object.assign(new Error(`content-encoding ${encoding} is not supported; send gzip or none`), {
        statusCode: 415,
      });
    }
    // The body limit is then that of the unpacked body, so the packed length must not be compared with it.
    delete request.headers["content-length"];
    return payload.pipe(createGunzip());
  });
}

/** A page of another site that a person has open must not be able to write here; programs send no Origin. */
function addOriginCheck(server: FastifyInstance): void {
  server.addHook("onRequest", async (request, reply) => {
    const { origin, host } = request.headers;
    if (origin === undefined || origin === `http://${host}` || origin === `https://${host}`) return;
    await reply.code(403).send({ error: "requests of other sites' pages are not taken" });
  });
}

function addTokenCheck(server: FastifyInstance, token: string | undefined): void {
  if (token === undefined) return;
  server.addHook("onRequest", async (request, reply) => {
    if (request.url.startsWith("/-/")) return;
    if (bearerMatches(request.headers.authorization, token)) return;
    await reply
      .code(401)
      .header("www-authenticate", "Bearer")
      .send({ error: "a token is needed", hint: "send Authorization: Bearer with the token of http.token" });
  });
}

function addErrors(server: FastifyInstance, onInternalError: (error: Error, path: string) => void): void {
  server.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: `there is no ${request.method} ${request.url.split("?")[0]}` }),
  );
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? (error.code?.startsWith("Z_") === true ? 400 : 500);
    if (status < 500) return reply.code(status).send({ error: error.message });
    onInternalError(error, request.url.split("?")[0] ?? "");
    return reply.code(status).send({ error: "internal error", hint: "the daemon's log says more" });
  });
}

function addHealth(server: FastifyInstance, settings: ServerSettings): void {
  server.get("/-/healthy", async () => "Tocsin is healthy.\n");
  server.get("/-/ready", async (_request, reply) => {
    const reasons = settings.notReady();
    if (reasons.length > 0) return reply.code(503).send(`Tocsin is not ready: ${reasons.join("; ")}\n`);
    return "Tocsin is ready.\n";
  });
  server.get("/metrics", async (_request, reply) => {
    const { contentType, text } = await settings.metrics();
    return reply.header("content-type", contentType).send(text);
  });
  server.get("/api/v1/status", async () => settings.status());
}
