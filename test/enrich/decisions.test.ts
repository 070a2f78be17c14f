import { describe, expect, it } from "vitest";
import { conditionWords } from "../../src/enrich/condition-words.ts";
import { enrich } from "../../src/enrich/enrich.ts";
import type { Condition } from "../../src/model/condition.ts";
import { alert, countOf, entry, incident, is502, isRequest, request, rule } from "./made-up.ts";

const match = is502;
const duration: Extract<Condition, { type: "metric" }> = {
  type: "metric",
  match,
  field: "duration_ms",
  aggregate: "avg",
  windowMs: 300_000,
  compare: {},
  minCount: 1,
};
const lastHour = { kind: "window", windowMs: 3_600_000, offsetMs: 300_000, minCount: 1, floor: 0 } as const;
const words: readonly (readonly [Condition, string])[] = [
  [{ type: "any", match, windowMs: 300_000 }, "a match within the last 5m"],
  [{ type: "count", match, windowMs: 60_000, compare: { gt: 10 } }, "more than 10 matches in 1m"],
  [{ type: "count", match, windowMs: 60_000, compare: { gte: 1 } }, "at least 1 match in 1m"],
  [
    { type: "count", match, windowMs: 90_000, compare: { gte: 5, lt: 9 } },
    "at least 5 and less than 9 matches in 1m30s",
  ],
  [{ type: "consecutive", match, gte: 5, maxGapMs: 600_000 }, "5 or more matches in a row, gaps at most 10m"],
  [
    { type: "ratio", match, windowMs: 60_000, compare: { gte: 0.5 }, minCount: 20 },
    "at least 50 % of at least 20 entries in 1m",
  ],
  [
    { type: "ratio", match, of: isRequest, windowMs: 60_000, compare: { gt: 0.005 }, minCount: 1 },
    'more than 0.5 % of `kind == "http_request"` in 1m',
  ],
  [
    { ...duration, aggregate: "p99", compare: { gt: 500 }, minCount: 100 },
    "more than 500 ms: p99 of duration_ms of at least 100 matches in 5m",
  ],
  [
    { ...duration, field: "bytes", aggregate: "sum", compare: { gte: 1_234_567 } },
    "at least 1.2 MB: sum of bytes of matches in 5m",
  ],
  [
    { ...duration, aggregate: "avg", compare: { gt: 2 }, baseline: { ...lastHour, floor: 20 } },
    "more than 2 times the baseline, and at least 20 ms: avg of duration_ms of matches in 5m; baseline: the 1h until 5m before",
  ],
  [
    { type: "count", match, windowMs: 60_000, compare: { gte: 3 }, baseline: { ...lastHour, offsetMs: 0 } },
    "at least 3 times the baseline: matches in 1m; baseline: the 1h up to now",
  ],
  [
    {
      type: "ratio",
      match,
      windowMs: 60_000,
      compare: { gt: 2 },
      minCount: 1,
      baseline: { kind: "same_hour", days: 7, minCount: 1, floor: 0.001 },
    },
    "more than 2 times the baseline, and at least 0.1 %: share of entries in 1m; baseline: median of this hour (UTC) over 7 days",
  ],
];

describe("the condition in words", () => {
  it.each(words)("%#: %j", (condition, text) => {
    expect(conditionWords(condition)).toBe(text);
  });
});

describe("how it was decided", () => {
  it("tells each rule once, with the value of its worst alert", () => {
    const outage = rule("outage", countOf(is502), { forMs: 30_000, why: "It must not." });
    const alerts = [
      alert("outage", { firedValue: 40 }),
      alert("outage"),
      alert("gone", { firedValue: null }),
    ];
    expect(enrich(request(alerts, [outage], [entry(0)])).decisions).toEqual([
      {
        rule: "outage",
        place: "rules/outage.yaml:1",
        condition: "more than 10 matches in 1m, for 30s",
        match: "status == 502",
        scope: 'kind == "http_request"',
        value: 40,
        why: "It must not.",
      },
      {
        rule: "gone",
        place: "not loaded any more",
        condition: "unknown, because the rule is not loaded any more",
        match: "unknown",
        scope: undefined,
        value: null,
        why: undefined,
      },
    ]);
  });
});

describe("owner", () => {
  const rules = [
    rule("a", countOf(is502), { owner: "platform" }),
    rule("b", countOf(is502), { owner: "builds" }),
    rule("c", countOf(is502)),
  ];

  it.each([
    [["b", "a", "b"], undefined, { state: "known", value: "builds, platform" }],
    [["b"], "ana", { state: "known", value: "ana" }],
    [["c"], undefined, { state: "none", why: "no rule of this incident names an owner" }],
  ])("%j, taken by %s", (ids, owner, fact) => {
    const alerts = ids.map((id) => alert(id));
    const asked = request(alerts, rules, [], { incident: incident(alerts, { owner }) });
    expect(enrich(asked).owner).toEqual(fact);
  });
});
