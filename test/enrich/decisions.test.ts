import { describe, expect, it } from "vitest";
import { conditionWords } from "../../src/enrich/condition-words.ts";
import { enrich } from "../../src/enrich/enrich.ts";
import type { Condition } from "../../src/model/condition.ts";
import { alert, countOf, entry, incident, is502, isRequest, request, rule } from "./made-up.ts";

const match = is502;
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
