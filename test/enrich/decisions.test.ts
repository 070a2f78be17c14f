import { describe, expect, it } from "vitest";
import { conditionWords } from "../../src/enrich/condition-words.ts";
import { enrich } from "../../src/enrich/enrich.ts";
import type { AlertValue } from "../../src/model/alert.ts";
import type { Condition } from "../../src/model/condition.ts";
import { countedBy, matchWords } from "../../src/model/condition-matches.ts";
import { valueWords } from "../../src/model/value-words.ts";
import { alert, countOf, entry, incident, is502, isRequest, request, rule } from "./made-up.ts";

const match = is502;
const absence = { type: "absence", match, windowMs: 300_000, forgetAfterMs: 86_400_000 } as const;
const joined = {
  type: "all_of",
  conditions: {
    silent: absence,
    failing: { type: "ratio", match: isRequest, windowMs: 60_000, compare: { gte: 0.5 }, minCount: 1 },
  },
} as const;
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
    { type: "distinct", match, field: "client_id", windowMs: 10_000, compare: { gte: 6 } },
    "at least 6 different client_id among matches in 10s",
  ],
  [absence, "no match for 5m"],
  [{ ...absence, expect: [{ service: "athens" }] }, "no match for 5m in a group that is listed"],
  [
    {
      type: "new_value",
      match,
      field: "status",
      historyMs: 86_400_000,
      learningMs: 0,
      windowMs: 60_000,
      maxValues: 10,
    },
    "a status not seen in the 1d before, within the last 1m",
  ],
  [
    { type: "change", match, field: "version", windowMs: 60_000 },
    "a version other than the one before, within the last 1m",
  ],
  [
    { type: "sequence", steps: [{ match }, { match: isRequest }], withinMs: 60_000, holdMs: 5_000 },
    "2 steps in order within 1m, the last in the last 5s",
  ],
  [
    { type: "sequence", steps: [{ match }], absent: { match: isRequest }, withinMs: 60_000, holdMs: 5_000 },
    '`status == 502` without `kind == "http_request"` within 1m',
  ],
  [joined, "all of: silent (no match for 5m), failing (at least 50 % of entries in 1m)"],
  [
    { ...joined, type: "any_of" },
    "any of: silent (no match for 5m), failing (at least 50 % of entries in 1m)",
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

const said: readonly (readonly [Condition, AlertValue, string])[] = [
  [absence, 83_000, "1m23s"],
  [{ type: "change", match, field: "status", windowMs: 1 }, 1502, "1502"],
  [{ type: "count", match, windowMs: 1, compare: { gte: 1 } }, 1502, "1,502"],
  [joined, { silent: 83_000, failing: 0.0345 }, "silent 1m23s, failing 3.5 %"],
  [joined, { silent: null, failing: null }, "silent none, failing none"],
];

describe("a value in words", () => {
  it.each(said)("%#", (condition, value, text) => {
    expect(valueWords(condition, value)).toBe(text);
  });
});

describe("the entries that a condition counts", () => {
  it.each<readonly [Condition, string, readonly boolean[]]>([
    [{ type: "change", match, field: "client_id", windowMs: 1 }, "status == 502", [false, true, false]],
    [joined, 'silent: status == 502; failing: kind == "http_request"', [true, true, true]],
    [
      { type: "sequence", steps: [{ match }], absent: { match: isRequest }, withinMs: 1, holdMs: 1 },
      "status == 502",
      [true, true, false],
    ],
  ])("%#", (condition, text, counted) => {
    const counts = countedBy(condition);
    const entries = [{ status: 502 }, { status: 502, client_id: "ci-1" }, { status: 200, client_id: "ci-1" }];
    expect(entries.map((fields) => counts(entry(0, fields)))).toEqual(counted);
    expect(matchWords(condition)).toBe(text);
  });
});

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
