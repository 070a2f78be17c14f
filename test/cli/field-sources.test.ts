import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FIELD_SOURCES } from "../../src/cli/field-sources.ts";
import { howToAdd, RECIPES } from "../../src/cli/how-to-add.ts";
import { createLineParser, type Parsed } from "../../src/formats/line-parser.ts";

const doc = readFileSync(new URL("../../docs/sources.md", import.meta.url), "utf8");

describe("what is advised for nginx", () => {
  test.each(Object.entries(FIELD_SOURCES))(
    "%s stands in the log_format of docs/sources.md",
    (_, { nginx }) => {
      expect(doc).toContain(nginx);
    },
  );

  /** A value of each variable, as nginx would write it for a request whose upstreams were dead. */
  const VALUES: Readonly<Record<string, string>> = {
    $status: "502",
    $request_time: "0.004",
    $sent_http_retry_after: "5",
    $client_id: "ci-1",
    $upstream_addr: "127.0.0.1:1",
    $upstream_status: "502",
    $request_uri: "/github.com/pkg/errors/@v/list",
    $upstream_http_x_pod: "athens-0",
    $http_traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  };

  test.each(Object.entries(FIELD_SOURCES))("%s is there once it is followed", (field, { nginx }) => {
    const piece = nginx.replace(/,$/, "").replace(/\$\w+/g, (variable) => VALUES[variable] ?? variable);
    const base = '"msec":1795338000.001,"request_method":"GET","status":502';
    const read: Parsed[] = [];
    const parser = createLineParser({ format: "nginx_json", emit: (parsed) => read.push(parsed) });
    parser.push(`{${base},${piece}}`, 1_795_338_000_001);
    parser.flush();
    const [first] = read;
    expect(first !== undefined && "entry" in first && Object.entries(first.entry)).toContainEqual([
      field,
      expect.anything(),
    ]);
  });
});

test.each([
  ["retry_after_seconds", "nginx_combined", "this format has no place for it"],
  ["retry_after_seconds", "nginx_timed", "this format has no place for it"],
  ["retry_after_seconds", "athens_json", "what serves modules does not log it"],
  ["retry_after_seconds", "generic_json", "as a JSON key of this name"],
  ["attributes.tier", "nginx_json", "as a JSON key of this name"],
  ["service", "athens_plain", "`service: NAME` at the source"],
  ["retry_after_seconds", "envoy_json", '"retry_after": "%RESP(RETRY-AFTER)%"'],
  ["retry_after_seconds", "traefik_json", "Retry-After: keep"],
  ["client_id", "caddy", "X-Client-Id, by the client"],
  ["retry_after_seconds", "haproxy_http", "read the log of the clients, or of the upstream, beside it"],
  ["retry_after_seconds", "istio", "log as JSON, envoy_json"],
  ["service", "alb", "`service: NAME` at the source"],
])("%s in a log of %s: %s", (field, format, words) => {
  expect(howToAdd(field, format)).toContain(words);
});

describe("what is advised for Envoy and Traefik", () => {
  /** What Envoy writes for each of its operators. */
  const ENVOY: Readonly<Record<string, string>> = {
    "%RESP(RETRY-AFTER)%": "5",
    "%REQ(X-CLIENT-ID)%": "ci-1",
    "%REQ(TRACEPARENT)%": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "%RESP(X-POD)%": "athens-0",
    "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%": "/github.com/pkg/errors/@v/list",
    "%UPSTREAM_CLUSTER%": "athens",
    "%UPSTREAM_HOST%": "127.0.0.1:1",
    "%DURATION%": "4",
  };

  test.each(Object.entries(RECIPES.envoy_json?.pieces ?? {}))(
    "%s is there once it is followed for Envoy",
    (field, piece) => {
      const written = piece.replace(/%[^%]+%/, (operator) => ENVOY[operator] ?? operator);
      const line = `{"start_time":"2026-11-22T09:00:00.001Z","response_code":200,"response_flags":"-",${written}}`;
      expect(fieldOf(line, "envoy_json", field)).toEqual(expect.anything());
    },
  );

  const HEADERS: Readonly<Record<string, string>> = {
    "Retry-After": '"downstream_Retry-After":"5"',
    "X-Client-Id": '"request_X-Client-Id":"ci-1"',
    Traceparent: '"request_Traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"',
    "X-Pod": '"downstream_X-Pod":"athens-0"',
  };

  test.each(Object.entries(RECIPES.traefik_json?.pieces ?? {}))(
    "%s is there once it is followed for Traefik",
    (field, piece) => {
      const written = HEADERS[piece.replace(": keep", "")] ?? "";
      const line = `{"StartUTC":"2026-11-22T09:00:00.001Z","DownstreamStatus":200,${written}}`;
      expect(fieldOf(line, "traefik_json", field)).toEqual(expect.anything());
    },
  );

  function fieldOf(line: string, format: "envoy_json" | "traefik_json", field: string): unknown {
    const read: Parsed[] = [];
    const parser = createLineParser({ format, emit: (parsed) => read.push(parsed) });
    parser.push(line, 1_795_338_000_001);
    parser.flush();
    const [first] = read;
    return first !== undefined && "entry" in first
      ? new Map(Object.entries(first.entry)).get(field)
      : undefined;
  }
});
