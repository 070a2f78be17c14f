import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { FastifyInstance } from "fastify";
import { forPrograms } from "./route-config.ts";

/** The same distance from src/web and from dist/web. */
const FILES = ["base.css", "incidents.css"];
const TEXT = FILES.map((name) =>
  readFileSync(new URL(`../../templates/web/${name}`, import.meta.url), "utf8"),
).join("");
const HASH = createHash("sha256").update(TEXT).digest("hex").slice(0, 12);

/** Changes with its content, so that it can be kept for ever. */
export const styleSheetPath = `/assets/tocsin.css?v=${HASH}`;

export function addStyleSheet(server: FastifyInstance): void {
  server.get("/assets/tocsin.css", forPrograms("nothing"), async (_request, reply) =>
    reply
      .header("content-type", "text/css; charset=utf-8")
      .header("cache-control", "public, max-age=31536000, immutable")
      .send(TEXT),
  );
}
