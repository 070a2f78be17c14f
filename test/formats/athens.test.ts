import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/model/entry.ts";
import { OBSERVED, parseText } from "../conformance/run-cases.ts";

function read(line: string, format: Parameters<typeof parseText>[1] = "auto"): Entry {
  const [parsed] = parseText(line, format);
  if (parsed === undefined || !("entry" in parsed)) throw new Error(JSON.stringify(parsed));
  return parsed.entry;
}

function json(fields: Readonly<Record<string, unknown>>): Entry {
  const entry = read(JSON.stringify({ "http-path": "/a.b/c/@v/v1.0.0.info", "request-id": "r", ...fields }));
  expect(entry.format).toBe("athens_json");
  return entry;
}

type Failure = readonly [msg: string, kind: string, ops: readonly string[]];

describe("athens_json", () => {
  it.each<[Failure, string | undefined, string]>([
    [
      ["dial tcp 10.0.0.1:443: connect: connection refused", "Internal Server Error", []],
      "connect_refused",
      "upstream_error",
    ],
    [["dial tcp: lookup x: no such host", "Not Found", []], "dns", "upstream_error"],
    [["dial tcp 10.0.0.1:443: i/o timeout", "Gateway Timeout", []], "connect_timeout", "upstream_error"],
    [
      ["fatal: unable to access: Could not resolve host: github.com", "Not Found", []],
      "dns",
      "upstream_error",
    ],
    [["git ls-remote -q origin: exit status 128", "Not Found", []], "vcs_failure", "upstream_error"],
    [
      ["git ls-remote: fatal: could not read Username for 'https://github.com'", "Not Found", []],
      "auth",
      "app_error",
    ],
    [["x509: certificate signed by unknown authority", "Not Found", []], "tls_verify", "upstream_error"],
    [
      ["403 response from api.github.com", "Too Many Requests", []],
      "rate_limited_upstream",
      "upstream_error",
    ],
    [["no matching versions for query", "Not Found", []], "not_found", "app_error"],
    [["not there yet", "Not Found", ["storage.Info"]], "not_found", "app_error"],
    [
      ["context deadline exceeded", "Internal Server Error", ["pool.Info", "storage.Info"]],
      "storage",
      "app_error",
    ],
    [["write failed", "Internal Server Error", ["s3.Save"]], "storage", "app_error"],
    [["context deadline exceeded", "Gateway Timeout", ["protocol.Info"]], "read_timeout", "upstream_error"],
    [["it says nothing", "Gateway Timeout", []], "read_timeout", "upstream_error"],
    [["it says nothing", "Unauthorized", []], "auth", "app_error"],
    [["it says nothing", "Forbidden", []], undefined, "app_error"],
    [["it says nothing", "constructor", []], undefined, "app_error"],
  ])("%j → cause %s, %s", ([msg, kind, ops], cause, entryKind) => {
    const entry = json({ msg, kind, ops, operation: "download.X", level: "INFO" });
    expect([entry.cause, entry.kind]).toEqual([cause, entryKind]);
  });

  it("takes the path as Athens writes it: decoded, without a query", () => {
    expect(json({ "http-path": "/a%2fb?c/@v/list" }).path).toBe("/a%2fb?c/@v/list");
  });

  it("takes module and version from the path, and from the record where the path has none", () => {
    expect(json({ module: "x.y/z", version: "v9.0.0", kind: "Not Found" })).toMatchObject({
      module: "a.b/c",
      version: "v1.0.0",
      operation: "info",
      attributes: { module: "x.y/z", version: "v9.0.0", athens_kind: "Not Found" },
    });
    expect(json({ "http-path": "/x", module: "x.y/Z", version: "v9.0.0" })).toMatchObject({
      module: "x.y/Z",
      version: "v9.0.0",
      operation: undefined,
    });
    expect(json({ module: "", version: "" })).toMatchObject({ module: "a.b/c", version: "v1.0.0" });
  });

  it("reads what a log shipper adds", () => {
    const entry = json({
      "http-status": "200",
      kubernetes: { pod: { name: "athens-0" } },
      service: "athens",
    });
    expect(entry).toMatchObject({ status: 200, pod: "athens-0", service: "athens", kind: "http_request" });
  });

  it("keeps a status that is none", () => {
    const entry = json({ "http-status": "2OO", level: "info" });
    expect(entry).toMatchObject({ status: undefined, kind: "other", attributes: { "http-status": "2OO" } });
  });

  it("leaves other programs' JSON alone", () => {
    expect(read('{"http-path":"/x","msg":"y"}').format).toBe("generic_json");
    expect(read('{"msg":"started","level":"info"}').format).toBe("generic_json");
    expect(read('{"msg":"Starting application","level":"info","ts":1,"port":1}').format).toBe("generic_json");
    expect(parseText("x", "athens_json")).toMatchObject([{ reason: "not a JSON object" }]);
  });
});

describe("athens_plain", () => {
  const tab = "\t";

  it("takes the moment of reading within the minute that the line names", () => {
    expect(read(`INFO[12:00AM]: x${tab}`)).toMatchObject({
      time: OBSERVED,
      time_precision: "minute",
      flags: ["no_date"],
    });
  });

  it("does not let a path pass for Athens' own fields", () => {
    const line = `INFO[8:05AM]: incoming request${tab}http-method=GET http-path=/a http-status=200 request-id=forged http-status=404 request-id=real `;
    expect(read(line)).toMatchObject({ path: "/a", status: 404, request_id: "real" });
  });

  it("leaves no colour behind, one within another included", () => {
    expect(read(`\u001b[36mINFO\u001b[0m[8:05AM]: a\u001b\u001b[1m[0mb${tab}`)).toMatchObject({
      message: "ab",
      flags: ["ansi", "no_date"],
    });
  });

  it("keeps tabs in the message, and a message without fields", () => {
    expect(read(`ERROR[8:05AM]: go: a${tab}b${tab}request-id=r `)).toMatchObject({
      message: `go: a${tab}b`,
      request_id: "r",
      kind: "app_error",
    });
    expect(read("ERROR[8:05AM]: exit status 128:")).toMatchObject({ message: "exit status 128:" });
    expect(read("INFO[8:05AM]: ").message).toBeUndefined();
  });

  it("reads logrus' lines of the releases before, quoted as Go quotes", () => {
    const line =
      'time="2019-11-22T08:05:07Z" level=error msg="go: \\"x\\"\\n\\tfatal: git ls-remote" http-method=GET ' +
      'http-path="/a.b/c d/@v/list" http-url="/a" kind="Not Found" operation=download.ListHandler ops="[a b]" request-id=r version=';
    const entry = read(line);
    expect(entry).toMatchObject({
      format: "athens_plain",
      time: Date.UTC(2019, 10, 22, 8, 5, 7),
      time_precision: "s",
      level: "error",
      message: 'go: "x"\n\tfatal: git ls-remote',
      cause: "vcs_failure",
      path: "/a.b/c d/@v/list",
      version: undefined,
      flags: undefined,
    });
    expect({ ...entry.attributes }).toEqual({
      "http-url": "/a",
      athens_kind: "Not Found",
      athens_operation: "download.ListHandler",
      athens_ops: ["a", "b"],
    });
  });

  it.each([
    [
      'time="2019-11-22T08:05:07Z" level=info msg="handler: GET /a.b/c/@v/list [200]"',
      Date.UTC(2019, 10, 22, 8, 5, 7),
    ],
    ["handler: GET /a.b/c/@v/list [\u001b[32m200\u001b[0m]", OBSERVED],
  ])("reads the request line of development: %s", (line, time) => {
    expect(read(line)).toMatchObject({
      format: "athens_plain",
      kind: "http_request",
      time,
      method: "GET",
      path: "/a.b/c/@v/list",
      module: "a.b/c",
      status: 200,
    });
  });

  it.each([
    "INFO[0033] a terminal's line, which has no time at all",
    "INFO[13:05AM]: no such hour",
    "NOTE[8:05AM]: no such level",
    "handler: GET x [200]",
  ])("is not %s", (line) => {
    const [parsed] = parseText(line);
    expect(parsed !== undefined && "reason" in parsed).toBe(true);
  });
});
