import { gzipSync } from "node:zlib";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { compress } from "snappyjs";
import { describe, expect, it } from "vitest";
import { parseLabels } from "../../src/web/loki/loki-labels.ts";
import { lokiFromProtobuf } from "../../src/web/loki/loki-protobuf.ts";
import { intakeWorld } from "./intake-world.ts";

const PUSH = { method: "POST", url: "/loki/api/v1/push" } as const;
const JSON_TYPE = { "content-type": "application/json" };
const NS = "1795335066123456789";
const COMBINED = '10.0.0.9 - ci-5 [22/Nov/2026:08:11:06 +0000] "GET /a HTTP/1.1" 502 157 "-" "curl/8"';
const LABELS = { app: "athens", namespace: "goproxy", pod: "athens-0", cluster: "eu", job: "goproxy/athens" };

const push = (...values: readonly unknown[]) => JSON.stringify({ streams: [{ stream: LABELS, values }] });

function bytesOf(labels: string, time: { seconds: number; nanos: number }, line: string): Uint8Array {
  const stamp = new BinaryWriter()
    .tag(1, WireType.Varint)
    .int64(time.seconds)
    .tag(2, WireType.Varint)
    .int32(time.nanos);
  const pair = new BinaryWriter()
    .tag(1, WireType.LengthDelimited)
    .string("trace_id")
    .tag(2, WireType.LengthDelimited)
    .string("4bf92f3577b34da6a3ce929d0e0e4736");
  const entry = new BinaryWriter()
    .tag(1, WireType.LengthDelimited)
    .bytes(stamp.finish())
    .tag(2, WireType.LengthDelimited)
    .string(line)
    .tag(3, WireType.LengthDelimited)
    .bytes(pair.finish());
  const stream = new BinaryWriter()
    .tag(1, WireType.LengthDelimited)
    .string(labels)
    .tag(2, WireType.LengthDelimited)
    .bytes(entry.finish());
  return new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(stream.finish()).finish();
}

describe("POST /loki/api/v1/push", () => {
  it("reads labels, metadata and tenant beside what the line says", async () => {
    const { server, chunks, entries } = intakeWorld();
    const payload = push(
      [NS, COMBINED],
      [NS, '{"status":429,"path":"/b"}', { trace_id: "4bf92f3577b34da6a3ce929d0e0e4736" }],
      [NS, "cache is warm"],
    );
    const answer = await server.inject({
      ...PUSH,
      headers: { ...JSON_TYPE, "x-scope-orgid": "team-a" },
      payload,
    });
    expect([answer.statusCode, answer.payload]).toEqual([204, ""]);
    expect(chunks).toMatchObject([
      { source: "loki", format: "auto", idempotencyKey: expect.stringMatching(/^loki-/) },
    ]);
    const said = {
      tenant: "team-a",
      service: "athens",
      k8s_namespace: "goproxy",
      pod: "athens-0",
      cluster: "eu",
    };
    expect(entries()).toMatchObject([
      {
        ...said,
        format: "nginx_combined",
        status: 502,
        time: 1_795_335_066_000,
        attributes: { job: "goproxy/athens" },
      },
      { ...said, status: 429, time: 1_795_335_066_123, trace_id: "4bf92f3577b34da6a3ce929d0e0e4736" },
      { ...said, message: "cache is warm", kind: "other", time: 1_795_335_066_123, time_precision: "ms" },
    ]);
  });

  it.each([
    ["named", { "content-encoding": "snappy" }],
    ["as Promtail sends it", {}],
  ])("reads protobuf packed with snappy, %s", async (_, headers) => {
    const { server, entries } = intakeWorld();
    const packed = compress(
      Buffer.from(
        bytesOf('{app="a\\"b", pod="p-0"}', { seconds: 1_795_335_066, nanos: 123_456_789 }, COMBINED),
      ),
    );
    const type = { "content-type": "application/x-protobuf" };
    const answer = await server.inject({ ...PUSH, headers: { ...type, ...headers }, payload: packed });
    expect(answer.statusCode).toBe(204);
    expect(entries()).toMatchObject([
      { service: 'a"b', pod: "p-0", status: 502, trace_id: "4bf92f3577b34da6a3ce929d0e0e4736" },
    ]);
  });

  it("unpacks gzip", async () => {
    const { server, entries } = intakeWorld();
    const headers = { ...JSON_TYPE, "content-encoding": "gzip" };
    await server.inject({ ...PUSH, headers, payload: gzipSync(push([NS, COMBINED])) });
    expect(entries()).toHaveLength(1);
  });

  it.each([
    ["no JSON", JSON_TYPE, "{"],
    ["no push", JSON_TYPE, '{"streams":[{"values":[["1"]]}]}'],
    ["a time that is none", JSON_TYPE, push(["soon", "x"])],
    ["no snappy", { "content-type": "application/x-protobuf" }, "xxxx"],
    ["snappy that would be too long", {}, Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0])],
    ["a tenant that is none", { ...JSON_TYPE, "x-scope-orgid": "a|b" }, push([NS, "x"])],
  ])("refuses %s", async (_, headers, payload) => {
    const { server, chunks } = intakeWorld();
    const answer = await server.inject({ ...PUSH, headers, payload });
    expect(answer.statusCode).toBe(400);
    expect(answer.payload).toMatch(/\S/);
    expect(chunks).toEqual([]);
  });

  it.each(["full", "no_space", "stopping"] as const)(
    "answers %s so that the sender comes again",
    async (state) => {
      const { server } = intakeWorld({}, () => ({ state }));
      const answer = await server.inject({ ...PUSH, headers: JSON_TYPE, payload: push([NS, "x"]) });
      expect(answer.statusCode).toBe(state === "full" ? 429 : 503);
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    },
  );

  it("gives the same key to the same lines, and to no others", async () => {
    const { server, chunks } = intakeWorld();
    for (const line of ["x", "x", "y"]) {
      await server.inject({ ...PUSH, headers: JSON_TYPE, payload: push([NS, line]) });
    }
    const [first, second, third] = chunks.map(({ idempotencyKey }) => idempotencyKey);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });
});

describe("parseLabels", () => {
  it.each([
    ["{}", {}],
    ['{a="b"}', { a: "b" }],
    [' { a = "b" , c="d\\n\\\\\\"\\u00e9\\x41" } ', { a: "b", c: 'd\n\\"éA' }],
    ['{a="}",b=""}', { a: "}" }],
  ])("%s", (text, expected) => {
    expect({ ...parseLabels(text) }).toEqual(expected);
  });

  it.each(["", "a", "{", "{a}", '{a="', '{a="b"', '{a="b" c="d"}', '{="b"}'])("%j is none", (text) => {
    expect(() => parseLabels(text)).toThrow();
  });
});

it("protobuf that is cut off or changed gives lines or an error", () => {
  const bytes = bytesOf('{app="a"}', { seconds: 1, nanos: 2 }, COMBINED);
  fc.assert(
    fc.property(fc.nat(bytes.length), fc.nat(255), fc.boolean(), (at, byte, isCut) => {
      const changed = isCut
        ? bytes.slice(0, at)
        : Uint8Array.from(bytes, (old, place) => (place === at ? byte : old));
      try {
        lokiFromProtobuf(changed);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
    { numRuns: 300 },
  );
});
