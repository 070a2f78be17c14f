import { describe, expect, it } from "vitest";
import { createEntry, type EntryDraft } from "../../src/model/entry.ts";
import { compileExpression } from "../../src/rules/compile-expression.ts";

function evaluate(source: string, fields: Partial<EntryDraft>): boolean | null {
  const { expression, problems } = compileExpression(source);
  expect(problems).toEqual([]);
  if (expression === undefined) throw new Error("no expression");
  return expression.test(Object.assign(createEntry("x", 1_000), fields));
}

type Row = readonly [source: string, fields: Partial<EntryDraft>, result: boolean | null];

const rows: readonly Row[] = [
  // Absence: false whatever the operator, and two-valued after that.
  ["status == 502", {}, false],
  ["status != 502", {}, false],
  ["!(status == 502)", {}, true],
  ["!(status != 502)", {}, true],
  ["status < 1", {}, false],
  ["502 > status", {}, false],
  ["upstream_dead", {}, false],
  ["!upstream_dead", {}, true],
  ["upstream_dead == false", {}, false],
  ["upstream_dead != true", {}, false],
  ["status in [0, 502]", {}, false],
  ["502 in upstream_statuses", {}, false],
  ['path.startsWith("")', {}, false],
  ['path.matches("")', {}, false],
  ["duration_ms + 1 > 0", {}, false],
  ["duration_ms + 1 != 0", {}, false],
  ["-duration_ms < 0", {}, false],
  ["size(path) == 0", {}, false],
  ["size(flags) == 0", {}, false],
  ["upstream_statuses.exists(s, true)", {}, false],
  ["upstream_statuses.all(s, true)", {}, false],
  ["(probe ? status : attempt) == 1", { attempt: 1 }, true],
  ["present(status)", {}, false],
  ["present(status)", { status: 0 }, true],
  ["has(status)", { status: 0 }, true],
  ["!has(status)", {}, true],
  ["present(path)", { path: "" }, true],
  ["present(attributes.x)", { attributes: { x: null } }, false],
  ["present(attributes.x.y)", { attributes: { x: { y: 0 } } }, true],
  ["present(upstream_statuses[1])", { upstream_statuses: [1] }, false],
  // Numbers are one type.
  ["status == 502.0", { status: 502 }, true],
  ["duration_ms > 100", { duration_ms: 100.5 }, true],
  ["duration_ms / 1000 >= 1.5", { duration_ms: 1_500 }, true],
  ["status / 100 == 5.02", { status: 502 }, true],
  ["status % 100 == 2", { status: 502 }, true],
  ["status == 0x1F6", { status: 502 }, true],
  ["bytes / status > 0", { bytes: 1, status: 0 }, null],
  ["-status == -502", { status: 502 }, true],
  ["status in [-1, 502]", { status: 502 }, true],
  ["time == 1000", {}, true],
  // Lists.
  ["502 in upstream_statuses", { upstream_statuses: [200, 502] }, true],
  ['"bom" in flags', { flags: ["ansi"] }, false],
  ["upstream_statuses.exists(s, s >= 500)", { upstream_statuses: [200, 502] }, true],
  ["upstream_statuses.all(s, s >= 500)", { upstream_statuses: [200, 502] }, false],
  ["upstream_statuses.all(s, s >= 500)", { upstream_statuses: [] }, true],
  ["upstream_statuses[0] == 200", { upstream_statuses: [200, 502] }, true],
  ["size(upstream_statuses) > 1", { upstream_statuses: [200, 502] }, true],
  ["upstreams.size() > 1", { upstreams: ["a", "b"] }, true],
  ["upstreams.exists(status, status == upstream)", { upstream: "b", upstreams: ["a", "b"] }, true],
  // Texts.
  ['path.contains("/@v/")', { path: "/x/@v/list" }, true],
  ['path.endsWith(".zip")', { path: "/x.zip" }, true],
  ['path.matches("^/x/.*[.](mod|zip)$")', { path: "/x/@v/1.zip" }, true],
  ['path.matches("mod")', { path: "/mod/x" }, true],
  ['user_agent.lowerAscii().startsWith("go-http")', { user_agent: "Go-HTTP-client" }, true],
  ['message.lowerAscii() == "Ärger"', { message: "ÄRGER" }, true],
  ["size(message) == 2", { message: "a😀" }, true],
  ['path == r"\\d"', { path: "\\d" }, true],
  // Attributes: of any type, and a wrong one fails.
  ["attributes.x == 1", { attributes: { x: 1 } }, true],
  ["attributes.x == 1", { attributes: { x: "1" } }, null],
  ["attributes.x != 1", { attributes: { x: "1" } }, null],
  ["attributes.x > 1", { attributes: { x: "b" } }, null],
  ["attributes.x > attributes.y", { attributes: { x: "b", y: "a" } }, null],
  ["attributes.x == attributes.y", { attributes: { x: "b", y: "b" } }, true],
  ["attributes.x", { attributes: { x: true } }, true],
  ["attributes.x", { attributes: { x: "true" } }, null],
  ["attributes.x == 1", {}, false],
  ["attributes.x == 1", { attributes: {} }, false],
  ["attributes.constructor == 1", { attributes: {} }, false],
  ["present(attributes.__proto__)", { attributes: {} }, false],
  ['attributes["x-y"].z[1] == "b"', { attributes: { "x-y": { z: ["a", "b"] } } }, true],
  ["attributes.x in [1, 2]", { attributes: { x: "1" } }, null],
  ["1 in attributes.x", { attributes: { x: [1, "a"] } }, true],
  ["1 in attributes.x", { attributes: { x: "1" } }, null],
  ["attributes.x.exists(a, a == 1)", { attributes: { x: ["b", 1] } }, true],
  ["attributes.x.exists(a, a == 1)", { attributes: { x: ["b", 2] } }, null],
  ['attributes.x.contains("a")', { attributes: { x: 5 } }, null],
  ["attributes.x + 1 > 1", { attributes: { x: "1" } }, null],
  // Failure is decided over by what decides anyway, whichever stands first.
  ["attributes.x == 1 || status == 502", { status: 502, attributes: { x: "1" } }, true],
  ["status == 502 || attributes.x == 1", { status: 502, attributes: { x: "1" } }, true],
  ["attributes.x == 1 && status == 502", { status: 200, attributes: { x: "1" } }, false],
  ["attributes.x == 1 && status == 502 && probe", { status: 502, probe: true, attributes: { x: "1" } }, null],
  ["!(attributes.x == 1)", { attributes: { x: "1" } }, null],
];

describe("compileExpression", () => {
  it.each(rows)("%s with %j → %j", (source, fields, result) => {
    expect(evaluate(source, fields)).toBe(result);
  });

  it("runs patterns in linear time", () => {
    const path = `${"a".repeat(20_000)}!`;
    expect(evaluate('path.matches("^(a+)+$")', { path })).toBe(false);
  });

  it("collects every problem, with code and place", () => {
    const { problems, expression } = compileExpression('statuss == 502 && path > 5 && "x" in path && foo()');
    expect(expression).toBeUndefined();
    expect(problems.map((one) => [one.code, one.start, one.end])).toEqual([
      ["expression/unknown-field", 0, 7],
      ["expression/type", 18, 26],
      ["expression/type", 37, 41],
      ["expression/unknown-function", 45, 50],
    ]);
  });

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ["status = 502", "expression/syntax", /==/],
    ["status == 502 or probe", "expression/syntax", /\|\|/],
    ['path =~ "x"', "expression/syntax", /==|matches/],
    ["status == null", "expression/type", /present/],
    ["status == '502'", "expression/type", /without quotes/],
    ["path == 5", "expression/type", /in quotes/],
    ["client == 'x'", "expression/unknown-field", /client_id|attributes/],
    ["attributes == 'x'", "expression/type", /attributes\.x/],
    ["bytes / 0 > 1", "expression/type", /another number/],
    ["status in ['502']", "expression/type", /number/],
    ["path.matches('(a')", "expression/bad-regex", /RE2/],
    ["path.matches('(?<=a)b')", "expression/bad-regex", /look-around/],
    ["path.matches('(a{1000}){3}')", "expression/too-costly", /repeat/],
    ["path.matches('(a|b){999}c{999}')", "expression/too-costly", /repeat/],
    ["status", "expression/not-boolean", /> 0/],
    ["1 + 1", "expression/not-boolean", /> 0/],
    ["status == 9007199254740993", "expression/type", /largest/],
  ];
  it.each(wrong)("refuses %s", (source, code, hint) => {
    const { problems } = compileExpression(source);
    expect(problems[0]?.code).toBe(code);
    expect(problems[0]?.hint).toMatch(hint);
  });
});
