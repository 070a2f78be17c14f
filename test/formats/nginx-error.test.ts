import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/model/entry.ts";
import { parseText } from "../conformance/run-cases.ts";

const CONTEXT = ', client: 10.0.0.9, server: x, request: "GET /a.b/c/@v/list HTTP/1.1"';
const ASKED = `${CONTEXT}, upstream: "http://10.0.0.1:80/a.b/c/@v/list", host: "proxy"`;

function read(body: string, level = "error"): Entry {
  const [parsed] = parseText(`2026/11/22 07:59:05 [${level}] 7#8: ${body}`);
  if (parsed === undefined || !("entry" in parsed)) throw new Error(JSON.stringify(parsed));
  expect(parsed.entry.format).toBe("nginx_error");
  return parsed.entry;
}

type Told = readonly [kind: string, cause: string | undefined, dead: true | undefined];
const upstream = (cause: string | undefined, dead?: true): Told => ["upstream_error", cause, dead];

describe("nginx_error", () => {
  it.each<[string, Told]>([
    [
      "connect() failed (111: Connection refused) while connecting to upstream",
      upstream("connect_refused", true),
    ],
    [
      "connect() failed (61: Connection refused) while connecting to upstream",
      upstream("connect_refused", true),
    ],
    ["connect() failed (113: No route to host) while connecting to upstream", upstream(undefined, true)],
    [
      "connect() to unix:/run/a.sock failed (2: No such file or directory) while connecting to upstream",
      upstream(undefined, true),
    ],
    [
      "upstream timed out (110: Connection timed out) while connecting to upstream",
      upstream("connect_timeout", true),
    ],
    [
      "upstream timed out (110: Connection timed out) while SSL handshaking to upstream",
      upstream("tls_handshake_timeout", true),
    ],
    [
      "upstream timed out (110: Connection timed out) while reading response header from upstream",
      upstream("read_timeout", true),
    ],
    ["upstream timed out (110: Connection timed out) while reading upstream", upstream("read_timeout")],
    [
      "upstream prematurely closed connection while reading response header from upstream",
      upstream("premature_close", true),
    ],
    ["upstream prematurely closed connection while reading upstream", upstream("premature_close")],
    [
      "recv() failed (104: Connection reset by peer) while reading response header from upstream",
      upstream("reset", true),
    ],
    ["no live upstreams while connecting to upstream", upstream("no_upstream", true)],
    ["upstream server temporarily disabled while connecting to upstream", upstream(undefined, true)],
    ["upstream server temporarily disabled while reading response header from upstream", upstream(undefined)],
    [
      "upstream SSL certificate verify error: (10:certificate has expired) while SSL handshaking to upstream",
      upstream("tls_expired", true),
    ],
    [
      "upstream SSL certificate verify error: (18:self-signed certificate) while SSL handshaking to upstream",
      upstream("tls_verify", true),
    ],
    [
      'upstream SSL certificate does not match "athens" while SSL handshaking to upstream',
      upstream("tls_verify", true),
    ],
    [
      "SSL_do_handshake() failed (SSL: error:0A00010B) while SSL handshaking to upstream",
      upstream(undefined, true),
    ],
    ["upstream sent invalid header while reading response header from upstream", upstream(undefined)],
    ["athens could not be resolved (3: Host not found)", upstream("dns", true)],
    ["no resolver defined to resolve athens", upstream("dns", true)],
    ['limiting requests, excess: 1.000 by zone "z"', ["app_error", "rate_limited_edge", undefined]],
    ['limiting connections by zone "z"', ["app_error", "rate_limited_edge", undefined]],
    ["client intended to send too large body: 99 bytes", ["app_error", undefined, undefined]],
    ['open() "/html/x" failed (2: No such file or directory)', ["app_error", "not_found", undefined]],
    ['"/html/index.html" is not found (2: No such file or directory)', ["app_error", "not_found", undefined]],
    ['user "bob": password mismatch', ["app_error", "auth", undefined]],
    ["access forbidden by rule", ["app_error", "auth", undefined]],
  ])("%s → %j", (text, told) => {
    const entry = read(`*9 ${text}${ASKED}`);
    expect([entry.kind, entry.cause, entry.upstream_dead]).toEqual(told);
  });

  it.each<[string, string, string, string | undefined]>([
    [
      "info",
      "epoll_wait() reported that client prematurely closed connection, so upstream connection is closed too while sending request to upstream",
      "other",
      "client_abort",
    ],
    [
      "info",
      "recv() failed (104: Connection reset by peer) while sending to client",
      "other",
      "client_abort",
    ],
    ["info", "client sent invalid method while reading client request line", "other", undefined],
    ["warn", "a client request body is buffered to a temporary file /t/1", "other", undefined],
    [
      "warn",
      "an upstream response is buffered to a temporary file /t/1 while reading upstream",
      "other",
      undefined,
    ],
    ["warn", 'delaying request, excess: 0.5, by zone "z"', "other", undefined],
    ["error", 'limiting requests, dry run, excess: 0.5 by zone "z"', "app_error", undefined],
  ])("[%s] %s → %s", (level, text, kind, cause) => {
    const entry = read(`*9 ${text}${ASKED}`, level);
    expect([entry.kind, entry.cause, entry.upstream_dead]).toEqual([kind, cause, undefined]);
  });

  it("tells the life of nginx apart from its failures", () => {
    expect(read("start worker process 12", "notice")).toMatchObject({ kind: "lifecycle", level: "info" });
    expect(read("worker process 12 exited on signal 9", "alert")).toMatchObject({
      kind: "app_error",
      level: "fatal",
    });
    expect(read('host not found in upstream "athens:3000" in /etc/nginx.conf:9', "emerg")).toMatchObject({
      kind: "upstream_error",
      cause: "dns",
    });
  });

  it.each([
    ["http://10.0.0.1:80/x", "10.0.0.1:80"],
    ["https://[::1]:443/x", "[::1]:443"],
    ["http://unix:/run/a.sock:/x", "unix:/run/a.sock"],
    ["fastcgi://127.0.0.1:9000", "127.0.0.1:9000"],
    ["10.0.0.1:443", "10.0.0.1:443"],
  ])("upstream %s is %s", (url, address) => {
    expect(read(`*9 no live upstreams${CONTEXT}, upstream: "${url}", host: "h"`).upstream).toBe(address);
  });

  it("reads the whole context, and the text stays whole", () => {
    const body = `connect() failed (111: Connection refused) while connecting to upstream${CONTEXT}, subrequest: "/auth", upstream: "http://a:80/auth", host: "h:1", referrer: "http://r/?a=", host: "b"`;
    const entry = read(`*9 ${body}`);
    expect(entry).toMatchObject({
      message: body,
      method: "GET",
      path: "/a.b/c/@v/list",
      module: "a.b/c",
      client_address: "10.0.0.9",
      upstream: "a:80",
      host: "h:1",
    });
    expect({ ...entry.attributes }).toEqual({
      pid: 7,
      tid: 8,
      cid: 9,
      protocol: "HTTP/1.1",
      server: "x",
      referer: 'http://r/?a=", host: "b',
    });
  });

  it("believes neither a file's name nor a request", () => {
    const file =
      'open() "/html/no live upstreams, client: 6.6.6.6, server: y" failed (2: No such file or directory)';
    expect(read(`*9 ${file}${CONTEXT}`)).toMatchObject({ client_address: "10.0.0.9", cause: "not_found" });
    const request = `access forbidden by rule, client: 10.0.0.9, server: x, request: "GET /?, client: 6.6.6.6, server: y HTTP/1.1", host: "h"`;
    expect(read(`*9 ${request}`)).toMatchObject({ client_address: "10.0.0.9", path: "/", host: "h" });
  });

  it("says where nginx cut the line, and does not take half a path for one", () => {
    const entry = read(`*9 no live upstreams, client: 10.0.0.9, server: x, request: "GET /a.b/c/@v/l`);
    expect(entry).toMatchObject({
      cause: "no_upstream",
      client_address: "10.0.0.9",
      path: undefined,
      flags: ["no_zone", "truncated"],
    });
  });

  it.each([
    "2026/13/22 07:59:05 [error] 7#8: x",
    "2026/11/22 07:59:05 [loud] 7#8: x",
    "2026/11/22 07:59:05 goproxy.io: 0.157s 200 /x",
  ])("is not %s", (line) => {
    expect(parseText(line, "nginx_error")).toMatchObject([{ reason: "not a line of nginx's error log" }]);
  });
});
