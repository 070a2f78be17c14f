import { describe, expect, it, test } from "vitest";
import type { Entry } from "../../src/model/entry.ts";
import { createEntry } from "../../src/model/entry.ts";
import { readRules } from "../../src/rules/read-rules.ts";
import { coverage, type SourceView } from "../../src/study/coverage.ts";
import { viewOfEntries, viewOfFormat } from "../../src/study/source-view.ts";

function rule(keys: string): string {
  return `id: a\ntitle: t\nseverity: info\n${keys}\n`;
}

function cover(text: string, ...views: readonly SourceView[]) {
  const { rules, diagnostics } = readRules([{ path: "a.yaml", text }]);
  expect(diagnostics).toEqual([]);
  const [only] = coverage(rules, views);
  if (only === undefined) throw new Error("no rule was read");
  const said = only.covers.map(({ verdict, lacking, unfit }) => [verdict, ...lacking, ...unfit].join(" "));
  return { said, somewhere: only.somewhere };
}

function entries(...some: readonly Partial<Entry>[]): SourceView {
  const made = some.map((fields) => ({ ...createEntry("generic_json", 0), ...fields }));
  const keys = ["status", "retry_after_seconds"];
  return viewOfEntries("log", {
    entries: made,
    formats: ["generic_json"],
    hasKeyFor: (field) => keys.includes(field),
  });
}

const combined = viewOfFormat("combined", "nginx_combined");
const json = viewOfFormat("json", "nginx_json");
const errors = viewOfFormat("errors", "nginx_error");

describe("by format", () => {
  test.each([
    ["condition: {type: any, match: status == 502}", "can_fire", "cannot_fire status kind"],
    [
      "condition: {type: any, match: retry_after_seconds > 0}",
      "cannot_fire retry_after_seconds",
      "cannot_fire retry_after_seconds kind",
    ],
    [
      "condition: {type: any, match: retry_after_seconds > 0 || upstream_dead}",
      "cannot_fire retry_after_seconds upstream_dead",
      "cannot_fire kind",
    ],
    [
      "condition: {type: any, match: 'status == 503 && !(retry_after_seconds > 0)'}",
      "can_fire",
      "cannot_fire status kind",
    ],
    [
      "condition: {type: metric, match: present(status), field: duration_ms, aggregate: max, window: 1m, gt: 5}",
      "cannot_fire duration_ms",
      "cannot_fire status duration_ms kind",
    ],
    [
      "group_by: [upstream]\ncondition: {type: any, match: status == 502}",
      "cannot_fire upstream",
      "cannot_fire status kind",
    ],
    [
      "group_by: [upstream, client_id]\ncondition: {type: any, match: status == 502}",
      "can_fire",
      "cannot_fire status kind",
    ],
    [
      "group_by: [upstream]\nabsent_groups: true\ncondition: {type: any, match: status == 502}",
      "can_fire",
      "cannot_fire status kind",
    ],
    ["condition: {type: count, match: upstream_dead == true, window: 1m, lt: 5}", "can_fire", "can_fire"],
    [
      "condition: {type: absence, match: upstream_dead == true, window: 1m}",
      "cannot_fire upstream_dead",
      "cannot_fire kind",
    ],
    [
      "condition: {type: absence, match: upstream_dead == true, window: 1m, expect: [{}]}",
      "can_fire",
      "can_fire",
    ],
    ["condition: {type: ratio, match: upstream_dead, window: 1m, lt: 0.5}", "can_fire", "cannot_fire kind"],
    ["condition: {type: any, match: attributes.x == 1}", "can_fire", "cannot_fire kind"],
    ["condition: {type: any, match: 'pod == \"athens-0\"'}", "can_fire", "cannot_fire kind"],
  ])("%s", (keys, inCombined, inErrors) => {
    const text = rule(`where: kind == "http_request"\n${keys}`);
    expect(cover(text, combined, errors).said).toEqual([inCombined, inErrors]);
    expect(cover(text, json).said).toEqual(["can_fire"]);
  });

  it("knows the format itself", () => {
    const text = rule("condition: {type: any, match: 'format == \"nginx_json\"'}");
    expect(cover(text, combined, json).said).toEqual(["cannot_fire format", "can_fire"]);
  });

  it("takes one part of any_of to be enough, and all of all_of to be needed", () => {
    const parts =
      "conditions: {dead: {type: any, match: upstream_dead}, failed: {type: any, match: status >= 500}}";
    expect(cover(rule(`condition: {type: any_of, ${parts}}`), combined).said).toEqual(["can_fire"]);
    expect(cover(rule(`condition: {type: all_of, ${parts}}`), combined).said).toEqual([
      "cannot_fire upstream_dead",
    ]);
  });
});

describe("by what came", () => {
  const backoff = rule("condition: {type: any, match: retry_after_seconds > 0}");

  it("tells what has no place from what did not come so far", () => {
    const view = entries({ kind: "http_request", status: 200 });
    expect(cover(backoff, view)).toEqual({ said: ["not_yet retry_after_seconds"], somewhere: true });
    expect(cover(rule("condition: {type: any, match: upstream_dead}"), view)).toEqual({
      said: ["cannot_fire upstream_dead"],
      somewhere: false,
    });
    expect(cover(backoff, entries({ status: 429, retry_after_seconds: 5 })).said).toEqual(["can_fire"]);
  });

  it("knows the words that came, and of numbers only that they did", () => {
    const view = entries({ kind: "http_request", status: 200, origin: "unknown" });
    expect(cover(rule("condition: {type: any, match: 'kind == \"backoff\"'}"), view).said).toEqual([
      "not_yet kind",
    ]);
    expect(cover(rule("condition: {type: any, match: status >= 500}"), view).said).toEqual(["can_fire"]);
    expect(cover(rule("condition: {type: any, match: 'origin == \"edge\"'}"), view).said).toEqual([
      "cannot_fire origin",
    ]);
  });
});

it("joins sources for the steps of a sequence, and for parts that hold together", () => {
  const text = rule(
    "condition: {type: sequence, steps: [{match: upstream_dead}, {match: status == 502}], within: 1m}",
  );
  expect(cover(text, combined, errors)).toEqual({
    said: ["cannot_fire upstream_dead", "cannot_fire status"],
    somewhere: true,
  });
  expect(cover(text, combined)).toEqual({ said: ["cannot_fire upstream_dead"], somewhere: false });
});

it("leaves out rules that are switched off", () => {
  const { rules } = readRules([
    { path: "a.yaml", text: rule("enabled: false\ncondition: {type: any, match: status == 502}") },
  ]);
  expect(coverage(rules, [json])).toEqual([]);
});
