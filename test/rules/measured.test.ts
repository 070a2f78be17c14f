import { describe, expect, it } from "vitest";
import { readRules } from "../../src/rules/read-rules.ts";

function ruleText(condition: string, more = ""): string {
  return `id: a\ntitle: t\nseverity: warning\ncondition: ${condition}\n${more}\n`;
}

function read(text: string) {
  return readRules([{ path: "rules/a.yaml", text }]);
}

/** What was found, without places. */
function findings(condition: string, more = ""): readonly string[] {
  return read(ruleText(condition, more)).diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

const metric = "type: metric, match: status == 200, window: 5m";

describe("metric", () => {
  it("is read with its defaults", () => {
    const { rules, diagnostics } = read(
      ruleText(`{${metric}, field: duration_ms, aggregate: p99.9, gt: 500}`),
    );
    expect(diagnostics).toEqual([]);
    expect(rules[0]?.condition).toMatchObject({
      type: "metric",
      field: "duration_ms",
      aggregate: "p99.9",
      windowMs: 300_000,
      compare: { gt: 500 },
      minCount: 1,
    });
  });

  it.each([
    ["aggregate: p0", "rule/bad-aggregate: `p0` is no aggregate"],
    ["aggregate: p100", "rule/bad-aggregate: `p100` is no aggregate"],
    ["aggregate: p99.99", "rule/bad-aggregate: `p99.99` is no aggregate"],
    ["aggregate: p09", "rule/bad-aggregate: `p09` is no aggregate"],
    ["aggregate: mean", "rule/bad-aggregate: `mean` is no aggregate"],
  ])("refuses %s", (aggregate, finding) => {
    expect(findings(`{${metric}, field: duration_ms, ${aggregate}, gt: 5}`)).toEqual([finding]);
  });

  it.each([
    ["path", "rule/unknown-field: `path` is no number, so there is nothing to aggregate"],
    [
      "upstream_statuses",
      "rule/unknown-field: `upstream_statuses` is no number, so there is nothing to aggregate",
    ],
    ["duration", "rule/unknown-field: `duration` is no field of an entry"],
  ])("refuses the field %s", (field, finding) => {
    expect(findings(`{${metric}, field: ${field}, aggregate: avg, gt: 5}`)).toEqual([finding]);
  });

  it.each([
    ["lt: 0", "rule/bad-comparator: `lt: 0` is never true: `bytes` is never below 0"],
    ["gte: 0", "rule/bad-comparator: `gte: 0` is always true: `bytes` is never below 0"],
  ])("refuses %s of a field that is never negative", (compare, finding) => {
    expect(findings(`{${metric}, field: bytes, aggregate: sum, ${compare}}`)).toEqual([finding]);
    expect(findings(`{${metric}, field: attributes.balance, aggregate: sum, ${compare}}`)).toEqual([]);
  });
});

describe("baseline", () => {
  const count = "type: count, match: status >= 500, window: 90s";

  it("ends before the condition's own window where no offset is given", () => {
    const { rules, diagnostics } = read(ruleText(`{${count}, gt: 1.5, baseline: {window: 1h}}`));
    expect(diagnostics).toEqual([]);
    expect(rules[0]?.condition).toMatchObject({
      compare: { gt: 1.5 },
      baseline: { kind: "window", windowMs: 3_600_000, offsetMs: 120_000, minCount: 1, floor: 0 },
    });
  });

  it("looks at seven days where nothing else is said", () => {
    const { rules } = read(ruleText(`{${count}, gt: 2, baseline: {at: same_hour, min_count: 20, floor: 3}}`));
    expect(rules[0]?.condition).toMatchObject({
      baseline: { kind: "same_hour", days: 7, minCount: 20, floor: 3 },
    });
  });

  it.each([
    ["{}", "rule/missing-key: `condition.baseline` has no `window`"],
    [
      "{window: 90s}",
      "rule/bad-baseline: `window: 1m30s` must be whole minutes, because a baseline is taken at minutes",
    ],
    [
      "{window: 1h, offset: 10s}",
      "rule/bad-baseline: `offset: 10s` must be whole minutes, because a baseline is taken at minutes",
    ],
    [
      "{window: 7d, offset: 1m}",
      "rule/bad-baseline: `window` and `offset` of a baseline together are at most 7d",
    ],
    [
      "{window: 1h, at: same_hour}",
      "rule/bad-baseline: `window` does not go with `at: same_hour`, which takes whole hours of earlier days",
    ],
    ["{window: 1h, days: 3}", "rule/bad-baseline: `days` goes with `at: same_hour`"],
    ["{at: same_hour, days: 29}", "rule/wrong-type: `condition.baseline.days` is too large: at most 28"],
  ])("refuses %s", (baseline, finding) => {
    expect(findings(`{${count}, gt: 2, baseline: ${baseline}}`)).toEqual([finding]);
  });

  it("refuses a multiple that is never reached, and a floor above every ratio", () => {
    expect(findings(`{${count}, lt: 0, baseline: {window: 1h}}`)).toEqual([
      "rule/bad-comparator: `lt: 0` is never true: a multiple of the baseline is never below 0",
    ]);
    const ratio = "type: ratio, match: status >= 500, window: 5m, gt: 2";
    expect(findings(`{${ratio}, baseline: {window: 1h, floor: 5}}`)).toEqual([
      "rule/bad-baseline: with `floor: 5` it is never true: a ratio lies between 0 and 1",
    ]);
  });
});

describe("escalate", () => {
  const any = "{type: any, match: status == 502}";

  it("is read, and is part of what the rule means", () => {
    const plain = read(ruleText(any)).rules[0];
    const more = read(ruleText(any, `escalate: {severity: critical, condition: ${any}}`)).rules[0];
    expect(more?.escalate).toMatchObject({ severity: "critical", condition: { type: "any" } });
    expect(more?.meaning).not.toBe(plain?.meaning);
  });

  it.each([
    [
      `{severity: warning, condition: ${any}}`,
      "rule/bad-escalation: `warning` is not worse than the rule's own severity, `warning`",
    ],
    [
      `{severity: info, condition: ${any}}`,
      "rule/bad-escalation: `info` is not worse than the rule's own severity, `warning`",
    ],
    [
      "{severity: critical, condition: {match: probe}}",
      "rule/missing-key: `escalate.condition` has no `type`",
    ],
    ["{severity: critical}", "rule/missing-key: `escalate` has no `condition`"],
  ])("refuses %s", (escalate, finding) => {
    expect(findings(any, `escalate: ${escalate}`)).toEqual([finding]);
  });
});

it("duplicates are skipped or counted, and counting is what a rule does anyway", () => {
  const any = "{type: any, match: status == 502}";
  const [plain, skip, count] = ["", "duplicates: skip", "duplicates: count"].map((more) =>
    read(ruleText(any, more)),
  );
  expect(skip?.rules[0]?.duplicates).toBe("skip");
  expect(count?.rules[0]?.meaning).toBe(plain?.rules[0]?.meaning);
  expect(findings(any, "duplicates: drop")).toHaveLength(1);
});
