import { describe, expect, it } from "vitest";
import { enrich } from "../../src/enrich/enrich.ts";
import type { Entry, EntryDraft } from "../../src/model/entry.ts";
import { alert, countOf, request as enrichRequest, entry, is502, known, rule } from "./made-up.ts";

const outage = rule("outage", countOf(is502));
const asked = { client_address: "10.0.0.9", method: "GET", path: "/m/@v/list" } as const;

function failed(at: number, more: Partial<EntryDraft> = {}): Entry {
  return entry(at, { ...asked, service: "edge", status: 502, upstreams: ["a:1", "b:1"], ...more });
}

/** A line of nginx's error log, which has whole seconds and no request id. */
function errorLine(at: number, upstream: string, more: Partial<EntryDraft> = {}): Entry {
  return entry(at, {
    ...asked,
    format: "nginx_error",
    kind: "upstream_error",
    level: "error",
    cause: "connect_refused",
    message: `connect() failed (111: Connection refused) while connecting to upstream, client: ${asked.client_address}`,
    upstream,
    ...more,
  });
}

function factsOf(...entries: readonly Entry[]) {
  const facts = enrich(enrichRequest([alert("outage", { group: { service: "edge" } })], [outage], entries));
  return {
    matches: known(facts.impact).matches,
    errors: known(facts.evidence).errors,
    cause: facts.cause.state === "known" ? facts.cause.value.count : 0,
  };
}

const pattern = "error: connect() failed (111: Connection refused) while connecting to upstream";

describe("lines of nginx's error log", () => {
  it("belong to the request of the same client, path and upstreams, which counts once", () => {
    expect(factsOf(errorLine(0, "a:1"), errorLine(0, "b:1"), failed(0))).toEqual({
      matches: 1,
      errors: [{ pattern, count: 1 }],
      cause: 1,
    });
  });

  it.each<[string, Entry]>([
    ["another client", errorLine(0, "a:1", { client_address: "10.0.0.8" })],
    ["another path", errorLine(0, "a:1", { path: "/other" })],
    ["another upstream", errorLine(0, "c:1")],
  ])("of %s are not", (_, line) => {
    expect(factsOf(line, failed(0))).toEqual({ matches: 1, errors: [], cause: 0 });
  });

  it("of the same request more than a second away are not, while it ran they are", () => {
    expect(factsOf(errorLine(0, "a:1"), failed(2)).cause).toBe(0);
    expect(factsOf(errorLine(0, "a:1"), failed(2, { duration_ms: 1_500 })).cause).toBe(1);
  });

  it("belong to one of two requests that are alike, not to both", () => {
    const lines = [errorLine(0, "a:1"), errorLine(0, "b:1")];
    expect(factsOf(...lines, failed(0), failed(0)).errors).toEqual([{ pattern, count: 1 }]);
  });
});

describe("the error lines of Caddy", () => {
  const request = { format: "caddy", origin: "edge", upstreams: undefined, host: "proxy.example" } as const;
  const why: Partial<EntryDraft> = {
    ...request,
    status: 502,
    request_id: "jmpd9vgbf",
    message: "dial tcp 127.0.0.1:9: connect: connection refused",
    upstream: undefined,
    service: "edge",
  };

  it("say why the request failed that they repeat, and are no request themselves", () => {
    const facts = enrich(
      enrichRequest(
        [alert("outage", { group: { service: "edge" } })],
        [outage],
        [errorLine(0, "", why), failed(0, request)],
      ),
    );
    expect(known(facts.impact).matches).toBe(1);
    expect(known(facts.cause)).toMatchObject({ cause: "connect_refused", count: 1, of: 1 });
    expect(known(facts.evidence).errors).toEqual([
      { pattern: "error: dial tcp *: connect: connection refused", count: 1 },
    ]);
  });
});
