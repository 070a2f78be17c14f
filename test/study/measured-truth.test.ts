import { describe, expect, test } from "vitest";
import { measuredTransitions } from "../detect/measured-reference.ts";
import { readRecording, replayAll, rulesFrom } from "./corpus-lab.ts";

const corpus = process.env["TOCSIN_CORPUS"];

/** Every aggregate, and baselines of each condition, over what the recordings hold. */
const RULES = [
  "{type: metric, match: probe == false || status >= 0, field: duration_ms, aggregate: p50, gt: 12, window: 20s}",
  "{type: metric, match: status >= 0, field: duration_ms, aggregate: p95, gte: 60, window: 60s, min_count: 20}",
  "{type: metric, match: status >= 0, field: duration_ms, aggregate: p99.9, gt: 200, window: 60s, clear: {lt: 120}}",
  "{type: metric, match: status >= 0, field: duration_ms, aggregate: avg, gt: 30, window: 30s, min_count: 10}",
  "{type: metric, match: status == 200, field: duration_ms, aggregate: max, gte: 100, lt: 1000, window: 10s}",
  "{type: metric, match: status == 200, field: duration_ms, aggregate: min, gt: 4, window: 2s, min_count: 5}",
  "{type: metric, match: status >= 0, field: bytes, aggregate: sum, gt: 40000, window: 15s}",
  "{type: metric, match: status >= 0, field: upstream_ms, aggregate: avg, gt: 40, window: 20m, min_count: 30}",
  "{type: metric, match: status >= 0, field: duration_ms, aggregate: p99, gt: 2, window: 60s, min_count: 10, baseline: {window: 2m, offset: 1m, min_count: 50}}",
  "{type: metric, match: status >= 0, field: bytes, aggregate: sum, gt: 1.5, window: 30s, baseline: {window: 3m, min_count: 50}}",
  "{type: ratio, match: status >= 400, gt: 2, window: 30s, baseline: {window: 2m, offset: 1m, min_count: 50, floor: 0.05}}",
  "{type: count, match: status >= 0, gt: 1.25, clear: {lt: 1}, window: 30s, baseline: {window: 3m, offset: 1m, min_count: 100}}",
].map(
  (condition, place) =>
    `id: rule-${place}\ntitle: x\nseverity: info\nfor: ${place % 3}s\nkeep_firing_for: ${place % 4}s\ncondition: ${condition.replace(/match: ([^,]+),/, 'match: "$1",')}\n`,
);

/** A tenth of the entries: the reference looks at all of them at each instant. */
const everyNth = 10;

describe.skipIf(corpus === undefined).each(["lab/nginx-json.ndjson", "lab2/edge.ndjson"])("%s", (log) => {
  if (corpus === undefined) return test("needs TOCSIN_CORPUS", () => {});
  const { entries } = readRecording(corpus, log);
  const some = entries.filter((_, place) => place % everyNth === 0);
  const until = (entries.at(-1)?.time ?? 0) + 600_000;

  test.each(rulesFrom(RULES.join("---\n")).map((rule) => [rule.id, rule] as const))("%s", (_, rule) => {
    const field = rule.condition.type === "metric" ? rule.condition.field : "duration_ms";
    // The reference reads duration_ms.
    const read = some.map((entry) => ({
      ...entry,
      duration_ms:
        field === "bytes" ? entry.bytes : field === "upstream_ms" ? entry.upstream_ms : entry.duration_ms,
    }));
    const told = replayAll([rule], some, until).map(({ at, state, value, startedAt, reason }) => ({
      at,
      group: null,
      state,
      value,
      startedAt,
      reason,
    }));
    expect(told).toEqual(measuredTransitions(rule, read, until));
    // The first recording has no traffic that would make every rule fire.
    if (log.startsWith("lab2")) expect(told.length).toBeGreaterThan(0);
  });
});
