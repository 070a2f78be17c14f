import type { FastifyInstance } from "fastify";

/** No script at all, nothing from elsewhere, no frame around us, forms only to us. */
export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** On every answer, errors included; only the style sheet overrides that nothing is kept. */
export function addSecurityHeaders(server: FastifyInstance): void {
  server.addHook("onRequest", async (_request, reply) => {
    reply.headers({
      "content-security-policy": CONTENT_SECURITY_POLICY,
      "x-content-type-options": "nosniff",
      // Not no-referrer: browsers would then send `Origin: null` with our own forms.
      "referrer-policy": "same-origin",
      "cache-control": "no-store",
    });
  });
}
