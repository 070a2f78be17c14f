import { describe, expect, it } from "vitest";
import { parseClientList } from "../../src/formats/client-list.ts";
import { durationMs } from "../../src/formats/duration-text.ts";
import { decodeBackslash, decodePercent } from "../../src/formats/escaped-bytes.ts";
import { spellings } from "../../src/formats/key-table.ts";
import { parseLevel, parseSeverityNumber } from "../../src/formats/level.ts";
import { parseRequestLine, parseRequestTarget } from "../../src/formats/request-target.ts";
import {
  epochInstant,
  inferredEpoch,
  parseClfTime,
  parseIsoTime,
  truncateToMs,
} from "../../src/formats/timestamp.ts";
import {
  parseAmazonTrace,
  parseB3,
  parseJaeger,
  parseTraceparent,
  traceIdOf,
} from "../../src/formats/trace-context.ts";
import { formatInstant } from "../../src/model/instant.ts";

describe("times", () => {
  it.each([
    ["2024-05-21T14:22:37.128Z", "2024-05-21T14:22:37.128Z", "ms", undefined],
    ["2024-05-21T14:22:37.1289999Z", "2024-05-21T14:22:37.128Z", "ms", undefined],
    ["2024-05-21T14:22:37.5+02:00", "2024-05-21T12:22:37.500Z", "ms", undefined],
    ["2024-05-21 14:22:37,128 +0200", "2024-05-21T12:22:37.128Z", "ms", undefined],
    ["2024-05-21T14:22:37Z", "2024-05-21T14:22:37.000Z", "s", undefined],
    ["2024-05-21T14:22Z", "2024-05-21T14:22:00.000Z", "minute", undefined],
    ["2024-05-21T14:22:37", "2024-05-21T14:22:37.000Z", "s", "no_zone"],
    ["2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z", "s", undefined],
  ])("%s", (text, instant, precision, flag) => {
    const stamp = parseIsoTime(text);
    expect(stamp && formatInstant(stamp.instant)).toBe(instant);
    expect(stamp).toMatchObject({ precision, flag });
  });

  it.each([
    "2024-02-30T00:00:00Z",
    "2024-05-21T24:00:00Z",
    "2024-05-21",
    "yesterday",
    "2024-05-21T14:22:37.128+99:00",
  ])("%s is no time", (text) => expect(parseIsoTime(text)).toBeUndefined());

  it("reads the common log format's time with its zone", () => {
    expect(parseClfTime("07/Dec/2016:11:05:07 +0100")).toBe(Date.UTC(2016, 11, 7, 10, 5, 7));
    expect(parseClfTime("31/Feb/2016:11:05:07 +0100")).toBeUndefined();
    expect(parseClfTime("07/dec/2016:11:05:07 +0100")).toBeUndefined();
  });

  it("truncates, and is not fooled by binary fractions", () => {
    expect(truncateToMs(1.001, 1)).toBe(1001);
    expect(truncateToMs(0.29, 1)).toBe(290);
    expect(truncateToMs(0.0079, 1)).toBe(7);
    expect(truncateToMs(42.6, 1e3)).toBe(42);
    expect(truncateToMs(1_999_999, 1e9)).toBe(1);
    expect(truncateToMs(-0, 1)).toBe(0);
    for (let ms = 0; ms < 1000; ms += 1) {
      expect(epochInstant(1_795_340_230 + ms / 1000, "s")?.instant).toBe(1_795_340_230_000 + ms);
    }
  });

  it("infers the one unit that gives a time of our days, and says so", () => {
    expect(inferredEpoch(1_716_301_357_128, "ms")).toMatchObject({
      instant: 1_716_301_357_128,
      flag: undefined,
    });
    expect(inferredEpoch(1_716_301_357, "ms")).toMatchObject({
      instant: 1_716_301_357_000,
      flag: "epoch_unit_assumed",
    });
    expect(inferredEpoch(12, "ms")).toBeUndefined();
  });

  it.each([
    ["1m30s", 90_000],
    ["500ms", 500],
    ["12.5µs", 0],
    ["0.157s", 157],
    ["5", undefined],
    ["5 s", undefined],
    ["5d", undefined],
  ])("duration %s", (text, ms) => expect(durationMs(text)).toBe(ms));
});

describe("texts", () => {
  it.each([
    ["/a%20b", "/a b"],
    ["/%21azure", "/!azure"],
    ["/%2521", "/%21"],
    ["/%E4%BD%A0", "/你"],
    ["/%FF%E4%BD%A0%FE", "/%FF你%FE"],
    ["/%C0%AF%ED%A0%80", "/%C0%AF%ED%A0%80"],
    ["/%F0%9F%94%94", "/🔔"],
    ["/100%", "/100%"],
    ["/a+b", "/a+b"],
  ])("percent-decodes %s once", (text, decoded) => expect(decodePercent(text)).toBe(decoded));

  it("undoes an access log's escapes", () => {
    expect(decodeBackslash("\\xE4\\xBD\\xA0\\x01\\x22evil\\x5C")).toBe('你\u0001"evil\\');
    expect(decodeBackslash('say \\"hi\\" \\xFF \\q')).toBe('say "hi" \\xFF \\q');
  });

  it.each([
    ["/a?b=/c", "/a", undefined],
    ["http://proxy.test:8080/a/b?x=1", "/a/b", "proxy.test:8080"],
    ["https://user@host.test", "/", "host.test"],
    ["*", "*", undefined],
  ])("target %s", (text, path, host) => expect(parseRequestTarget(text)).toEqual({ path, host }));

  it.each(["golang.org/x/mod", "", "C:\\x", "host:443"])("%s is no target", (text) =>
    expect(parseRequestTarget(text)).toBeUndefined(),
  );

  it("splits request lines", () => {
    expect(parseRequestLine("GET /a b HTTP/1.1")).toEqual({
      method: "GET",
      target: "/a b",
      protocol: "HTTP/1.1",
    });
    expect(parseRequestLine("GET /")).toEqual({ method: "GET", target: "/", protocol: undefined });
    expect(parseRequestLine("\u0016\u0003\u0001 x")).toBeUndefined();
    expect(parseRequestLine("")).toBeUndefined();
  });

  it.each([
    ["10.0.0.2, 10.0.0.1, 85.181.35.98", "85.181.35.98", undefined],
    ["10.0.0.2, 10.0.0.1, 127.0.0.1", "10.0.0.2", undefined],
    ['"10.5.102.222, 199.96.1.1, 204.246.1.1" 10.2.1.185', "199.96.1.1", undefined],
    ["www.example.net:80 192.168.1.1", "192.168.1.1", "www.example.net"],
    ["2a03:0:10ff::1, 10.2.2.121", "2a03:0:10ff::1", undefined],
    ["unix:", "unix:", undefined],
    ["crawler.example.net", "crawler.example.net", undefined],
    ["", undefined, undefined],
  ])("clients %s", (text, client, host) => expect(parseClientList(text)).toEqual({ client, host }));

  it.each([
    ["WARNING", "warn"],
    ["Err", "error"],
    ["notice", "info"],
    ["critical", "fatal"],
    [30, "info"],
    [35, undefined],
    ["loud", undefined],
    [null, undefined],
  ])("level %j", (value, level) => expect(parseLevel(value)).toBe(level));

  it("reads OpenTelemetry's severity numbers", () => {
    expect([1, 9, 13, 17, 24, 0, 25].map(parseSeverityNumber)).toEqual([
      "trace",
      "info",
      "warn",
      "error",
      "fatal",
      undefined,
      undefined,
    ]);
  });

  it("spells a key as loggers do", () => {
    expect(spellings("http_response_status_code")).toEqual(
      expect.arrayContaining([
        "http.response.status_code",
        "http-response-status-code",
        "httpResponseStatusCode",
      ]),
    );
  });
});

describe("trace headers", () => {
  const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const span = "00f067aa0ba902b7";

  it.each([
    [`00-${trace}-${span}-01`, true],
    [`cc-${trace}-${span}-01-what-the-future-brings`, true],
    [`ff-${trace}-${span}-01`, false],
    [`00-${trace}-${span}-01-more`, false],
    [`00-${trace.toUpperCase()}-${span}-01`, false],
    [`00-${"0".repeat(32)}-${span}-01`, false],
    ["", false],
  ])("traceparent %s", (text, valid) => {
    expect(parseTraceparent(text)).toEqual(valid ? { traceId: trace, spanId: span } : undefined);
  });

  it("normalises the others", () => {
    expect(parseB3(`${trace.toUpperCase()}-${span}-1`)).toEqual({ traceId: trace, spanId: span });
    expect(parseJaeger("7b:1:0:1")).toEqual({
      traceId: "7b".padStart(32, "0"),
      spanId: "1".padStart(16, "0"),
    });
    expect(parseAmazonTrace(`Root=1-${trace.slice(0, 8)}-${trace.slice(8)};Sampled=1`)).toEqual({
      traceId: trace,
      spanId: undefined,
    });
    expect(traceIdOf(span)).toBe(`0000000000000000${span}`);
    expect(traceIdOf("a".repeat(31))).toBeUndefined();
  });
});
