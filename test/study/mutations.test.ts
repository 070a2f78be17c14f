import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileExpression } from "../../src/rules/compile-expression.ts";
import { expressionMutations, movedLimits } from "../../src/rules/expression-mutations.ts";
import { readRules } from "../../src/rules/read-rules.ts";
import { type MutationOutcome, mutateRule } from "../../src/study/mutate-rule.ts";
import { ruleMutations } from "../../src/study/rule-mutations.ts";
import { terms } from "../rules/naive-expression.ts";
import { testWorld } from "../rules-shipped/test-world.ts";

describe("slips in an expression", () => {
  it.each<readonly [string, readonly string[]]>([
    ["status >= 500", ["status > 500", "status >= 450", "status >= 550"]],
    ["status < 5", ["status <= 5", "status < 4", "status < 6"]],
    ["retry_after_seconds > 0", ["retry_after_seconds >= 0"]],
    ["0.5 <= duration_ms", ["0.5 < duration_ms", "0.45 <= duration_ms", "0.55 <= duration_ms"]],
    ['kind == "backoff"', ['kind != "backoff"']],
    [
      "!(status > 5 && probe)",
      ["!(status >= 5 && probe)", "!(status > 4 && probe)", "!(status > 6 && probe)"],
    ],
    ["status in [502, 503]", []],
    ["(status) >  (500)", ["status >= 500", "status > 450", "status > 550"]],
    ['path.startsWith(">= 5")', []],
    [
      "upstream_statuses.exists(s, s > 499)",
      [
        "upstream_statuses.exists(s, s >= 499)",
        "upstream_statuses.exists(s, s > 449)",
        "upstream_statuses.exists(s, s > 549)",
      ],
    ],
    ["status >=", []],
  ])("%s", (source, mutations) => {
    expect(expressionMutations(source).map((one) => one.source)).toEqual(mutations);
  });

  it.each<readonly [number, readonly number[]]>([
    [1, [0, 2]],
    [300, [270, 330]],
    [0.5, [0.45, 0.55]],
    [0.05, [0.045, 0.055]],
    [-4, [-5, -3]],
  ])("move %d to %j", (limit, moved) => {
    expect(movedLimits(limit)).toEqual(moved);
  });

  it("leave an expression that can be read (law)", () => {
    let seen = 0;
    fc.assert(
      fc.property(terms.cond, ({ text }) => {
        if (compileExpression(text).expression === undefined) return;
        for (const { source } of expressionMutations(text)) {
          seen++;
          expect(source).not.toBe(text);
          const codes = compileExpression(source).problems.map(({ code }) => code);
          expect(codes.filter((code) => code !== "expression/too-costly")).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
    expect(seen).toBeGreaterThan(500);
  });
});

const bare = { id: "a", title: "t", severity: "info" };

describe("slips in a rule", () => {
  const words = (rule: object): readonly string[] =>
    ruleMutations({ ...bare, ...rule }).map((one) => one.words);

  it.each<readonly [string, object, readonly string[]]>([
    [
      "a window",
      { condition: { type: "any", window: "5m" } },
      ["condition.window: 5m → 2m30s", "condition.window: 5m → 10m"],
    ],
    ["a count", { condition: { type: "count", gt: 10 } }, ["condition.gt: 10 → 9", "condition.gt: 10 → 11"]],
    [
      "a share, and the way back",
      { condition: { type: "ratio", gte: 0.5, clear: { lt: 0.1 } } },
      [
        "condition.gte: 0.5 → 0.45",
        "condition.gte: 0.5 → 0.55",
        "condition.gte: 0.5 → gt: 0.5",
        "condition.clear left out",
        "condition.clear.lt: 0.1 → 0.09",
        "condition.clear.lt: 0.1 → 0.11",
        "condition.clear.lt: 0.1 → lte: 0.1",
      ],
    ],
    [
      "a count against its baseline is no whole number",
      { condition: { type: "count", gt: 2, baseline: { window: "1h" } } },
      [
        "condition.gt: 2 → 1",
        "condition.gt: 2 → 3",
        "condition.gt: 2 → gte: 2",
        "condition.baseline left out",
        "condition.baseline.window: 1h → 30m",
        "condition.baseline.window: 1h → 2h",
      ],
    ],
    [
      "the way back of a count",
      { condition: { type: "count", clear: { lt: 3 } } },
      ["condition.clear left out", "condition.clear.lt: 3 → 2", "condition.clear.lt: 3 → 4"],
    ],
    ["keys", { group_by: ["service", "pod"] }, ["group_by without service", "group_by without pod"]],
    [
      "a simple scope",
      { where: 'kind == "backoff"' },
      ['where: kind == "backoff" → kind != "backoff"', "where left out"],
    ],
    ["an aggregate", { condition: { type: "metric", aggregate: "p99" } }, ["condition.aggregate: p99 → avg"]],
    [
      "fewest entries",
      { condition: { type: "ratio", min_count: 20 } },
      ["condition.min_count: 20 → 19", "condition.min_count: 20 → 21"],
    ],
    [
      "what is joined",
      { condition: { type: "all_of", conditions: { a: { type: "any" }, b: { type: "any" } } } },
      ["condition.type: all_of → any_of", "condition.conditions without a", "condition.conditions without b"],
    ],
    [
      "steps",
      { condition: { type: "sequence", steps: [{ match: "probe" }, { match: "probe" }] } },
      ["condition.steps without step 1", "condition.steps without step 2"],
    ],
    [
      "words are left alone",
      { title: "over 5", labels: { window: "5m" }, why: "x", tests: [{ window: "5m" }] },
      [],
    ],
  ])("%s", (_, rule, mutations) => {
    expect(words(rule)).toEqual(mutations);
  });
});

describe("the tests of a rule", () => {
  const rule = `id: many
title: many
severity: info
group_by: [service]
condition:
  type: count
  match: status == 502
  window: 1m
  gte: 3
tests:
`;
  const thorough = `  - name: the third within a minute
    entries:
      - {at: 0s, every: 20s, times: 3, service: a, status: 502}
      - {at: 0s, every: 20s, times: 3, service: b, status: 200}
    transitions: [{at: 40s, state: firing, group: {service: a}}, {at: 60s, state: resolved}]
`;

  it("kill all mutants where they are thorough", () => {
    expect(mutated(rule + thorough)).toEqual({ tried: 6, survivors: [] });
  });

  it("let those live that they do not notice, with their places", () => {
    const lax = thorough.replace(/transitions:.*/, "expect: [{at: 40s, alerts: [{state: firing}]}]");
    expect(mutated(rule + lax)).toEqual({
      tried: 6,
      survivors: [
        { words: "group_by without service", line: 4 },
        { words: "condition.match: status == 502 → status != 502", line: 7 },
        { words: "condition.window: 1m → 2m", line: 8 },
        { words: "condition.gte: 3 → 2", line: 9 },
      ],
    });
  });

  it("are run under the defaults of the rule's folder", () => {
    const text = (rule + thorough).replace("severity: info\n", "");
    const defaults = { path: "rules/_defaults.yaml", text: "severity: info\n" };
    expect(mutated(text, [defaults]).tried).toBe(6);
  });
});

function mutated(
  text: string,
  others: readonly { readonly path: string; readonly text: string }[] = [],
): MutationOutcome {
  const files = [...others, { path: "rules/many.yaml", text }];
  const [file] = readRules(files).ruleFiles;
  if (file === undefined) throw new Error("the rule is wrong");
  return mutateRule(file, files, testWorld);
}
