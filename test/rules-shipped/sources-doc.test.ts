import { describe, expect, it } from "vitest";
import { FORMATS } from "../../src/formats/format-registry.ts";
import { matchWords } from "../../src/model/condition-matches.ts";
import { FIELDS } from "../../src/model/entry.ts";
import { readRules } from "../../src/rules/read-rules.ts";
import { parseLines } from "./parse-lines.ts";
import { projectFile, shippedRules } from "./shipped.ts";

const text = projectFile("docs/sources.md");
const { rules } = shippedRules();

describe("docs/catalogue.md", () => {
  const catalogue = projectFile("docs/catalogue.md");

  it("lists what ships, and nothing else", () => {
    const rows = [...catalogue.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, id]) => id);
    expect(rows.sort()).toEqual(rules.map(({ id }) => id).sort());
  });

  it.each(rules)("names what feeds $id", (rule) => {
    const row = catalogue.split("\n").find((line) => line.startsWith(`| \`${rule.id}\``)) ?? "";
    const reset = rule.condition.type === "consecutive" ? (rule.condition.reset?.source ?? "") : "";
    const sources = [rule.where?.source ?? "", matchWords(rule.condition), reset].join(" ");
    const withoutTexts = sources.replace(/"[^"]*"/g, "");
    const names = withoutTexts.match(/attributes\.[a-z_]+|\b[a-z_]+\b(?! ?\()/gi) ?? [];
    const fields = new Set([...names, ...rule.groupBy].filter((name) => !grammar.has(name)));
    const known = [...fields].filter(
      (field) => field.startsWith("attributes.") || Object.hasOwn(FIELDS, field),
    );
    expect(known.length).toBeGreaterThan(0);
    expect(known.filter((field) => !row.includes(`\`${field}\``))).toEqual([]);
    expect(row).toContain(rule.enabled ? `| ${rule.severity} |` : `| ${rule.severity}, off |`);
  });
});

describe("docs/sources.md", () => {
  it("shows a log_format whose lines hold every field it promises", () => {
    const [, format = ""] = /log_format tocsin escape=json\n([\s\S]*?);\n/.exec(text) ?? [];
    const template = [...format.matchAll(/'(.*)'/g)].map(([, part]) => part).join("");
    const line = template.replace(/\$(\w+)/g, (whole, name: string) => written[name] ?? whole);
    const [entry] = parseLines([line]);
    expect(entry).toMatchObject({
      kind: "http_request",
      time: 1795340618927,
      time_precision: "ms",
      service: "module-proxy",
      env: "prod",
      client_id: "ci-1",
      client_address: "127.0.0.11",
      request_id: "c1a75d2202e5e402f721b252482b4959",
      trace_id: "ff28c2ccbbcc8f8604d9284517e05ca9",
      host: "goproxy.corp.example",
      method: "GET",
      module: "rsc.io/quote",
      version: "v1.5.2",
      operation: "zip",
      status: 503,
      bytes: 150,
      content_length: 150,
      duration_ms: 12,
      upstream: "10.0.0.2:3000",
      upstreams: ["10.0.0.1:3000", "10.0.0.2:3000"],
      upstream_statuses: [502, 503],
      origin: "upstream",
      upstream_dead: false,
      retry_after_seconds: 5,
      pod: "athens-1",
      user_agent: "GoCommand/1",
      attributes: undefined,
    });
  });

  it("shows a log_format with named values whose lines are read as nginx_timed", () => {
    const [, format = ""] = /log_format tocsin_timed ([\s\S]*?);\n/.exec(text) ?? [];
    const template = [...format.matchAll(/'(.*)'/g)].map(([, part]) => part).join("");
    const line = template.replace(/\$(\w+)/g, (whole, name: string) => written[name] ?? whole);
    const [entry] = parseLines([line], "auto");
    expect(entry).toMatchObject({
      format: "nginx_timed",
      time: 1795340618000,
      client_id: "ci-1",
      client_address: "127.0.0.11",
      request_id: "c1a75d2202e5e402f721b252482b4959",
      method: "GET",
      module: "rsc.io/quote",
      status: 503,
      bytes: 150,
      duration_ms: 12,
      ttfb_ms: 12,
      upstreams: ["10.0.0.1:3000", "10.0.0.2:3000"],
      upstream_statuses: [502, 503],
      upstream_dead: false,
      retry_after_seconds: 5,
    });
  });

  it("names every format that there is", () => {
    const rows = new Set([...text.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, name]) => name));
    const formats = Object.keys(FORMATS).filter((name) => !rows.has(name));
    expect(formats).toEqual([]);
  });

  it("shows a rule that loads", () => {
    const yaml = /```yaml\n(id: [\s\S]*?)```/.exec(text)?.[1] ?? "";
    const { rules: shown, diagnostics } = readRules([{ path: "shown.yaml", text: yaml }]);
    expect(diagnostics).toEqual([]);
    expect(shown.map(({ id }) => id)).toEqual(["five-consecutive-backoffs-by-address"]);
  });
});

/** What nginx writes for each variable of the format. */
const written: Readonly<Record<string, string>> = {
  time_iso8601: "2026-11-22T09:43:38+00:00",
  msec: "1795340618.927",
  remote_addr: "127.0.0.11",
  client_id: "ci-1",
  request_id: "c1a75d2202e5e402f721b252482b4959",
  http_traceparent: "00-ff28c2ccbbcc8f8604d9284517e05ca9-fa7fe6b243d587a7-01",
  host: "goproxy.corp.example",
  request_method: "GET",
  request_uri: "/rsc.io/quote/@v/v1.5.2.zip",
  status: "503",
  body_bytes_sent: "150",
  sent_http_content_length: "150",
  request_time: "0.012",
  upstream_addr: "10.0.0.1:3000, 10.0.0.2:3000",
  upstream_status: "502, 503",
  upstream_header_time: "-, 0.011",
  upstream_response_time: "0.001, 0.011",
  sent_http_retry_after: "5",
  upstream_http_x_pod: "athens-1",
  remote_user: "-",
  time_local: "22/Nov/2026:09:43:38 +0000",
  request: "GET /rsc.io/quote/@v/v1.5.2.zip HTTP/1.1",
  http_referer: "-",
  upstream_connect_time: "-, 0.001",
  http_user_agent: "GoCommand/1",
};

/** Words of the expression language; the kind has a column of its own. */
const grammar = new Set(["kind", "in", "present", "true"]);
