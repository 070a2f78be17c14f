import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { IntakeResult, LineChunk } from "../../src/ports/line-intake.ts";
import { maxBodyBytes } from "../../src/web/lines-endpoint.ts";
import type { createServer, ServerSettings } from "../../src/web/server.ts";
import { world } from "./served.ts";

const committed: IntakeResult = {
  state: "committed",
  stored: 1,
  alreadyStored: 2,
  unparsable: 3,
  redactions: 4,
  late: 5,
};

interface Served {
  readonly server: ReturnType<typeof createServer>;
  readonly chunks: readonly LineChunk[];
  readonly errors: readonly string[];
}

function serve(settings: Partial<ServerSettings> = {}, submit?: () => Promise<IntakeResult>): Served {
  const chunks: LineChunk[] = [];
  const errors: string[] = [];
  const { server } = world([], {
    intake: {
      submit(chunk) {
        chunks.push(chunk);
        return submit?.() ?? Promise.resolve(committed);
      },
    },
    formats: ["auto", "nginx_json"],
    now: () => 0,
    onInternalError: (error, path) => errors.push(`${path}: ${error.message}`),
    ...settings,
  });
  return { server, chunks, errors };
}

const LINES = { method: "POST", url: "/api/v1/lines" } as const;

describe("POST /api/v1/lines", () => {
  it("hands on what was sent, under the names of the query", async () => {
    const { server, chunks } = serve();
    const answer = await server.inject({
      ...LINES,
      url: "/api/v1/lines?source=edge&format=nginx_json&upload=u1&last=1",
      headers: { "idempotency-key": "k1" },
      payload: "a\nb\n",
    });
    expect(answer.json()).toEqual({ stored: 1, already_stored: 2, unparsable: 3, redactions: 4, late: 5 });
    expect(chunks).toEqual([
      {
        source: "edge",
        format: "nginx_json",
        lines: ["a", "b"],
        idempotencyKey: "k1",
        upload: { id: "u1", last: true },
      },
    ]);
  });

  it.each(["", "text/plain", "application/json", "application/x-www-form-urlencoded", "text/x-anything"])(
    "takes bytes that call themselves %j",
    async (type) => {
      const { server, chunks } = serve();
      const headers: Record<string, string> = type === "" ? {} : { "content-type": type };
      const answer = await server.inject({ ...LINES, headers, payload: Buffer.from("{not json\n") });
      expect(answer.statusCode).toBe(200);
      expect(chunks).toEqual([{ source: "http", format: "auto", lines: ["{not json"] }]);
    },
  );

  it("refuses what is no media type at all", async () => {
    const { server, chunks } = serve();
    const answer = await server.inject({ ...LINES, headers: { "content-type": "nonsense" }, payload: "a\n" });
    expect([answer.statusCode, chunks]).toEqual([415, []]);
  });

  it.each(["text/plain", ""])("unpacks gzip that calls itself %j", async (type) => {
    const { server, chunks } = serve();
    const headers = { "content-encoding": "gzip", ...(type === "" ? {} : { "content-type": type }) };
    const answer = await server.inject({ ...LINES, headers, payload: gzipSync("a\nb\n") });
    expect(answer.statusCode).toBe(200);
    expect(chunks).toEqual([{ source: "http", format: "auto", lines: ["a", "b"] }]);
  });

  it("takes an empty body as no lines", async () => {
    const { server, chunks } = serve();
    expect((await server.inject({ ...LINES })).statusCode).toBe(200);
    expect(chunks).toEqual([{ source: "http", format: "auto", lines: [] }]);
  });

  it("says 429 and when to come back while the queue is full", async () => {
    const { server } = serve({}, () => Promise.resolve({ state: "full" }));
    const answer = await server.inject({ ...LINES, payload: "a\n" });
    expect(answer.statusCode).toBe(429);
    expect(answer.headers["retry-after"]).toBe("1");
    expect(answer.json()).toMatchObject({ error: "the queue is full" });
  });

  it("says that something of its own failed, and what only to its log", async () => {
    const { server, errors } = serve({}, () => Promise.reject(new Error("disk I/O error at /secret/place")));
    const answer = await server.inject({ ...LINES, url: "/api/v1/lines?source=edge", payload: "a\n" });
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toEqual({ error: "internal error", hint: "the daemon's log says more" });
    expect(errors).toEqual(["/api/v1/lines: disk I/O error at /secret/place"]);
  });

  it("refuses a body over the limit, packed or not", async () => {
    const { server, chunks } = serve();
    const large = Buffer.alloc(maxBodyBytes + 1, "a");
    expect((await server.inject({ ...LINES, payload: large })).statusCode).toBe(413);
    const packed = gzipSync(large);
    expect(packed.length).toBeLessThan(100_000);
    const answer = await server.inject({
      ...LINES,
      headers: { "content-encoding": "gzip" },
      payload: packed,
    });
    expect(answer.statusCode).toBe(413);
    expect(chunks).toEqual([]);
  });

  it.each([
    ["cut off", gzipSync("a\nb\n".repeat(1000)).subarray(0, 20)],
    ["none at all", Buffer.from("a\n")],
  ])("refuses gzip that is %s, wholly", async (_, payload) => {
    const { server, chunks, errors } = serve();
    const answer = await server.inject({ ...LINES, headers: { "content-encoding": "gzip" }, payload });
    expect(answer.statusCode).toBe(400);
    expect(chunks).toEqual([]);
    expect(errors).toEqual([]);
  });

  it.each([
    "source=../x",
    "source=",
    "source=a%20b",
    `source=${"x".repeat(65)}`,
    "format=nginx",
    "format=__proto__",
    "upload=a%20b",
    "source=a&source=b",
    "format=auto&format=auto",
  ])("refuses ?%s, and says what would be right", async (query) => {
    const { server, chunks } = serve();
    const answer = await server.inject({ ...LINES, url: `/api/v1/lines?${query}`, payload: "a\n" });
    expect(answer.statusCode).toBe(400);
    expect(Object.keys(answer.json())).toEqual(["error", "hint"]);
    expect(chunks).toEqual([]);
  });
});

describe("who may ask", () => {
  const token = "the-token";
  const asked = async (headers: Record<string, string>, url: string = LINES.url): Promise<number> => {
    const { server } = serve({ tokens: [{ name: "ops", role: "admin", token }] });
    const method = url === LINES.url ? "POST" : "GET";
    return (await server.inject({ method, url, headers, payload: method === "POST" ? "a\n" : "" }))
      .statusCode;
  };

  it("nobody without the token, except for health", async () => {
    expect(await asked({})).toBe(401);
    expect(await asked({}, "/metrics")).toBe(401);
    expect(await asked({}, "/api/v1/status")).toBe(401);
    expect(await asked({}, "/api/v1/nothing")).toBe(401);
    expect(await asked({}, "/-/healthy")).toBe(200);
    expect(await asked({}, "/-/ready")).toBe(200);
  });

  it.each([
    "Bearer the-toke",
    "Bearer the-token2",
    "bearer the-token",
    "the-token",
    "Basic dGhlLXRva2Vu",
    "Bearer ",
    "Bearer",
  ])("nobody with %j", async (authorization) => {
    expect(await asked({ authorization })).toBe(401);
  });

  it("everybody with the token", async () => {
    const headers = { authorization: `Bearer ${token}` };
    expect(await asked(headers)).toBe(200);
    expect(await asked(headers, "/metrics")).toBe(200);
  });

  it("no page of another site", async () => {
    const { server, chunks } = serve();
    const from = async (origin: string): Promise<number> =>
      (await server.inject({ ...LINES, headers: { origin, host: "127.0.0.1:8420" }, payload: "a\n" }))
        .statusCode;
    expect(await from("https://evil.example")).toBe(403);
    expect(await from("null")).toBe(403);
    expect(await from("http://127.0.0.1:9999")).toBe(403);
    expect(chunks).toEqual([]);
    expect(await from("http://127.0.0.1:8420")).toBe(200);
  });
});

describe("what it says of itself", () => {
  it("is not ready for a reason", async () => {
    const { server } = serve({ notReady: () => ["nothing has been judged for 30 s", "no disk"] });
    const answer = await server.inject("/-/ready");
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toBe("Tocsin is not ready: nothing has been judged for 30 s; no disk\n");
    expect((await server.inject("/-/healthy")).statusCode).toBe(200);
  });

  it("gives metrics under their own content type", async () => {
    const answer = await serve().server.inject("/metrics");
    expect([answer.headers["content-type"], answer.body]).toEqual(["text/plain; version=0.0.4", "up 1\n"]);
  });

  it("echoes no query where there is nothing", async () => {
    const answer = await serve().server.inject("/nothing?token=secret");
    expect([answer.statusCode, answer.json()]).toEqual([404, { error: "there is no GET /nothing" }]);
  });
});
