import { gzipSync } from "node:zlib";
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { otlpFromJson } from "../../src/web/otlp/otlp-json.ts";
import { otlpFromProtobuf } from "../../src/web/otlp/otlp-protobuf.ts";
import { recordLine } from "../../src/web/otlp/otlp-record.ts";
import { intakeWorld } from "./intake-world.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";
const attribute = (key: string, value: unknown) => ({ key, value });
const text = (stringValue: string) => ({ stringValue });

const RESOURCE = {
  attributes: [
    attribute("service.name", text("module-proxy")),
    attribute("k8s.pod.name", text("athens-0")),
    attribute("k8s.namespace.name", text("goproxy")),
    attribute("deployment.environment.name", text("prod")),
  ],
};

function requestOf(...logRecords: readonly unknown[]) {
  return { resourceLogs: [{ resource: RESOURCE, scopeLogs: [{ scope: { name: "lib" }, logRecords }] }] };
}

const REQUEST = {
  timeUnixNano: "1795335066123456789",
  severityNumber: 17,
  severityText: "ERROR",
  body: text("upstream refused"),
  attributes: [
    attribute("http.request.method", text("GET")),
    attribute("url.path", text("/rsc.io/quote/@v/list")),
    attribute("http.response.status_code", { intValue: "503" }),
    attribute("http.response.header.retry-after", text("120")),
    attribute("client.address", text("10.0.0.9")),
    attribute("ratio", { doubleValue: 0.5 }),
    attribute("list", { arrayValue: { values: [text("a"), { boolValue: true }] } }),
    attribute("map", { kvlistValue: { values: [attribute("k", { intValue: 7 })] } }),
    attribute("big", { intValue: "9007199254740993" }),
  ],
  traceId: TRACE.toUpperCase(),
  spanId: SPAN,
};
const OTLP = { method: "POST", url: "/v1/logs" } as const;
const JSON_TYPE = { "content-type": "application/json" };
const PROTOBUF_TYPE = { "content-type": "application/x-protobuf" };

describe("POST /v1/logs", () => {
  it("reads resource, scope, attributes and ids of a record", async () => {
    const { server, chunks, entries } = intakeWorld();
    const answer = await server.inject({
      ...OTLP,
      headers: JSON_TYPE,
      payload: JSON.stringify(requestOf(REQUEST)),
    });
    expect([answer.statusCode, answer.json(), answer.headers["content-type"]]).toEqual([
      200,
      {},
      expect.stringMatching(/^application\/json/),
    ]);
    expect(chunks).toMatchObject([
      { source: "otlp", format: "auto", idempotencyKey: expect.stringMatching(/^otlp-/) },
    ]);
    expect(entries()).toMatchObject([
      {
        time: 1_795_335_066_123,
        time_precision: "ms",
        level: "error",
        message: "upstream refused",
        method: "GET",
        path: "/rsc.io/quote/@v/list",
        status: 503,
        retry_after_seconds: 120,
        client_address: "10.0.0.9",
        service: "module-proxy",
        env: "prod",
        pod: "athens-0",
        k8s_namespace: "goproxy",
        trace_id: TRACE,
        span_id: SPAN,
        module: "rsc.io/quote",
        attributes: { ratio: 0.5, list: ["a", true], map: { k: 7 }, big: "9007199254740993", scope: "lib" },
      },
    ]);
  });

  it("reads a body that is a line of some format, and a map that a program logged", async () => {
    const { server, entries } = intakeWorld();
    const line = '10.0.0.9 - ci-5 [22/Nov/2026:08:11:06 +0000] "GET /a HTTP/1.1" 502 157 "-" "curl/8"';
    const map = {
      kvlistValue: {
        values: [attribute("msg", text("incoming request")), attribute("status", { intValue: 404 })],
      },
    };
    const records = [
      { timeUnixNano: "1795335066123456789", body: text(line) },
      { observedTimeUnixNano: "1795335066123456789", body: map, severityNumber: 9 },
      { severityNumber: 13, eventName: "cache.miss" },
    ];
    await server.inject({ ...OTLP, headers: JSON_TYPE, payload: JSON.stringify(requestOf(...records)) });
    expect(entries()).toMatchObject([
      {
        format: "nginx_combined",
        status: 502,
        pod: "athens-0",
        service: "module-proxy",
        time: 1_795_335_066_000,
      },
      { status: 404, message: "incoming request", level: "info", time: 1_795_335_066_123, pod: "athens-0" },
      { level: "warn", message: "cache.miss", pod: "athens-0" },
    ]);
  });

  it("takes ids in base64, times as numbers, severities by name, snake case and unknown fields", () => {
    const { records } = otlpFromJson(
      JSON.stringify({
        resource_logs: [
          {
            scope_logs: [
              {
                log_records: [
                  {
                    timeUnixNano: 1_795_335_066_000_000_000,
                    severityNumber: "SEVERITY_NUMBER_WARN2",
                    traceId: Buffer.from(TRACE, "hex").toString("base64"),
                    spanId: "zz",
                    new_field: [1],
                  },
                ],
              },
            ],
          },
        ],
      }),
    );
    expect(records).toMatchObject([
      { timeUnixNano: 1_795_335_066_000_000_000n, severityNumber: 14, traceId: TRACE, spanId: "" },
    ]);
  });

  it("says what it rejected, in the encoding of the request", async () => {
    const { server, chunks } = intakeWorld();
    const payload = JSON.stringify(requestOf({ body: text("a") }, "no record", 7));
    const answer = await server.inject({ ...OTLP, headers: JSON_TYPE, payload });
    expect(answer.json()).toEqual({
      partialSuccess: { rejectedLogRecords: "2", errorMessage: "a log record is no object" },
    });
    expect(chunks.map(({ lines }) => lines.length)).toEqual([1]);
    // Undated records may be the same twice.
    expect(chunks[0]?.idempotencyKey).toBeUndefined();
  });

  it.each([
    ["no JSON", JSON_TYPE, "{", 400],
    ["no request", JSON_TYPE, '{"resourceLogs":{}}', 400],
    ["a list", JSON_TYPE, "[]", 400],
    ["another type", { "content-type": "text/plain" }, "x", 415],
    ["none", {}, "", 415],
    ["a wrong source", { ...JSON_TYPE, "x-tocsin-source": "a b" }, "{}", 400],
  ])("refuses %s as google.rpc.Status", async (_, headers, payload, status) => {
    const { server, chunks } = intakeWorld();
    const answer = await server.inject({ ...OTLP, headers, payload });
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ code: 3, message: expect.stringMatching(/./) });
    expect(chunks).toEqual([]);
  });

  it("refuses protobuf that is none in protobuf", async () => {
    const { server } = intakeWorld();
    const answer = await server.inject({
      ...OTLP,
      headers: PROTOBUF_TYPE,
      payload: Buffer.from([0x0a, 0xff]),
    });
    expect(answer.statusCode).toBe(400);
    const reader = new BinaryReader(answer.rawPayload);
    expect([reader.tag(), reader.int32(), reader.tag(), reader.string()]).toEqual([
      [1, WireType.Varint],
      3,
      [2, WireType.LengthDelimited],
      expect.stringMatching(/^the body is no OTLP request/),
    ]);
  });

  it.each(["full", "no_space", "stopping"] as const)(
    "answers %s so that the sender comes again",
    async (state) => {
      const { server } = intakeWorld({}, () => ({ state }));
      const answer = await server.inject({
        ...OTLP,
        headers: JSON_TYPE,
        payload: JSON.stringify(requestOf(REQUEST)),
      });
      expect(answer.statusCode).toBe(state === "full" ? 429 : 503);
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
      expect(answer.json()).toMatchObject({ code: state === "full" ? 8 : 14 });
    },
  );

  it("unpacks gzip, and not more of it than a body may have", async () => {
    const { server, chunks } = intakeWorld();
    const headers = { ...JSON_TYPE, "content-encoding": "gzip" };
    await server.inject({ ...OTLP, headers, payload: gzipSync(JSON.stringify(requestOf(REQUEST))) });
    expect(chunks).toHaveLength(1);
    const bomb = gzipSync(Buffer.alloc(40_000_000, 32));
    expect((await server.inject({ ...OTLP, headers, payload: bomb })).statusCode).toBe(413);
  });

  it("lets a token write its own sources only", async () => {
    const tokens = [
      { name: "edge", role: "ingest", token: "t1", sources: ["edge"] },
      { name: "many", role: "ingest", token: "t2", sources: ["a", "b"] },
    ] as const;
    const { server, chunks } = intakeWorld({ tokens });
    const send = async (token: string, query = "") => {
      const headers = { ...JSON_TYPE, authorization: `Bearer ${token}` };
      const payload = JSON.stringify(requestOf(REQUEST));
      return (await server.inject({ ...OTLP, url: `/v1/logs${query}`, headers, payload })).statusCode;
    };
    expect(await send("t1")).toBe(200);
    expect(await send("t1", "?source=edge")).toBe(200);
    expect(await send("t1", "?source=other")).toBe(403);
    expect(await send("t2")).toBe(403);
    expect(await send("t2", "?source=b")).toBe(200);
    expect(chunks.map(({ source }) => source)).toEqual(["edge", "edge", "b"]);
  });
});

/** The request as protobuf, written by hand so that reader and writer are not the same code. */
function encode(request: ReturnType<typeof requestOf>): Uint8Array {
  const message = (field: number, bytes: Uint8Array, to: BinaryWriter) =>
    to.tag(field, WireType.LengthDelimited).bytes(bytes);
  const value = (any: Record<string, unknown>): Uint8Array => {
    const writer = new BinaryWriter();
    const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue } = any;
    if (typeof stringValue === "string") writer.tag(1, WireType.LengthDelimited).string(stringValue);
    if (typeof boolValue === "boolean") writer.tag(2, WireType.Varint).bool(boolValue);
    if (intValue !== undefined) writer.tag(3, WireType.Varint).int64(String(intValue));
    if (typeof doubleValue === "number") writer.tag(4, WireType.Bit64).double(doubleValue);
    if (arrayValue !== undefined) {
      const list = new BinaryWriter();
      for (const one of (arrayValue as { values: Record<string, unknown>[] }).values)
        message(1, value(one), list);
      message(5, list.finish(), writer);
    }
    if (kvlistValue !== undefined) {
      const list = new BinaryWriter();
      for (const one of (kvlistValue as { values: Pair[] }).values) message(1, pair(one), list);
      message(6, list.finish(), writer);
    }
    return writer.finish();
  };
  const pair = ({ key, value: any }: Pair): Uint8Array =>
    message(
      2,
      value(any as Record<string, unknown>),
      new BinaryWriter().tag(1, WireType.LengthDelimited).string(key),
    ).finish();
  const record = (of: Partial<typeof REQUEST>): Uint8Array => {
    const writer = new BinaryWriter();
    if (of.timeUnixNano !== undefined) writer.tag(1, WireType.Bit64).fixed64(of.timeUnixNano);
    if (of.severityNumber !== undefined) writer.tag(2, WireType.Varint).int32(of.severityNumber);
    if (of.severityText !== undefined) writer.tag(3, WireType.LengthDelimited).string(of.severityText);
    if (of.body !== undefined) message(5, value(of.body), writer);
    for (const one of of.attributes ?? []) message(6, pair(one), writer);
    if (of.traceId !== undefined) message(9, Buffer.from(of.traceId, "hex"), writer);
    if (of.spanId !== undefined) message(10, Buffer.from(of.spanId, "hex"), writer);
    return writer.finish();
  };
  const all = new BinaryWriter();
  for (const { resource, scopeLogs } of request.resourceLogs) {
    const group = new BinaryWriter();
    const attributes = new BinaryWriter();
    for (const one of resource.attributes) message(1, pair(one), attributes);
    message(1, attributes.finish(), group);
    for (const { scope, logRecords } of scopeLogs) {
      const logs = new BinaryWriter();
      message(1, new BinaryWriter().tag(1, WireType.LengthDelimited).string(scope.name).finish(), logs);
      for (const one of logRecords) message(2, record(one as Partial<typeof REQUEST>), logs);
      message(2, logs.finish(), group);
    }
    message(1, group.finish(), all);
  }
  return all.finish();
}

type Pair = ReturnType<typeof attribute>;

describe("protobuf", () => {
  const request = requestOf(REQUEST, { body: text("b"), severityNumber: 9 });

  it("says what JSON says", () => {
    const fromJson = otlpFromJson(JSON.stringify(request)).records.map(recordLine);
    expect(otlpFromProtobuf(encode(request)).records.map(recordLine)).toEqual(fromJson);
  });

  it("cut off or changed anywhere gives records or an error, and never hangs", () => {
    const bytes = encode(request);
    fc.assert(
      fc.property(fc.nat(bytes.length), fc.nat(255), fc.boolean(), (at, byte, isCut) => {
        const changed = isCut
          ? bytes.slice(0, at)
          : Uint8Array.from(bytes, (old, place) => (place === at ? byte : old));
        try {
          for (const record of otlpFromProtobuf(changed).records) recordLine(record);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("and JSON leave out what lies too deep", () => {
    let deep: Record<string, unknown> = { stringValue: "x" };
    for (let level = 0; level < 1000; level += 1) deep = { arrayValue: { values: [deep] } };
    const nested = requestOf({ body: deep });
    const [fromJson] = otlpFromJson(JSON.stringify(nested)).records.map(recordLine);
    const [fromProtobuf] = otlpFromProtobuf(encode(nested)).records.map(recordLine);
    expect(fromProtobuf).toBe(fromJson);
    expect(fromJson?.length).toBeLessThan(500);
  });
});
