import { describe, expect, it } from "vitest";
import { enrich } from "../../src/enrich/enrich.ts";
import { maxPatterns } from "../../src/enrich/evidence.ts";
import { maxListedTraces } from "../../src/enrich/traces.ts";
import { maxDistinctValues } from "../../src/enrich/value-counter.ts";
import type { EntryDraft } from "../../src/model/entry.ts";
import { alert, countOf, entry, is502, isBackoff, known, request, rule, start } from "./made-up.ts";

const outage = rule("outage", countOf(is502));
const told = rule("told", countOf(isBackoff));

function outageOf(fields: readonly Partial<EntryDraft>[]) {
  const entries = fields.map((one, at) => entry(at, { service: "athens", status: 502, ...one }));
  return enrich(request([alert("outage")], [outage], entries, { now: start + 20_000_000 }));
}

describe("impact", () => {
  it("counts matches, scope, clients, modules and statuses", () => {
    const facts = outageOf([
      { status: 200, client_id: "ci-1" },
      { client_id: "ci-1", module: "a.example/m" },
      { status: 200 },
      { client_address: "10.0.0.7", module: "b.example/m" },
      { client_id: "ci-1", module: "a.example/m" },
      { status: 404 },
    ]);
    expect(known(facts.impact)).toEqual({
      matches: 3,
      total: 6,
      totalWhileMatching: 4,
      clients: 2,
      modules: 2,
      firstMatchAt: start + 1_000,
      lastMatchAt: start + 4_000,
      statuses: [{ name: "502", count: 3 }],
    });
    expect(facts.basis).toEqual({ from: start - 1, to: start + 20_000_000, examined: 6 });
  });

  it("orders statuses by number", () => {
    const facts = enrich(
      request(
        [alert("told")],
        [told],
        [429, 503, 503].map((status, at) => entry(at, { service: "athens", status, retry_after_seconds: 1 })),
      ),
    );
    expect(known(facts.impact).statuses).toEqual([
      { name: "503", count: 2 },
      { name: "429", count: 1 },
    ]);
  });

  it("says at least once the cap on different values is reached", () => {
    const many = Array.from({ length: maxDistinctValues + 1 }, (_, i) => ({ client_id: `ci-${i}` }));
    const exact = known(outageOf(many.slice(1)).impact);
    expect([exact.clients, exact.atLeast]).toEqual([maxDistinctValues, undefined]);
    const capped = known(outageOf(many).impact);
    expect([capped.clients, capped.atLeast, capped.matches]).toEqual([
      maxDistinctValues,
      true,
      maxDistinctValues + 1,
    ]);
  });
});

describe("scope", () => {
  it("lists the five most frequent values and how many there are", () => {
    const pods = ["f", "a", "b", "b", "c", "d", "e", "e", "e"];
    const scope = known(outageOf(pods.map((pod) => ({ pod }))).scope);
    expect(scope.pods).toEqual({
      top: [
        { name: "e", count: 3 },
        { name: "b", count: 2 },
        { name: "a", count: 1 },
        { name: "c", count: 1 },
        { name: "d", count: 1 },
      ],
      distinct: 6,
    });
    expect(scope.upstreams).toEqual({ top: [], distinct: 0 });
    expect(scope.services.top).toEqual([{ name: "athens", count: 9 }]);
  });
});

describe("upstreams", () => {
  it("counts each one that a request was sent to, once for that request", () => {
    const facts = outageOf([
      { upstream: "c", upstreams: ["a", "b", "a", "c"] },
      { upstream: "c", upstreams: ["b", "c"] },
      { upstream: "b" },
    ]);
    expect(known(facts.scope).upstreams).toEqual({
      top: [
        { name: "b", count: 3 },
        { name: "c", count: 2 },
        { name: "a", count: 1 },
      ],
      distinct: 3,
    });
  });
});

describe("traces", () => {
  const id = (n: number) => n.toString(16).padStart(32, "0");

  it("chooses first, slowest and typical, each another one", () => {
    const durations = [900, 10, 500, 20, 30, 40];
    const facts = outageOf(durations.map((duration_ms, i) => ({ duration_ms, trace_id: id(i + 1) })));
    expect(known(facts.traces).chosen.map((one) => [one.why, one.traceId, one.durationMs])).toEqual([
      ["first", id(1), 900],
      ["slowest", id(3), 500],
      ["typical", id(4), 20],
    ]);
  });

  it("knows a trace by its slowest match and tells the first by its first", () => {
    const facts = outageOf([
      { duration_ms: 5, trace_id: id(1) },
      { duration_ms: 700, trace_id: id(1) },
      { duration_ms: 1, trace_id: id(2) },
      { duration_ms: 80, trace_id: id(2) },
    ]);
    const { chosen, distinct, all } = known(facts.traces);
    expect(chosen).toEqual([
      { why: "first", traceId: id(1), at: start, durationMs: 5, link: undefined },
      { why: "slowest", traceId: id(2), at: start + 3_000, durationMs: 80, link: undefined },
    ]);
    expect([distinct, all]).toEqual([2, [id(1), id(2)]]);
  });

  it("calls none slow where the log has no durations", () => {
    const facts = outageOf([{ trace_id: id(1) }, { trace_id: id(2) }]);
    expect(known(facts.traces).chosen.map((one) => one.why)).toEqual(["first"]);
  });

  it("takes W3C ids only", () => {
    const wrong = ["0".repeat(32), "1-5759e988-bd862e3fe1be46a994272793", "ABCDEF".padEnd(32, "0")];
    expect(outageOf(wrong.map((trace_id) => ({ trace_id }))).traces).toEqual({
      state: "none",
      why: "no match carries a trace id",
    });
  });

  it("fills the link, and lists a bounded number", () => {
    const entries = Array.from({ length: 250 }, (_, i) =>
      entry(0, { service: "athens", status: 502, trace_id: id(i + 1) }),
    );
    const traceLink = "https://traces.example/t/{{trace_id}}?near={{trace_id}}";
    const traces = known(enrich(request([alert("outage")], [outage], entries, { traceLink })).traces);
    expect(traces.chosen[0]?.link).toBe(`https://traces.example/t/${id(1)}?near=${id(1)}`);
    expect([traces.all.length, traces.distinct]).toEqual([maxListedTraces, 250]);
  });
});

describe("back-off", () => {
  it("gives the spread and the moment at which it ends", () => {
    const delays = [30, 600, 5, 10];
    const entries = delays.map((retry_after_seconds, at) =>
      entry(at, { service: "athens", status: 429, retry_after_seconds, client_id: `ci-${at}` }),
    );
    const facts = enrich(request([alert("told")], [told], entries));
    expect(known(facts.backoff)).toEqual({
      count: 4,
      minSeconds: 5,
      medianSeconds: 10,
      maxSeconds: 600,
      endsAt: start + 601_000,
      longestClient: "ci-1",
    });
  });

  it("ends with the delay that runs out last, which need not be the longest", () => {
    const entries = [
      entry(0, { service: "athens", retry_after_seconds: 100 }),
      entry(90, { service: "athens", retry_after_seconds: 20.5 }),
    ];
    const facts = enrich(request([alert("told")], [told], entries));
    expect(known(facts.backoff).endsAt).toBe(start + 110_500);
  });

  it("says so where nobody was told to wait", () => {
    expect(outageOf([{}, { retry_after_seconds: 0 }]).backoff).toEqual({
      state: "none",
      why: "no match carries a Retry-After above 0",
    });
  });
});

describe("evidence", () => {
  it("counts patterns and keeps the first and the latest line as they are", () => {
    const zip = { method: "GET", path: "/m/@v/v1.0.0.zip", operation: "zip", upstream_status: 502 };
    const facts = outageOf([
      { ...zip, upstream: "10.0.0.1:80" },
      { ...zip, upstream: "10.0.0.2:80" },
      { status: 200 },
      { method: "GET", path: "/m/@v/list", operation: "list", upstream: "10.0.0.1:80" },
    ]);
    expect(known(facts.evidence)).toEqual({
      patterns: [
        { pattern: "GET …/@v/*.zip → 502 (upstream_status 502) 2 upstreams", count: 2 },
        { pattern: "GET …/@v/list → 502 upstream 10.0.0.1:80", count: 1 },
      ],
      distinctPatterns: 2,
      first: { at: start, source: "edge", sequence: 1, raw: "line 1" },
      latest: { at: start + 3_000, source: "edge", sequence: 4, raw: "line 4" },
      errors: [],
    });
  });

  it("shows five patterns, counts the others, and stops telling them apart at its cap", () => {
    const paths = Array.from({ length: maxPatterns + 1 }, (_, i) => ({ path: `/${words(i)}` }));
    const evidence = known(outageOf(paths).evidence);
    expect(evidence.patterns.length).toBe(5);
    expect([evidence.distinctPatterns, evidence.atLeast]).toEqual([maxPatterns, true]);
  });
});

/** A different word, without digits, for each number. */
function words(n: number): string {
  return [...String(n)].map((digit) => "qwertzuiop"[Number(digit)]).join("");
}
