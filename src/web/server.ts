import { createGunzip } from "node:zlib";
import fastify, { type FastifyError, type FastifyInstance, type RequestPayload } from "fastify";
import type { Json } from "../model/entry.ts";
import type { ReloadReport } from "../ports/reload.ts";
import { addAccessCheck } from "./access-check.ts";
import type { LiveTokens } from "./access-token.ts";
import { addApi } from "./api.ts";
import { addChangesEndpoint, type ChangesSettings } from "./changes-endpoint.ts";
import { createCsrf } from "./csrf.ts";
import { addLinesEndpoint, type LinesSettings, maxBodyBytes } from "./lines-endpoint.ts";
import { addLoginPages } from "./login-pages.ts";
import { addLokiEndpoint } from "./loki/loki-endpoint.ts";
import { addOtlpEndpoint } from "./otlp/otlp-endpoint.ts";
import { addPages } from "./pages.ts";
import type { PagesSettings } from "./pages-settings.ts";
import { problemPage } from "./problem-page.ts";
import { addReload } from "./reload-endpoint.ts";
import { addOriginCheck } from "./request-origin.ts";
import { forPrograms } from "./route-config.ts";
import { addSecurityHeaders } from "./security-headers.ts";
import { createSessions } from "./sessions.ts";
import { addStyleSheet } from "./style-sheet.ts";

/** Read anew for each request: a reload may change what is behind it. */
export interface ServerSettings extends LinesSettings, ChangesSettings, PagesSettings, LiveTokens {
  /** As people reach the pages. */
  readonly publicUrl: string | undefined;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  /** The last look at every answer before it is sent. */
  readonly redact: (contentType: string, body: string) => string;
  /** What `tocsin status` shows of the running daemon. */
  readonly status: () => Json;
  /** Absent: what it was started with is all there is. */
  readonly reload?: () => Promise<ReloadReport>;
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
  addSecurityHeaders(server);
  server.addHook("onSend", async (_request, reply, payload) => {
    const contentType = reply.getHeader("content-type");
    if (typeof payload !== "string" || typeof contentType !== "string") return payload;
    return settings.redact(contentType, payload);
  });
  addOriginCheck(server, {
    get publicUrl() {
      return settings.publicUrl;
    },
    get open() {
      return settings.tokens.length === 0;
    },
  });
  const sessions = createSessions(settings.now);
  const live: LiveTokens = {
    get tokens() {
      return settings.tokens;
    },
  };
  const access = addAccessCheck(server, live, sessions);
  addErrors(server, settings.onInternalError);
  addHealth(server, settings);
  addLinesEndpoint(server, settings, access);
  addOtlpEndpoint(server, settings.intake, access);
  addLokiEndpoint(server, settings.intake, access);
  addChangesEndpoint(server, settings);
  const csrf = createCsrf();
  addStyleSheet(server);
  addLoginPages(server, { live, sessions, access, csrf, now: settings.now });
  const { factsOf } = addPages(server, settings, access, csrf);
  addApi(server, { settings, factsOf, access, csrf });
  if (settings.reload !== undefined) addReload(server, { reload: settings.reload, access, csrf });
  return server;
}

function addDecompression(server: FastifyInstance): void {
  server.addHook("preParsing", async (request, reply, payload) => {
    const encoding = request.headers["content-encoding"];
    if (encoding === undefined || encoding === "identity") return payload;
    if (encoding === request.routeOptions.config.unpacks) return payload;
    if (encoding !== "gzip") {
      reply.code(415);
      throw Object.assign(new Error(`content-encoding ${encoding} is not supported; send gzip or none`), {
        statusCode: 415,
      });
    }
    return unpacked(payload);
  });
}

/**
 * The body unpacked. It counts what came in packed, since that is what Content-Length speaks of. An error reaches
 * whoever reads it; where nobody does (the body was refused, or has no reader), it must not end the daemon.
 */
function unpacked(packed: RequestPayload): RequestPayload {
  let received = 0;
  const body = Object.defineProperty(createGunzip(), "receivedEncodedLength", { get: () => received });
  body.on("error", () => {});
  packed.on("data", (chunk: Buffer) => {
    received += chunk.length;
  });
  packed.once("close", () => {
    if (!packed.readableEnded) body.destroy(new Error("the body was cut off"));
  });
  return packed.pipe(body);
}

function addErrors(server: FastifyInstance, onInternalError: (error: Error, path: string) => void): void {
  server.setNotFoundHandler((request, reply) => {
    if (request.headers.accept?.includes("text/html") === true) {
      return problemPage(reply.code(404), { title: "There is no such page", text: "The address is wrong." });
    }
    return reply.code(404).send({ error: `there is no ${request.method} ${request.url.split("?")[0]}` });
  });
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? (error.code?.startsWith("Z_") === true ? 400 : 500);
    const what =
      error.code?.startsWith("Z_") === true ? `the body is no gzip: ${error.message}` : error.message;
    if (status >= 500) onInternalError(error, request.url.split("?")[0] ?? "");
    if (request.routeOptions.config.page === true) {
      const text = status < 500 ? what : "Something went wrong here; the daemon's log says more.";
      return problemPage(reply.code(status), { title: "That did not work", text });
    }
    if (status < 500) return reply.code(status).send({ error: what });
    return reply.code(status).send({ error: "internal error", hint: "the daemon's log says more" });
  });
}

function addHealth(server: FastifyInstance, settings: ServerSettings): void {
  server.get("/-/healthy", forPrograms("nothing"), async () => "Tocsin is healthy.\n");
  server.get("/-/ready", forPrograms("nothing"), async (_request, reply) => {
    const reasons = settings.notReady();
    if (reasons.length > 0) return reply.code(503).send(`Tocsin is not ready: ${reasons.join("; ")}\n`);
    return "Tocsin is ready.\n";
  });
  server.get("/metrics", forPrograms("read"), async (_request, reply) => {
    const { contentType, text } = await settings.metrics();
    return reply.header("content-type", contentType).send(text);
  });
  server.get("/api/v1/status", forPrograms("read"), async () => settings.status());
}
