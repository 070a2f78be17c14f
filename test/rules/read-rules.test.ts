import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Expression } from "../../src/model/condition.ts";
import { createEntry } from "../../src/model/entry.ts";
import type { Rule } from "../../src/model/rule.ts";
import { readRules } from "../../src/rules/read-rules.ts";

function rule(keys: string, condition = "{type: any, match: status == 502}"): string {
  return `id: a\ntitle: t\nseverity: info\ncondition: ${condition}\n${keys}\n`;
}

function read(text: string, path = "rules/a.yaml"): Rule {
  const { rules, diagnostics } = readRules([{ path, text }]);
  expect(diagnostics).toEqual([]);
  const [only] = rules;
  if (only === undefined) throw new Error("no rule was read");
  return only;
}

function matchOf(read: Rule | undefined): Expression | undefined {
  const condition = read?.condition;
  return condition !== undefined && "match" in condition ? condition.match : undefined;
}

function codes(...texts: readonly string[]): readonly string[] {
  const files = texts.map((text, index) => ({ path: `rules/${index}.yaml`, text }));
  return readRules(files).diagnostics.map(
    (one) => `${one.code} ${one.file}:${one.line}:${one.column}-${one.endColumn}`,
  );
}

describe("readRules", () => {
  it("takes labels in a title, those of _defaults.yaml too, and no others", () => {
    const text = rule("labels: {team: build}").replace("title: t", 'title: "{{team}} {{site}} {{pod}}"');
    const defaults = { path: "rules/_defaults.yaml", text: "labels: {site: north}\n" };
    const { diagnostics } = readRules([defaults, { path: "rules/a.yaml", text }]);
    expect(diagnostics.map(({ code, column }) => [code, column])).toEqual([["rule/bad-title", 27]]);
  });

  it("reads every key", () => {
    const path = fileURLToPath(new URL("./fixtures/good.yaml", import.meta.url));
    const { rules, ruleFiles } = readRules([{ path: "rules/good.yaml", text: readFileSync(path, "utf8") }]);
    expect(rules[0]).toMatchObject({
      id: "five-consecutive-backoffs",
      title: "{{client_id}} was told to back off {{value}} times in a row",
      severity: "warning",
      owner: "build-platform",
      runbook: "runbooks/backoff.md#client-does-not-back-off",
      where: { source: 'kind == "http_request"' },
      groupBy: ["service", "client_id"],
      condition: { type: "consecutive", gte: 5, maxGapMs: 600_000 },
      forMs: 0,
      keepFiringForMs: 300_000,
      labels: { team: "build-platform" },
      links: [{ title: "Dashboard", url: "https://grafana.example/d/1" }],
      enabled: true,
      incidentBy: ["service"],
      maxGroups: 10_000,
      absentGroups: false,
      file: "rules/good.yaml",
      line: 1,
    });
    expect(rules[1]).toMatchObject({
      condition: {
        type: "ratio",
        windowMs: 300_000,
        compare: { gt: 0.05 },
        clear: { lt: 0.02 },
        minCount: 20,
      },
      incidentBy: ["alertname"],
      line: 27,
    });
    expect(rules[2]?.condition).toMatchObject({ type: "count", windowMs: 600_000, compare: { lt: 3 } });
    expect(rules[3]?.condition).toMatchObject({ type: "any", windowMs: 300_000 });
    expect(ruleFiles[0]?.tests.map(({ line, expectLines }) => ({ line, expectLines }))).toEqual([
      { line: 20, expectLines: [24, 25] },
    ]);
    expect(ruleFiles[0]?.tests.map(({ test }) => test)).toEqual([
      {
        name: "fires on the fifth and not before",
        entries: [
          {
            at: 0,
            every: 10_000,
            times: 5,
            service: "athens",
            client_id: "ci-1",
            status: 429,
            retry_after_seconds: 30,
          },
        ],
        expect: [
          { at: 39_000, alerts: [] },
          { at: 40_000, alerts: [{ state: "firing", group: { client_id: "ci-1" }, value: 5 }] },
        ],
      },
    ]);
  });

  it("leaves a wrong rule out and goes on, in the same file and in others", () => {
    const files = [
      { path: "a.yaml", text: `${rule("oops: 1")}---\n${rule("").replace("id: a", "id: b")}` },
      { path: "b.yaml", text: "id: [\n" },
      { path: "c.yaml", text: rule("").replace("id: a", "id: c") },
    ];
    const { rules, diagnostics } = readRules(files);
    expect(rules.map((one) => one.id)).toEqual(["b", "c"]);
    expect(diagnostics.map((one) => one.code)).toEqual(["rule/unknown-key", "yaml/syntax"]);
  });

  it("refuses the later of two rules with one id, across files, even where the first is wrong", () => {
    const { rules, diagnostics } = readRules([
      { path: "a.yaml", text: rule("oops: 1") },
      { path: "b.yaml", text: rule("") },
    ]);
    expect(rules).toEqual([]);
    expect(diagnostics[1]).toMatchObject({ code: "rule/duplicate-id", file: "b.yaml" });
    expect(diagnostics[1]?.message).toContain("a.yaml:1");
  });

  it("shares one expression between rules that say the same", () => {
    const text = `${rule("where: status==502")}---\n${rule("").replace("id: a", "id: b")}`;
    const { rules } = readRules([{ path: "a.yaml", text }]);
    expect(rules[0]?.where).toBeDefined();
    expect(rules[0]?.where).toBe(matchOf(rules[0]));
    expect(matchOf(rules[1])).toBe(matchOf(rules[0]));
  });

  it("does not share between readings that differ", () => {
    const text = `${rule("where: status == 503")}`;
    expect(read(text).where).not.toBe(matchOf(read(text)));
  });

  it("points into quotes, escapes and blocks", () => {
    const at = (condition: string): string | undefined => codes(`${rule("", condition)}`)[0];
    expect(at(`{type: any, match: 'status == ''x'' '}`)).toContain(":4:32-47");
    expect(at(`\n  type: any\n  match: |\n    status == 502\n      && stat == 1`)).toContain(":8:10-14");
    expect(at(`\n  type: any\n  match: >-\n    status == 502\n    && stat == 1`)).toContain(":8:8-12");
    expect(at(`\n  type: any\n  match: status == 502\n    && stat == 1`)).toContain(":7:8-12");
    expect(at(`\n  type: any\n  match: "status == 502 \\\n    && \\x73tat == 1"`)).toContain(":7:8-15");
  });

  it("cannot be confused by names of JavaScript's own", () => {
    expect(codes(rule("__proto__: {severity: critical}"))).toEqual(["rule/unknown-key rules/0.yaml:5:1-10"]);
    expect(codes(rule("constructor: 1"))).toEqual(["rule/unknown-key rules/0.yaml:5:1-12"]);
    expect(codes(rule("", "{type: toString, match: status == 502}"))[0]).toContain("rule/unknown-condition");
    expect(codes(rule("group_by: [toString]"))[0]).toContain("rule/unknown-field");
    expect(codes(rule("where: hasOwnProperty(status)"))[0]).toContain("expression/unknown-function");
    expect(read(rule("labels: {__proto__: x, constructor: y}")).labels["constructor"]).toBe("y");
  });

  it("survives files that mean harm", () => {
    const bomb = `a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n`;
    expect(codes(bomb)[0]).toContain("yaml/alias");
    expect(codes("[".repeat(200_000))[0]).toMatch(/^yaml\//);
    expect(codes(`a: ${"x".repeat(1_000_001)}`)[0]).toContain("yaml/too-large");
    expect(codes(rule(`where: '${"!".repeat(3_900)}probe'`))[0]).toContain("expression/too-costly");
    expect(codes(rule(`where: '${"(".repeat(3_900)}'`))[0]).toMatch(/expression\//);
    expect(codes("")).toEqual([]);
    expect(codes("# only a comment\n---\n---\n")).toEqual([]);
  });

  it("does not take a count to be the match", () => {
    const match = matchOf(read(rule("", "{type: any, match: status == 502}")));
    const entry = createEntry("x", 0);
    expect(match?.test(entry)).toBe(false);
    entry.status = 502;
    expect(match?.test(entry)).toBe(true);
  });
});

describe("_defaults.yaml", () => {
  const outer = {
    path: "rules/_defaults.yaml",
    text: "owner: platform\nseverity: info\nlabels: {a: x, b: x}\n",
  };
  const inner = { path: "rules/go/_defaults.yaml", text: "labels: {b: y}\nrunbook_base: runbooks/go/\n" };
  const bare = "id: a\ntitle: t\nrunbook: r.md\ncondition: {type: any, match: status == 502}\n";

  it("holds below its directory, and the nearer one wins", () => {
    const files = [outer, inner, { path: "rules/go/a.yaml", text: bare }];
    expect(readRules(files).rules[0]).toMatchObject({
      owner: "platform",
      severity: "info",
      labels: { a: "x", b: "y" },
      runbook: "runbooks/go/r.md",
    });
  });

  it("does not hold beside it, and the rule has the last word", () => {
    const text = `${bare}severity: critical\nlabels: {a: z}\n`;
    const { rules } = readRules([outer, inner, { path: "rules/gopher/a.yaml", text }]);
    expect(rules[0]).toMatchObject({ severity: "critical", labels: { a: "z", b: "x" }, runbook: "r.md" });
  });

  it("leaves URLs and absolute paths alone", () => {
    const files = (runbook: string) => [
      outer,
      inner,
      { path: "rules/go/a.yaml", text: bare.replace("r.md", runbook) },
    ];
    expect(readRules(files("https://x.example/r")).rules[0]?.runbook).toBe("https://x.example/r");
    expect(readRules(files("/srv/r.md")).rules[0]?.runbook).toBe("/srv/r.md");
  });

  it("is checked itself, and an incident_by that a rule cannot have is shown at the rule", () => {
    const defaults = {
      path: "rules/_defaults.yaml",
      text: "severity: info\nincident_by: [service]\nid: x\n",
    };
    const found = readRules([defaults, { path: "rules/a.yaml", text: bare }]).diagnostics;
    expect(found.map((one) => `${one.code} ${one.file}`)).toEqual([
      "rule/unknown-key rules/_defaults.yaml",
      "rule/unknown-label rules/a.yaml",
    ]);
    expect(found[1]?.message).toContain("rules/_defaults.yaml");
  });
});

describe("meaning", () => {
  const base = rule("where: kind == 'http_request' && present(status)\ngroup_by: [service]\nfor: 1m");
  const same: readonly (readonly [string, string])[] = [
    ["words", base.replace("title: t", "title: another\nwhy: because\nowner: me\nlabels: {a: b}")],
    ["severity", base.replace("severity: info", "severity: critical")],
    ["blanks", base.replace("kind == 'http_request'", "  kind=='http_request'  ")],
    ["quote style", base.replace("'http_request'", '"http_request"')],
    ["brackets", base.replace("kind == 'http_request'", "(kind == ('http_request'))")],
    ["has", base.replace("present(", "has(")],
    ["spelling of a duration", base.replace("for: 1m", "for: 60s")],
    ["the default window", base.replace("match: status == 502}", "match: status == 502, window: 5m}")],
    ["enabled", `${base}enabled: false\n`],
  ];
  const different: readonly (readonly [string, string])[] = [
    ["scope", base.replace("present(status)", "present(path)")],
    ["grouping", base.replace("[service]", "[pod]")],
    ["condition", base.replace("502", "503")],
    ["window", base.replace("match: status == 502}", "match: status == 502, window: 6m}")],
    ["for", base.replace("for: 1m", "for: 2m")],
    ["keep_firing_for", `${base}keep_firing_for: 1m\n`],
    ["absent_groups", `${base}absent_groups: true\n`],
  ];

  it("has 16 hex digits", () => {
    expect(read(base).meaning).toMatch(/^[0-9a-f]{16}$/);
  });
  it.each(same)("is kept by an edit of %s", (_name, text) => {
    expect(text).not.toBe(base);
    expect(read(text).meaning).toBe(read(base).meaning);
  });
  it.each(different)("is changed by an edit of %s", (_name, text) => {
    expect(text).not.toBe(base);
    expect(read(text).meaning).not.toBe(read(base).meaning);
  });
});
