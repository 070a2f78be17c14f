import { describe, expect, it } from "vitest";
import { linePattern, maskVarying, maxPatternLength } from "../../src/enrich/line-pattern.ts";
import type { EntryDraft } from "../../src/model/entry.ts";
import { entry } from "./made-up.ts";

const requests: readonly (readonly [Partial<EntryDraft>, string])[] = [
  [
    { method: "GET", status: 502, path: "/a/@v/v1.zip", operation: "zip", upstream_statuses: [502, 502] },
    "GET …/@v/*.zip → 502 (upstream_status 502, 502)",
  ],
  [
    { method: "GET", status: 503, operation: "latest", upstream_status: 503, retry_after_seconds: 5 },
    "GET …/@latest → 503 (upstream_status 503) with Retry-After",
  ],
  [{ method: "GET", status: 429, operation: "sumdb_lookup" }, "GET /sumdb/…/lookup/* → 429"],
  [{ status: 502, path: "/api/users/4711/orders" }, "/api/users/*/orders → 502"],
  [{ method: "POST", status: 500, path: "/v1/a/b/c/d/e" }, "POST /v1/a/b/c/… → 500"],
  [{ status: 499 }, "→ 499"],
  [
    { status: 502, path: "/x", upstream_statuses: [502, 502, 502, 502, 502] },
    "/x → 502 (upstream_status 502, 502, 502, 502, …)",
  ],
];

const texts: readonly (readonly [string, string])[] = [
  [
    'dial tcp 10.0.0.1:443: i/o timeout after 30s for "https://a.example"',
    'dial tcp *: i/o timeout after *s for "*"',
  ],
  ["module a.example/m@v1.2.3-0.20260101000000-abcdef123456: not found", "module a.example/m@*: not found"],
  ["request 5ad2c366e700ab818d32de6e0346456d failed", "request * failed"],
  ["id 123e4567-e89b-12d3-a456-426614174000 gone", "id * gone"],
  ["the facade decades feedback", "the facade decades feedback"],
  ['{"level":"error","code":17,"cause":"x \t y"}', '{"level":"*","code":*,"cause":"*"}'],
  ["GET https://proxy.example/m/@v/list:   bad\tgateway", "GET * bad gateway"],
  ['an "open quote', 'an "open quote'],
];

describe("one line for all that differ only in what varies", () => {
  it("leaves out who asked for what, which nginx writes behind the text of an error", () => {
    const text = "connect() failed (111: Connection refused) while connecting to upstream";
    const fields = { format: "nginx_error", kind: "upstream_error", level: "error" } as const;
    const message = `${text}, client: 10.0.0.9, server: x, request: "GET / HTTP/1.1", host: "x"`;
    expect(linePattern(entry(0, { ...fields, message }), "")).toBe(
      "error: connect() failed (111: Connection refused) while connecting to upstream",
    );
  });

  it.each(requests)("%j", (fields, pattern) => {
    expect(linePattern(entry(0, fields), "raw")).toBe(pattern);
  });

  it.each(texts)("%s", (text, masked) => {
    expect(maskVarying(text)).toBe(masked);
  });

  it("names the level of what is no request, and prefers the message to the line", () => {
    const lines = { kind: "app_error", level: "error", message: "storage: 17 retries" } as const;
    expect(linePattern(entry(0, lines), "raw")).toBe("error: storage: * retries");
    expect(linePattern(entry(0, { kind: "other" }), "raw 5")).toBe("raw *");
  });

  it("is short and quick whatever the line", () => {
    const hostile = [
      "a1".repeat(50_000),
      "v1.1.1-".repeat(20_000),
      "deadbeef-".repeat(20_000),
      '"'.repeat(90_001),
    ];
    const begun = performance.now();
    for (const line of hostile) {
      expect(linePattern(entry(0, { kind: "other" }), line).length).toBeLessThanOrEqual(maxPatternLength);
      const path = linePattern(entry(0, { status: 502, path: `/${line}` }), line);
      expect(path.length).toBeLessThanOrEqual(maxPatternLength);
    }
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});
