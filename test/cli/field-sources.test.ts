import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FIELD_SOURCES, howToAdd } from "../../src/cli/field-sources.ts";
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
  ["retry_after_seconds", "athens_json", "a module proxy does not log it"],
  ["retry_after_seconds", "generic_json", "as a JSON key of this name"],
  ["attributes.tier", "nginx_json", "as a JSON key of this name"],
  ["service", "athens_plain", "`service: NAME` at the source"],
])("%s in a log of %s: %s", (field, format, words) => {
  expect(howToAdd(field, format)).toContain(words);
});
