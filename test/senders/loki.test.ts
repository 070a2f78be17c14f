import { afterEach, describe, expect, it } from "vitest";
import { createLogger, format } from "winston";
import LokiTransport from "winston-loki";
import { type IntakeWorld, intakeWorld } from "../web/intake-world.ts";

let open: IntakeWorld | undefined;

afterEach(() => open?.server.close());

describe("a client of Loki's", () => {
  it.each([
    ["protobuf packed with snappy", false, false],
    ["JSON", true, false],
    ["gzipped JSON", true, true],
  ])("is read when it sends %s", async (_, json, gzip) => {
    open = intakeWorld();
    const host = await open.server.listen({ port: 0, host: "127.0.0.1" });
    // Its types do not know `gzip`, which its documentation names.
    const packing = { json, gzip };
    const transport = new LokiTransport({
      host,
      ...packing,
      batching: false,
      labels: { app: "athens", pod: "athens-0" },
      headers: { "X-Scope-OrgID": "team-a" },
      format: format.printf(({ message }) => String(message)),
    });
    const logger = createLogger({ transports: [transport] });
    logger.warn('{"status":429,"path":"/rsc.io/quote/@v/list","retry_after_seconds":30}');
    await transport.flush();
    for (let tries = 0; tries < 500 && open.chunks.length === 0; tries += 1) {
      await new Promise((done) => setTimeout(done, 20));
    }
    logger.close();
    expect(open.entries()).toMatchObject([
      {
        status: 429,
        retry_after_seconds: 30,
        module: "rsc.io/quote",
        level: "warn",
        service: "athens",
        pod: "athens-0",
        tenant: "team-a",
        time_precision: "inherited",
      },
    ]);
    expect(Math.abs((open.entries()[0]?.time ?? 0) - Date.now())).toBeLessThan(60_000);
  });
});
