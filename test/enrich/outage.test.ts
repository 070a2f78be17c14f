import { describe, expect, it } from "vitest";
import { enrich } from "../../src/enrich/enrich.ts";
import { asLine, corpus, type Lab2Line, rawLab2, storedLab2, timeOf } from "./lab2.ts";
import { alert, countOf, incident, is502, isBackoff, known, noHistory, rule } from "./made-up.ts";

const begin = Date.parse("2026-11-22T09:43:30.000Z");
const end = Date.parse("2026-11-22T09:46:00.000Z");

describe.skipIf(corpus === undefined)("facts of the recorded outage equal a recount of its log", () => {
  const raw = corpus === undefined ? [] : rawLab2();
  const lines = raw.map(asLine);
  const during = lines.filter((line) => timeOf(line) >= begin && timeOf(line) <= end);
  const failed = during.filter((line) => line.status === 502);

  const alerts = [
    alert("outage", { group: { service: "module-proxy" }, evidenceFrom: begin, resolvedAt: end }),
  ];
  const facts = enrich({
    incident: incident(alerts),
    rules: new Map([["outage", rule("outage", countOf(is502))]]),
    entries: corpus === undefined ? [] : storedLab2(),
    now: end,
    limits: { maxEntries: 200_000, deadlineAt: Number.POSITIVE_INFINITY, now: () => 0 },
    traceLink: "https://traces.example/{{trace_id}}",
    runbook: () => undefined,
    history: noHistory,
  });

  it("impact", () => {
    const firstAt = lines.findIndex((line) => line.status === 502);
    const lastAt = lines.findLastIndex((line) => line.status === 502);
    expect(failed.length).toBe(1_397);
    expect(known(facts.impact)).toEqual({
      matches: 1_397,
      total: during.length,
      totalWhileMatching: lastAt - firstAt + 1,
      clients: 10,
      modules: different(failed, moduleOf),
      firstMatchAt: timeOf(lines[firstAt] ?? asLine("{}")),
      lastMatchAt: timeOf(lines[lastAt] ?? asLine("{}")),
      statuses: [{ name: "502", count: 1_397 }],
    });
  });

  it("scope", () => {
    const scope = known(facts.scope);
    const tries = failed.flatMap((line) =>
      [...new Set(line.upstream_addr.split(", "))].map((upstream_addr) => ({ ...line, upstream_addr })),
    );
    expect(scope.clients).toEqual(topOf(failed, (line) => line.client_id));
    expect(scope.upstreams).toEqual(topOf(tries, (line) => line.upstream_addr));
    expect(scope.modules).toEqual(topOf(failed, moduleOf));
    expect(scope.pods).toEqual({ top: [], distinct: 0 });
    expect(scope.services.top).toEqual([{ name: "module-proxy", count: 1_397 }]);
  });

  it("traces", () => {
    const traces = known(facts.traces);
    expect(traces.distinct).toBe(different(failed, traceOf));
    const slowest = Math.max(
      ...failed
        .filter((line) => traceOf(line) !== traces.chosen[0]?.traceId)
        .map((line) => Math.round(line.request_time * 1000)),
    );
    expect(traces.chosen.map((one) => one.why)).toEqual(["first", "slowest", "typical"]);
    expect(new Set(traces.chosen.map((one) => one.traceId)).size).toBe(3);
    expect(traces.chosen[0]?.traceId).toBe(failed[0] === undefined ? undefined : traceOf(failed[0]));
    expect(traces.chosen[1]?.durationMs).toBe(slowest);
  });

  it("evidence: every line in one pattern, first and latest verbatim", () => {
    const evidence = known(facts.evidence);
    expect(evidence.first.raw).toBe(raw.find((line) => asLine(line).status === 502));
    expect(evidence.latest.raw).toBe(raw.findLast((line) => asLine(line).status === 502));
    const zips = failed.filter((line) => line.uri.split("?")[0]?.endsWith(".zip"));
    const shown = evidence.patterns.find((one) => one.pattern.includes("*.zip"));
    expect(shown).toEqual({
      pattern: "GET …/@v/*.zip → 502 (upstream_status 502, 502, 502) 3 upstreams",
      count: zips.length,
    });
  });

  it("no back-off, and says so", () => {
    expect(facts.backoff).toEqual({ state: "none", why: "no match carries a Retry-After above 0" });
  });

  it("back-offs of the whole recording", () => {
    const everything = alert("told", { group: { service: "module-proxy" }, evidenceFrom: 0 });
    const told = lines.filter((line) => line.retry_after !== "");
    const { backoff } = enrich({
      incident: incident([everything]),
      rules: new Map([["told", rule("told", countOf(isBackoff))]]),
      entries: storedLab2(),
      now: end * 2,
      limits: { maxEntries: 200_000, deadlineAt: Number.POSITIVE_INFINITY, now: () => 0 },
      runbook: () => undefined,
      history: noHistory,
    });
    const numbers = told.filter((line) => /^\d+$/.test(line.retry_after));
    const latest = Math.max(...numbers.map((line) => timeOf(line) + Number(line.retry_after) * 1000));
    expect(known(backoff)).toMatchObject({
      count: told.length,
      minSeconds: 5,
      maxSeconds: 600,
      endsAt: latest,
      longestClient: "ci-5",
    });
  });
});

function traceOf(line: Lab2Line): string {
  return line.traceparent.split("-")[1] ?? "";
}

function moduleOf(line: Lab2Line): string | undefined {
  const path = decodeURIComponent(line.uri.split("?")[0] ?? "");
  const at = path.indexOf("/@v/");
  return at === -1 ? undefined : path.slice(1, at);
}

function different(lines: readonly Lab2Line[], of: (line: Lab2Line) => string | undefined): number {
  return new Set(lines.map(of).filter((value) => value !== undefined)).size;
}

function topOf(lines: readonly Lab2Line[], of: (line: Lab2Line) => string | undefined) {
  const names = [...new Set(lines.map(of))].filter((name) => name !== undefined);
  const counted = names.map((name) => ({ name, count: lines.filter((line) => of(line) === name).length }));
  counted.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  return { top: counted.slice(0, 5), distinct: names.length };
}
