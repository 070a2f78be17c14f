import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FORMATS, isFormatName } from "../../src/formats/format-registry.ts";
import { createLineParser, maxLineBytes, type Parsed } from "../../src/formats/line-parser.ts";
import { FIELDS } from "../../src/model/entry.ts";
import { entryFromJson, entryToJson } from "../../src/model/entry-json.ts";
import { OBSERVED, parseText } from "../conformance/run-cases.ts";

const cases = join(import.meta.dirname, "../conformance/cases");
const sample = readdirSync(cases)
  .filter((file) => file.endsWith(".log"))
  .flatMap((file) => readFileSync(join(cases, file), "utf8").split("\n"))
  .filter((line) => line !== "");
const NGINX_JSON =
  sample.find((line) => line.startsWith('{"time":"2026-11-22T07:59:03+00:00","msec":')) ?? "";
const COMBINED =
  '127.0.0.1 - bob smith [12/Apr/2018:09:48:40 +0200] "GET /x HTTP/1.1" 401 0 "http://a/" "curl" "-"';
const HAPROXY = "10.0.0.1:1 [22/Nov/2026:08:07:31.273] fe be/a 0/0/0/1/1 200 5 - - ---- 1/1/0/0/0 0/0";
const ENVOY = "[2026-11-22T08:08:11.400Z]";
const ALB = "http 2026-11-22T08:23:00.186641Z app/x/1 10.0.0.7:1 10.0.0.1:80 0.000 0.001 0.000";

function caddyWith(headers: string): string {
  return `{"ts":1.5,"request":{"remote_ip":"::1","method":"GET","uri":"/","headers":${headers}},"status":200}`;
}

function one(line: string): Parsed {
  const [parsed] = parseText(line);
  if (parsed === undefined) throw new Error("nothing");
  return parsed;
}

describe("createLineParser", () => {
  it("reads a mixed file line by line; blank lines count and give nothing", () => {
    const results = parseText(['{"status":200}', "", "  \t\r", COMBINED, "what?", NGINX_JSON].join("\n"));
    expect(
      results.map((result) => [result.n, "entry" in result ? result.entry.format : result.reason]),
    ).toEqual([
      [1, "generic_json"],
      [4, "nginx_combined"],
      [5, "no known format"],
      [6, "nginx_json"],
    ]);
  });

  it("keeps the raw line as it came", () => {
    expect(one('\uFEFF{"status":200}\r')).toMatchObject({
      raw: '\uFEFF{"status":200}\r',
      entry: { flags: ["bom"] },
    });
  });

  it("reads a format that is asked for, or says why not", () => {
    expect(parseText("hello", "nginx_combined")).toEqual([
      { n: 1, raw: "hello", format: "nginx_combined", reason: "not a line of the combined log format" },
    ]);
    expect(parseText(COMBINED, "generic_json")).toMatchObject([{ reason: "not a JSON object" }]);
    expect(parseText(NGINX_JSON, "generic_json")).toMatchObject([{ entry: { format: "generic_json" } }]);
  });

  it("reads combined lines with users, referers and fields behind", () => {
    expect(one(COMBINED)).toMatchObject({
      entry: {
        client_id: "bob smith",
        status: 401,
        bytes: 0,
        cause: "auth",
        attributes: { referer: "http://a/" },
      },
    });
    expect(
      one('1.2.3.4 - [12/Apr/2018:09:48:40 +0200] "GET /x HTTP/1.1" 200 - "-" "a \\"b\\"" 0.1'),
    ).toMatchObject({
      entry: { client_id: undefined, bytes: undefined, user_agent: 'a "b"', attributes: { trailing: "0.1" } },
    });
    expect(one('1.2.3.4 - - [32/Apr/2018:09:48:40 +0200] "GET /x HTTP/1.1" 200 1 "-" "-"')).toMatchObject({
      reason: "not a line of the combined log format",
    });
  });

  it("keeps a line that is too long, unread", () => {
    const long = `{"status":200,"msg":"${"x".repeat(maxLineBytes)}"}`;
    expect(one(long)).toMatchObject({ raw: long, reason: "longer than 1 MiB" });
    const wide = `{"status":200,"msg":"${"é".repeat(maxLineBytes / 2)}"}`;
    expect(one(wide)).toMatchObject({ reason: "longer than 1 MiB" });
    expect(one(`{"status":200,"msg":"${"x".repeat(1_000_000)}"}`)).toMatchObject({ entry: { status: 200 } });
  });

  it.each([
    ["deep lists", `${"[".repeat(10_000)}${"]".repeat(10_000)}`],
    ["deep objects", `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`],
    ["a deep attribute", `{"status":200,"x":${"[".repeat(10_000)}${"]".repeat(10_000)}}`],
    ["backslashes", `{"msg":"${"\\".repeat(5000)}"}`],
    ["backslashes before a quote", `1.1.1.1 - - [12/Apr/2018:09:48:40 +0200] "${'\\"'.repeat(100_000)}`],
    ["brackets", " [".repeat(300_000)],
    ["many keys", `{${Array.from({ length: 50_000 }, (_, index) => `"k${index}":1`).join()}}`],
    ["percent signs", `{"status":200,"path":"/${"%FF".repeat(200_000)}"}`],
    ["a long path", `{"status":200,"path":"/${"a/".repeat(400_000)}@v/list"}`],
    [
      "a long list of upstreams",
      `{"msec":1.0,"uri":"/","status":200,"upstream_status":"${"200, ".repeat(150_000)}"}`,
    ],
    ["blanks", `{"status":503,"retry_after":"1${" ".repeat(500_000)}1"}`],
    [
      "a long client list",
      `${"1.1.1.1, ".repeat(100_000)} - - [12/Apr/2018:09:48:40 +0200] "GET / HTTP/1.1" 200 1 "-" "-"`,
    ],
    ["a long list of pairs", `${COMBINED} ${'rt=0.1 us="'.repeat(80_000)}`],
    ["words before a pair", `INFO[8:05AM]: x\t${" a".repeat(400_000)}`],
    ["equals signs", `${COMBINED} ${"=".repeat(900_000)}`],
    ["a long context", `2026/11/22 07:59:05 [error] 1#1: x${', client: "'.repeat(80_000)}`],
    ["a quoted logrus text", `time="2019-11-22T08:05:07Z" http-path=/ msg="${"\\".repeat(900_001)}`],
    ["a long command of git", `mkdir -p x # ${"1".repeat(900_000)}`],
    ["many versions", `main.go:1:1: module x: ${"@v1".repeat(300_000)}`],
    ["many urls", `go: ${"reading https://a ".repeat(50_000)}`],
    ["a long asked url", `# get https://${"a: ".repeat(300_000)}`],
    ["logfmt's quotes", `level=info ${'a="\\" b='.repeat(100_000)}`],
    ["logfmt's keys", `level=info ${"a=".repeat(400_000)}`],
    ["urls of retries", `[DEBUG] ${"GET https://a retrying ".repeat(40_000)}`],
    ["retries within retries", `WARNING: ${"Retrying (Retry(total=1".repeat(40_000)}`],
    ["blanks of tcpretrans", `12:00:00 1 ${" ".repeat(900_000)}4`],
    ["a long heading", `TIME ${" ".repeat(900_000)}PID`],
    ["pairs of klog", `I0906 15:55:07.167743 1 a.go:1] "m" ${'a="\\" '.repeat(100_000)}`],
    ["quotes of klog", `I0906 15:55:07.167743 1 a.go:1] "${'\\"'.repeat(400_000)}`],
    [
      "deep values of OTLP",
      `{"timeUnixNano":"1","body":${'{"arrayValue":{"values":['.repeat(2000)}${"]}}".repeat(2000)}}`,
    ],
    ["many attributes", `{"timeUnixNano":"1","attributes":[${'{"key":"a","value":{}},'.repeat(40_000)}{}]}`],
    ["a long rate limit", `{"ratelimit":"${"r=1;t=1,".repeat(100_000)}"}`],
    ["many bars", `2026-11-22T09:43:38.120Z|${"|".repeat(900_000)}`],
    ["a long nexus request", `1.1.1.1 - - [12/Apr/2018:09:48:40 +0200] "GET ${'" 200 - '.repeat(100_000)}`],
    [
      "quotes of slog",
      `time=2026-11-22T08:05:37.505Z level=ERROR msg="failed to ${'\\" a="'.repeat(100_000)}`,
    ],
    ["goproxyio's dashes", `goproxy.io: ------ --- /${"a".repeat(900_000)} [`],
    ["captured headers without an end", `${HAPROXY} {${"{".repeat(900_000)}`],
    ["a request without an end", `${HAPROXY} "GET /${"a ".repeat(450_000)}`],
    ["quotes of Envoy's", `${ENVOY} "${'" '.repeat(450_000)}`],
    ["details of Istio's", `${ENVOY} "GET / HTTP/1.1" 503 UF ${"a ".repeat(450_000)}"-" 1 1 1 1 "`],
    ["fields of Istio's", `${ENVOY} "GET / HTTP/1.1" 200 - via - "-" 1 1 1 1 ${'"a" '.repeat(220_000)}`],
    ["backslashes of a load balancer", `${ALB} 200 200 1 1 "${"\\".repeat(900_001)}`],
    ["many fields of a load balancer", `${ALB} 200 200 1 1 "" ${"a ".repeat(450_000)}`],
    ["a long router", `${COMBINED.slice(0, -4)} 1 "${"r".repeat(900_000)}" "u" 1ms`],
    ["quotes before a router", `${COMBINED.slice(0, -4)} ${'"'.repeat(900_000)} 1ms`],
    ["tries without an end", `${COMBINED.slice(0, -4)} 1 0.001 [a] [] ${"10.0.0.1:80, ".repeat(75_000)}`],
    ["brackets of Apache", `[Fri Sep 09 10:42:29 2011] [error] ${"[client ".repeat(110_000)}`],
    ["servers of Apache", `[Fri Sep 09 10:42:29 2011] [error] from remote server ${"a:".repeat(450_000)}`],
    ["a console of Caddy", `1.5\tINFO\thttp.log\t${"a".repeat(450_000)}\t{${'"a":{'.repeat(90_000)}}`],
    ["headers of Caddy", caddyWith(`{${Array.from({ length: 40_000 }, (_, i) => `"h${i}":["1"]`).join()}}`)],
    ["a long git text", `ERROR[8:05AM]: ${"while connecting ".repeat(50_000)}\trequest-id=r `],
  ])("survives %s in linear time", (_, line) => {
    const before = performance.now();
    const parsed = one(line);
    expect(performance.now() - before).toBeLessThan(5000);
    if ("entry" in parsed)
      expect(JSON.stringify(entryToJson(parsed.entry)).length).toBeLessThan(line.length * 3 + 1000);
  });

  it("leaves out an attribute that is nested too deeply, and says so", () => {
    expect(one(`{"status":200,"x":${"[".repeat(100)}${"]".repeat(100)}}`)).toMatchObject({
      entry: { status: 200, attributes: undefined, flags: ["attribute_too_deep"] },
    });
  });
});

/** Whatever comes in, each line gives one result, and an entry prints and reads back. */
function check(line: string): void {
  const results = parseText(line);
  for (const result of results) {
    if (!("entry" in result)) {
      expect(result.reason).not.toBe("");
      continue;
    }
    const { entry } = result;
    expect(Number.isSafeInteger(entry.time)).toBe(true);
    for (const value of Object.values(entry)) expect(value === "" || Number.isNaN(value)).toBe(false);
    expect(entry.upstreams ?? []).not.toContain("");
    const printed = JSON.stringify({ ...entryToJson(entry), n: result.n });
    expect(one(printed)).toEqual({ n: 1, raw: printed, entry });
  }
}

describe("laws", () => {
  it("a line with some characters changed is read or has a reason", () => {
    const mutation = fc.record({
      line: fc.constantFrom(...sample),
      at: fc.nat(600),
      remove: fc.nat(12),
      insert: fc.oneof(
        fc.string({ maxLength: 6 }),
        fc.constantFrom('"', "\\", "{", "}", "-", ":", "\0", "\u001b[1m", "NaN"),
      ),
    });
    fc.assert(
      fc.property(mutation, ({ line, at, remove, insert }) => {
        check(line.slice(0, at) + insert + line.slice(at + remove));
      }),
      { numRuns: 400 },
    );
  });

  it("a line is read as any format that is asked for, or has a reason", () => {
    const names = Object.keys(FORMATS).filter(isFormatName);
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.constantFrom(...sample), (name, line) => {
        const [result] = parseText(line, name);
        if (result === undefined || "reason" in result) expect(result?.reason).toMatch(/./);
        else expect([name, "generic_json"]).toContain(result.entry.format);
      }),
      { numRuns: 400 },
    );
  });

  it("what is recognised by itself is read the same by its name", () => {
    for (const line of sample) {
      const results = parseText(line);
      const [first] = results;
      const format = first !== undefined && "entry" in first ? (first.entry.format ?? "") : "";
      if (isFormatName(format)) expect(parseText(line, format)).toEqual(results);
    }
  });

  it("any JSON object is read, and its own print reads back to the same entry", () => {
    const keys = fc.oneof(
      fc.constantFrom(
        ...Object.keys(FIELDS),
        "msg",
        "uri",
        "url",
        "http",
        "error",
        "event",
        "msec",
        "__proto__",
        "ts",
      ),
      fc.string(),
    );
    const json = fc.dictionary(
      keys,
      fc.oneof(fc.jsonValue(), fc.integer(), fc.constantFrom("2026-11-22T07:59:03Z", "/a", "-")),
    );
    fc.assert(
      fc.property(json, (record) => check(JSON.stringify(record))),
      { numRuns: 400 },
    );
  });

  it("any text is read or has a reason", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => check(text.replaceAll("\n", " "))));
  });

  it("the same line gives the same entry, whatever came before", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(sample), (lines) => {
        const results: Parsed[] = [];
        const parser = createLineParser({ format: "auto", emit: (result) => results.push(result) });
        for (const line of lines) parser.push(line, OBSERVED);
        for (const result of results) expect({ ...result, n: 1 }).toEqual(one(result.raw));
      }),
      { numRuns: 20 },
    );
  });
});

describe("entry JSON", () => {
  it("prints the fields in order, leaves absent ones out, and instants as RFC 3339", () => {
    const parsed = one('{"status":503,"time":"2026-11-22T07:59:03Z","message":"m","x":{"y":[1,null]}}');
    if (!("entry" in parsed)) throw new Error("unreadable");
    expect(JSON.stringify(entryToJson(parsed.entry))).toBe(
      '{"time":"2026-11-22T07:59:03.000Z","observed_time":"2026-11-24T00:00:00.000Z","time_precision":"s",' +
        '"format":"generic_json","kind":"http_request","message":"m","status":503,"origin":"unknown",' +
        '"attributes":{"x":{"y":[1,null]}}}',
    );
  });

  it("refuses what it did not print", () => {
    const valid = { time: "2026-11-22T07:59:03.000Z", observed_time: "2026-11-24T00:00:00.000Z" };
    const words = { time_precision: "s", format: "x", kind: "other" };
    expect(entryFromJson({ ...valid, ...words })).toBeDefined();
    expect(entryFromJson({ ...valid, ...words, kind: "x" })).toBeUndefined();
    expect(entryFromJson({ ...valid, ...words, status: "200" })).toBeUndefined();
    expect(entryFromJson({ ...valid, ...words, time: "2026-13-22T07:59:03.000Z" })).toBeUndefined();
    expect(entryFromJson({ ...valid, ...words, flags: [1] })).toBeUndefined();
    expect(one(JSON.stringify({ ...valid, ...words, status: "200" }))).toMatchObject({
      reason: "not a valid entry of tocsin parse",
    });
    expect(one('{"error":"no known format","line":"x","n":3}')).toMatchObject({
      reason: "was unparsable when tocsin parse read it",
    });
  });
});
