import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readOwnPattern } from "../../src/redact/own-patterns.ts";
import { createRedactor } from "../../src/redact/redactor.ts";

const { redactLine, redactText } = createRedactor({
  key: "test",
  settings: {
    patterns: [
      { name: "account", pattern: "account=(?P<secret>\\d+)" },
      { name: "employee", pattern: "E\\d{6}" },
      { name: "greedy", pattern: 'leak:.*?"' },
    ],
    keyNames: ["badge_id", "x-corp-key"],
    privateModules: ["git.corp.example.com"],
  },
});

describe("own patterns", () => {
  it("replace the group called secret, or the whole match", () => {
    expect(redactText("x account=4711, E123456!")).toMatch(
      /^x account=\[redacted:account:....\], \[redacted:employee:....\]!$/,
    );
  });

  it("never leave JSON that is none", () => {
    const line = '{"a":"leak: x","b":1,"n":"E123456"}';
    const { text, count } = redactLine(line);
    expect(JSON.parse(text)).toMatchObject({ b: 1, n: expect.stringMatching(/^\[redacted:employee/) });
    expect(count).toBeGreaterThan(0);
  });

  it.each([
    ["(", /is no pattern/],
    ["(?=x)", /is no pattern/],
    [".*", /too broad/],
    ["x?", /too broad/],
    ["\\d{3}", /too broad: it would redact `2026-11-22T09:37:10.123Z`|too broad/],
    ["[0-9a-f]{32}", /too broad/],
    ["\\S+", /too broad/],
    ["(?P<name>abcd)", /has a group called `name`/],
    ["(x{30}){30}", /compiles to/],
    ["x".repeat(1001), /characters/],
  ])("refuses %s", (pattern, problem) => {
    expect(readOwnPattern({ name: "own", pattern })).toMatchObject({
      problem: expect.stringMatching(problem),
      hint: expect.any(String),
    });
  });
});

describe("own key names", () => {
  it.each([
    ['{"badge_id":"b-1","x":2}', /^\{"badge_id":"\[redacted:secret:....\]","x":2\}$/],
    ['{"badgeId":4711}', /^\{"badgeId":"\[redacted:secret:....\]"\}$/],
    ['{"user_badge-id":{"a":"b-1"}}', /^\{"user_badge-id":\{"a":"\[redacted:secret:....\]"\}\}$/],
    ["level=info badge_id=b-1 x=1", /^level=info badge_id=\[redacted:secret:....\] x=1$/],
    ["/x?badge_id=b-1&y=2", /^\/x\?badge_id=\[redacted:secret:....\]&y=2$/],
    ["X-Corp-Key: abc, z", /^X-Corp-Key: \[redacted:secret:....\], z$/],
    ['{"m":"{\\"badge_id\\":\\"b-1\\"}"}', /^\{"m":"\{\\"badge_id\\":\\"\[redacted:secret:....\]\\"\}"\}$/],
  ])("%s", (line, expected) => {
    expect(redactText(line)).toMatch(expected);
  });
});

/** Pieces that are found in one another's company. */
const PIECE = fc.constantFrom(
  ...'account=12 E123456 E12345 badge_id= token= " \\ \\" %22 %2F / git.corp.example.com /team /@v/ ?a=1& : {"password":" [redacted:token:abcd] [redacted: ] bearer a1b2c3d4e5 @x.example Authorization: leak: , \' \\u0041 \\\\'.split(
    " ",
  ),
  " ",
);

describe("the redactor", () => {
  it("redacts twice as once, whatever comes together", () => {
    fc.assert(
      fc.property(fc.array(PIECE, { maxLength: 14 }), (pieces) => {
        const once = redactText(pieces.join(""));
        expect(redactText(once)).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });

  it("keeps JSON valid, whatever its texts are", () => {
    const text = fc.array(PIECE, { maxLength: 8 }).map((pieces) => pieces.join(""));
    const key = fc.oneof(text, fc.constantFrom("password", "badge_id", "token", "value"));
    fc.assert(
      fc.property(
        fc.dictionary(key, fc.oneof(text, fc.array(text), fc.integer(), fc.dictionary(key, text))),
        (record) => {
          const line = JSON.stringify(record);
          const once = redactText(line);
          expect(() => JSON.parse(once)).not.toThrow();
          expect(redactText(once)).toBe(once);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("hides nothing behind a mark that came with the line", () => {
    expect(redactText("token=[redacted:token:abcd]hunter2 x")).toMatch(
      /^token=\[redacted:token:abcd\]\[redacted:token:....\] x$/,
    );
  });

  it.each([
    ["a megabyte of text", "abc def=1, ".repeat(95_000)],
    ["a megabyte of one word", "a".repeat(1_000_000)],
    ["5,000 backslashes", `{"token":"${"\\".repeat(5_000)}`],
    ["5,000 backslashes before a quote", `\\"token\\":\\"${"\\".repeat(5_000)}"`],
    ["many open lists", '"cookie":['.repeat(60_000)],
    ["many open maps", '"token":{'.repeat(60_000)],
    ["many pairs", '"name":"token","value":'.repeat(40_000)],
    ["deep escapes", `${'\\\\\\"token\\\\\\":'.repeat(40_000)}`],
    ["percent signs of percent signs", "%2525".repeat(100_000)],
  ])("takes linear time on %s", (_, line) => {
    const before = performance.now();
    redactLine(line);
    expect(performance.now() - before).toBeLessThan(6000);
  });
});

describe("known addresses", () => {
  const known = createRedactor({
    key: "test",
    knownAddresses: ["Ana <ana@example.com>", "platform@example.com", "no address"],
  });

  it("are shown, however they are written; others are not", () => {
    const text = "acknowledged by Ana@example.com, to platform@example.com, bcc eve@example.com";
    expect(known.redactText(text)).toMatch(
      /^acknowledged by Ana@example\.com, to platform@example\.com, bcc \[redacted:email:....\]$/,
    );
    expect(redactText(text)).not.toContain("ana@");
  });

  it("hide nothing else that is secret beside them", () => {
    expect(known.redactText("password=ana@example.com https://u:p@example.com/")).not.toMatch(/ana@|u:p/);
  });
});
