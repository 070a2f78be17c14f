import { describe, expect, it } from "vitest";
import { parseText } from "../conformance/run-cases.ts";

const START = '10.0.0.9 - bob [22/Nov/2026:07:59:03 +0000] "GET /a.b/c/@v/list HTTP/1.1" 502 9 "-" "go"';

function read(rest: string) {
  const [parsed] = parseText(`${START} ${rest}`);
  if (parsed === undefined || !("entry" in parsed)) throw new Error("unreadable");
  return parsed.entry;
}

describe("nginx_timed", () => {
  it("reads the variables' own names, with commas, and what is logged beside them", () => {
    const entry = read(
      'request_time=0.120, upstream_addr="10.0.0.1:80, 10.0.0.2:80", upstream_status="502, 503", ' +
        'upstream_response_time="0.100, 0.010", upstream_cache_status=MISS, sent_http_retry_after=30, ' +
        "client_id=ci-1, http_traceparent=00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    );
    expect(entry).toMatchObject({
      format: "nginx_timed",
      duration_ms: 120,
      upstreams: ["10.0.0.1:80", "10.0.0.2:80"],
      upstream_status: 503,
      upstream_statuses: [502, 503],
      upstream_ms: 110,
      upstream_dead: false,
      origin: "edge",
      retry_after_seconds: 30,
      client_id: "ci-1",
      trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
    });
    expect({ ...entry.attributes }).toEqual({
      protocol: "HTTP/1.1",
      upstream_cache_status: "MISS",
      remote_user: "bob",
    });
  });

  it("reads lists without quotes", () => {
    expect(read("rt=0.1 us=502, 502 ua=a:80, b:80")).toMatchObject({
      upstream_statuses: [502, 502],
      upstreams: ["a:80", "b:80"],
      upstream_dead: true,
    });
  });

  it("takes no piece of a torn list for an upstream", () => {
    expect(read('us="502, 200" ua="127.0.0.1:9, "127.0.0.1:18070" rid=1')).toMatchObject({
      upstream: "127.0.0.1:9",
      upstreams: ["127.0.0.1:9"],
      upstream_status: 200,
    });
  });

  it("knows that nothing was tried from that nothing was logged", () => {
    expect(read('rt=0.0 us="-" ua="-"')).toMatchObject({ origin: "edge", upstream_dead: true });
    expect(read("rt=0.0")).toMatchObject({ origin: "unknown", upstream_dead: undefined });
  });

  it("keeps positional fields in between, and a user agent that is called ua", () => {
    const entry = read('"10.1.1.1" 0.5 rt=0.1 ua="Mozilla/5.0 (X11; Linux)" shard=7');
    expect({ ...entry.attributes }).toEqual({
      protocol: "HTTP/1.1",
      trailing: '"10.1.1.1" 0.5',
      ua: "Mozilla/5.0 (X11; Linux)",
      shard: "7",
    });
  });

  it("leaves combined lines with other fields behind to nginx_combined", () => {
    expect(read('"-" 0.100 shard=7')).toMatchObject({
      format: "nginx_combined",
      attributes: { trailing: '"-" 0.100 shard=7' },
    });
    expect(read("").format).toBe("nginx_combined");
    expect(parseText("rt=0.1", "nginx_timed")).toMatchObject([
      { reason: "not a line of the combined log format" },
    ]);
  });

  it("does not take a query or an agent for its fields", () => {
    const line = START.replace("list ", "list?x=1&y=2&z=%20rt=1 ").replace('"go"', '"go rt=9"');
    const [parsed] = parseText(line);
    expect(parsed).toMatchObject({ entry: { duration_ms: undefined, user_agent: "go rt=9" } });
  });
});
