import { describe, expect, it } from "vitest";
import { type ParsedConfig, parseConfig } from "../../src/config/parse-config.ts";
import { tokenThatMay } from "../../src/config/read-http.ts";

const env = { A: "token-a", B: "token-b", C: "token-c" };

function parse(text: string): ParsedConfig {
  return parseConfig("tocsin.yaml", text, { env, readFile: () => undefined }, { rules: "rules" });
}

function codes(text: string): readonly string[] {
  return parse(text).diagnostics.map((one) => `${one.code} ${one.line}:${one.column}`);
}

describe("http.tokens", () => {
  it("are read with their names and roles", () => {
    const { config, diagnostics } = parse(
      "http: {tokens: [{name: ana, role: respond, token: {env: A}}, {name: x, role: ingest, token: {env: B}}]}",
    );
    expect(diagnostics).toEqual([]);
    expect(config?.http.tokens?.map(({ name, role, token }) => [name, role, token.reveal()])).toEqual([
      ["ana", "respond", "token-a"],
      ["x", "ingest", "token-b"],
    ]);
    expect(JSON.stringify(config)).not.toContain("token-a");
  });

  it("open the address to others as well", () => {
    const tokens = "http: {tokens: [{name: ana, role: read, token: {env: A}}]}";
    expect(codes(`listen: 0.0.0.0:8420\n${tokens}`)).toEqual([]);
    expect(codes("listen: 0.0.0.0:8420\nhttp: {tokens: []}")).toEqual(["config/open-address 1:9"]);
  });

  const one = (more: string): string => `http: {tokens: [{name: a, role: read, token: {env: A}}, ${more}]}`;
  it.each([
    [one("{name: a, role: read, token: {env: B}}"), "config/duplicate-name 1:63"],
    [one("{name: b, role: read, token: {env: A}}"), "config/duplicate-token 1:85"],
    [
      "http: {token: {env: A}, tokens: [{name: b, role: read, token: {env: A}}]}",
      "config/duplicate-token 1:62",
    ],
    [one("{name: b, role: read, token: {env: NOT_SET}}"), "config/missing-secret 1:91"],
    [one("{name: b, role: owner, token: {env: B}}"), "config/wrong-type 1:72"],
    [one("{name: b, token: {env: B}}"), "config/missing-key 1:56"],
  ])("%s", (text, code) => expect(codes(text)).toEqual([code]));

  it("that stand in the file are not shown", () => {
    const { diagnostics } = parse("http: {tokens: [{name: a, role: read, token: hunter2-CANARY}]}");
    expect(diagnostics.map((found) => found.code)).toEqual(["config/literal-secret"]);
    expect(JSON.stringify(diagnostics)).not.toContain("CANARY");
  });
});

describe("the token of this program's own requests", () => {
  const http = (text: string) => parse(`http: ${text}`).config?.http ?? {};
  const read = "{name: r, role: read, token: {env: A}}";
  const respond = "{name: p, role: respond, token: {env: B}}";
  const ingest = "{name: i, role: ingest, token: {env: C}}";
  it.each([
    ["{}", "read", undefined],
    [`{token: {env: A}, tokens: [${respond}]}`, "respond", "token-a"],
    [`{tokens: [${ingest}, ${read}, ${respond}]}`, "respond", "token-b"],
    [`{tokens: [${ingest}, ${respond}]}`, "read", "token-b"],
    [`{tokens: [${read}, ${respond}]}`, "ingest", undefined],
    [`{tokens: [${read}, ${ingest}]}`, "ingest", "token-c"],
  ] as const)("of %s for %s", (text, act, token) => expect(tokenThatMay(http(text), act)).toBe(token));
});

describe("public_url", () => {
  it.each([
    ["https://tocsin.example.com", "https://tocsin.example.com"],
    ["https://tocsin.example.com/", "https://tocsin.example.com"],
    ["http://10.0.0.5:8420", "http://10.0.0.5:8420"],
  ])("%s", (text, expected) => expect(parse(`public_url: ${text}`).config?.publicUrl).toBe(expected));

  it.each([
    "tocsin.example.com",
    "https://tocsin.example.com/tocsin",
    "https://tocsin.example.com/?x=1",
    "https://u:p@tocsin.example.com",
    "javascript:alert(1)",
  ])("not %s", (text) => expect(codes(`public_url: '${text}'`)).toEqual(["config/bad-url 1:13"]));

  it("is compared as browsers write an origin", () => {
    expect(parse("public_url: https://Tocsin.Example.com:443").config?.publicUrl).toBe(
      "https://tocsin.example.com",
    );
  });
});
