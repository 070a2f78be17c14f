import type { FastifyInstance, FastifyRequest } from "fastify";

/** Read anew for each request. */
export interface OriginSettings {
  /** As people reach the pages, where a proxy in front may change the Host header. */
  readonly publicUrl: string | undefined;
  /** No token is asked for, so the name that a request asks for must be one of this machine. */
  readonly open: boolean;
}

/** A page of another site that a person has open must not be able to read or write here; programs send no Origin. */
export function addOriginCheck(server: FastifyInstance, settings: OriginSettings): void {
  server.addHook("onRequest", async (request, reply) => {
    const { publicUrl, open } = settings;
    const publicHost = publicUrl === undefined ? undefined : new URL(publicUrl).host;
    if (!isOwnOrigin(request, publicUrl)) {
      await reply.code(403).send({ error: "requests of other sites' pages are not taken" });
      return;
    }
    // Otherwise another site could give its own name our address, and its pages would be of our origin.
    if (open && !request.url.startsWith("/-/") && !isOwnHost(request.headers.host, publicHost)) {
      await reply.code(403).send({
        error: `\`${request.headers.host}\` is no name of this machine`,
        hint: "without a token only localhost is served; set http.token, or public_url",
      });
    }
  });
}

function isOwnOrigin(request: FastifyRequest, publicUrl: string | undefined): boolean {
  const { origin, host } = request.headers;
  if (origin !== undefined) {
    const own = [`http://${host}`, `https://${host}`, ...(publicUrl === undefined ? [] : [publicUrl])];
    if (!own.includes(origin)) return false;
  }
  // A link elsewhere may lead here; a form may not (Fetch Metadata, §2.2 of its W3C draft).
  const site = request.headers["sec-fetch-site"];
  const reads = request.method === "GET" || request.method === "HEAD";
  return reads || site === undefined || site === "same-origin" || site === "none";
}

function isOwnHost(host: string | undefined, publicHost: string | undefined): boolean {
  if (host === undefined || host === publicHost) return true;
  return /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(?::\d{1,5})?$/i.test(host);
}
