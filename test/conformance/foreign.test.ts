import { describe, expect, it } from "vitest";
import { corpus, entriesOf, readCorpus } from "./corpus-files.ts";
import { runBeats, runCrowdsec } from "./foreign-cases.ts";

const right = { unreadable: 0, wrong: [] };

describe.skipIf(corpus === "")("what other projects say of logs", () => {
  it("beats' nginx access log", () => {
    const report = runBeats("nginx/access/test.log", () => ({ format: "nginx_combined" }));
    expect(report).toMatchObject({ lines: 7, ...right });
  });

  it("beats' nginx error log", () => {
    const log = "nginx/error/error.log";
    const report = runBeats(log, ({ level, message, pid, tid, connection_id: cid }, at) => ({
      format: "nginx_error",
      level,
      message,
      // Theirs leaves the request line in the message.
      method: "GET",
      path: ["/favicon.ico", "/adsasd"][at],
      client_address: "127.0.0.1",
      attributes: { ...entriesOf(`formats/beats/${log}`)[at]?.attributes, pid, tid, cid },
    }));
    expect(report).toMatchObject({ lines: 2, ...right });
  });

  it("crowdsec's nginx log, the line of the error log in it included", () => {
    const report = runCrowdsec("nginx_http-logs/nginx_http-logs.log", ({ log_type: type }) => ({
      format: type === "http_error-log" ? "nginx_error" : "nginx_combined",
    }));
    expect(report).toMatchObject({ lines: 9, ...right });
  });

  it("crowdsec's exceeded limits: each is the edge's own", () => {
    const log = "nginx_req_limit_exceeded/nginx_req_limit_exceeded.log";
    const hosts = [...readCorpus(`formats/crowdsec/${log}`).matchAll(/host: "([^"]*)"/g)].map(
      ([, host]) => host,
    );
    const report = runCrowdsec(log, ({ http_path: path }, at) => ({
      // Theirs keeps the host of an absolute target, and the escapes.
      path: decodeURIComponent(path?.replace(/^\/\/[^/]+/, "") ?? ""),
      host: hosts[at],
      cause: "rate_limited_edge",
      kind: "app_error",
    }));
    expect(report).toMatchObject({ lines: 9, ...right });
  });
});
