import { describe, expect, it } from "vitest";
import { parseText } from "../conformance/run-cases.ts";

/** A line of nginx whose fields are given, read by detection. */
function read(fields: Readonly<Record<string, unknown>>) {
  const [parsed] = parseText(JSON.stringify({ msec: 1795334343.886, remote_addr: "10.0.0.1", ...fields }));
  if (parsed === undefined || !("entry" in parsed)) throw new Error("unreadable");
  expect(parsed.entry.format).toBe("nginx_json");
  return parsed.entry;
}

type Upstreams = readonly [status: number, addr: string, statuses: string, header: string | undefined];

describe("nginx_json", () => {
  it.each<[Upstreams, string, boolean | undefined, string | undefined]>([
    [[200, "a:1", "200", undefined], "upstream", false, undefined],
    [[502, "a:1", "502", undefined], "upstream", true, undefined],
    [[502, "a:1, b:1", "502, 502", "-, -"], "upstream", true, undefined],
    [[502, "a:1", "502", "0.010"], "upstream", false, undefined],
    [[502, "a:1", "503", undefined], "edge", false, undefined],
    [[502, "", "", undefined], "edge", true, undefined],
    [[502, "athens_group", "502", undefined], "upstream", true, "no_upstream"],
    [[504, "a:1", "504", undefined], "upstream", undefined, undefined],
    [[504, "a:1", "504", "-"], "upstream", true, undefined],
    [[504, "a:1", "504", "1.000"], "upstream", false, undefined],
    [[504, "a:1", "-", undefined], "edge", true, undefined],
    [[200, "a:1, b:1", "502, 200", undefined], "upstream", false, undefined],
    [[499, "a:1", "-", undefined], "edge", undefined, "client_abort"],
    [[429, "", "", undefined], "edge", undefined, "rate_limited_edge"],
    [[429, "a:1", "429", undefined], "upstream", false, "rate_limited_upstream"],
    [[503, "-", "-", undefined], "edge", undefined, undefined],
    [[304, "a:1", "200", undefined], "edge", false, undefined],
  ])("%j → %s, dead %j, cause %j", ([status, addr, statuses, header], origin, dead, cause) => {
    const entry = read({
      status,
      upstream_addr: addr,
      upstream_status: statuses,
      ...(header === undefined ? {} : { upstream_header_time: header }),
    });
    expect([entry.origin, entry.upstream_dead, entry.cause]).toEqual([origin, dead, cause]);
  });

  it("says nothing of upstreams that are not logged", () => {
    const entry = read({ status: 502, request_time: 0.1 });
    expect(entry).toMatchObject({ origin: "unknown", upstream_dead: undefined, upstreams: undefined });
  });

  it("reads lists: servers in turn and internal redirects", () => {
    const entry = read({
      status: 200,
      upstream_addr: "1.1.1.1:80, 2.2.2.2:80 : [::1]:81",
      upstream_status: "502, - : 200",
      upstream_response_time: "0.100, - : 0.0209",
      upstream_header_time: "-, - : 0.010",
    });
    expect(entry).toMatchObject({
      upstream: "[::1]:81",
      upstreams: ["1.1.1.1:80", "2.2.2.2:80", "[::1]:81"],
      upstream_status: 200,
      upstream_statuses: [502, 200],
      upstream_ms: 120,
      ttfb_ms: 110,
    });
  });

  it("reads the variables' own names", () => {
    const entry = read({
      msec: undefined,
      time_local: "22/Nov/2026:07:59:03 +0100",
      request: "GET /a.b/c/@v/list?x=1 HTTP/2.0",
      status: "404",
      body_bytes_sent: "12",
      bytes_sent: "300",
      request_time: "0.0129",
      sent_http_retry_after: "",
      upstream_http_retry_after: "120",
      sent_http_content_length: "12",
      content_length: "",
      http_user_agent: "Go-http-client/2.0",
      http_x_client_id: "ci-1",
      remote_user: "bob",
      http_traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      server_protocol: "HTTP/2.0",
    });
    expect(entry).toMatchObject({
      time: Date.UTC(2026, 10, 22, 6, 59, 3),
      time_precision: "s",
      method: "GET",
      path: "/a.b/c/@v/list",
      module: "a.b/c",
      status: 404,
      bytes: 12,
      content_length: 12,
      duration_ms: 12,
      // The client was told nothing, whatever the upstream said.
      retry_after_seconds: undefined,
      client_id: "ci-1",
      trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
      cause: undefined,
    });
    expect({ ...entry.attributes }).toEqual({
      bytes_sent: "300",
      upstream_http_retry_after: "120",
      remote_user: "bob",
      server_protocol: "HTTP/2.0",
    });
  });

  it("takes the upstream's Retry-After where the client's is not logged", () => {
    expect(read({ status: 503, request_time: 0, upstream_http_retry_after: "120" }).retry_after_seconds).toBe(
      120,
    );
  });

  it.each([
    ["10.0.0.1:4711", "10.0.0.1"],
    ["[::1]:80", "::1"],
    ["2a03::1", "2a03::1"],
    [":10.0.0.1", ":10.0.0.1"],
    ["[", "["],
    ["unix:", "unix:"],
  ])("client address %s is %s", (logged, address) => {
    expect(read({ status: 200, uri: "/", remote_addr: logged }).client_address).toBe(address);
  });

  it("keeps what it does not understand", () => {
    const entry = read({ status: "2OO", request_time: "soon", uri: "x", shard: 7, empty: "", dash: "-" });
    expect(entry).toMatchObject({ status: undefined, duration_ms: undefined, path: undefined });
    expect({ ...entry.attributes }).toEqual({ status: "2OO", request_time: "soon", uri: "x", shard: 7 });
  });
});
