import { describe, expect, it } from "vitest";
import { corpus, countBy, entriesOf, readCorpus } from "./corpus-files.ts";
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
    const report = runCrowdsec("nginx_http-logs/nginx_http-logs.log", "time", ({ log_type: type }) => ({
      format: type === "http_error-log" ? "nginx_error" : "nginx_combined",
    }));
    expect(report).toMatchObject({ lines: 9, ...right });
  });

  it("crowdsec's exceeded limits: each is the edge's own", () => {
    const log = "nginx_req_limit_exceeded/nginx_req_limit_exceeded.log";
    const hosts = [...readCorpus(`formats/crowdsec/${log}`).matchAll(/host: "([^"]*)"/g)].map(
      ([, host]) => host,
    );
    const report = runCrowdsec(log, "time", ({ http_path: path }, at) => ({
      // Theirs keeps the host of an absolute target, and the escapes.
      path: decodeURIComponent(path?.replace(/^\/\/[^/]+/, "") ?? ""),
      host: hosts[at],
      cause: "rate_limited_edge",
      kind: "app_error",
    }));
    expect(report).toMatchObject({ lines: 9, ...right });
  });

  it("beats' traefik log, in which a quote has lost its partner", () => {
    const report = runBeats("traefik/access/test.log", ({ timestamp }, at) => ({
      format: "traefik",
      // Theirs is the start.
      start_time: timestamp,
      time: String(timestamp).replace("000Z", ["002Z", "003Z"][at] ?? ""),
      duration_ms: [2, 3][at],
      upstream: "172.19.0.3:5601",
    }));
    expect(report).toMatchObject({ lines: 2, ...right });
  });

  it("crowdsec's traefik log, but for the line of a plugin in it", () => {
    const report = runCrowdsec("traefik_json/traefik_json.log", "start_time", () => ({
      format: "traefik_json",
    }));
    expect(report).toMatchObject({ lines: 6, ...right });
  });

  it("crowdsec's caddy log", () => {
    const report = runCrowdsec("caddy-logs/caddy-logs.log", "time", () => ({ format: "caddy" }));
    expect(report).toMatchObject({ lines: 10, ...right });
  });

  it("crowdsec's envoy log, as text and as JSON, within what containerd put around it", () => {
    const isText = readCorpus("formats/crowdsec/envoy-logs/envoy.log")
      .split("\n")
      .map((line) => line.includes(" F ["));
    const report = runCrowdsec("envoy-logs/envoy.log", "start_time", (_, at) => ({
      format: isText[at] ? "envoy" : "envoy_json",
    }));
    expect(report).toMatchObject({ lines: 10, ...right });
  });

  it("crowdsec's apache log: what a probe asked for was not there", () => {
    const entries = entriesOf("formats/crowdsec/apache-http-probing/apache-http-probing.log");
    expect(countBy(entries, ({ format, status }) => `${format} ${status}`)).toEqual({
      "apache_common 404": 75,
      "apache_common 400": 2,
    });
    expect(new Set(entries.map((entry) => entry.client_address))).toEqual(new Set(["172.17.0.1"]));
  });
});
