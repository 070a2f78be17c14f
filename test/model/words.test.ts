import { describe, expect, test } from "vitest";
import {
  countWords,
  durationWords,
  listWords,
  ordinalWords,
  plural,
  shareWords,
} from "../../src/model/words.ts";
import {
  cutLogLine,
  cutText,
  visibleBlock,
  visibleLine,
  visibleLogLine,
} from "../../src/render/visible-text.ts";
import { maxTextColumns, wrapText } from "../../src/render/wrap-text.ts";

describe("numbers", () => {
  test.each([
    [0, "0"],
    [999, "999"],
    [1204, "1,204"],
    [1_234_567, "1,234,567"],
    [-1204, "-1,204"],
    [0.99715, "0.997"],
    [1234.5, "1,234.5"],
  ])("%d", (value, words) => expect(countWords(value)).toBe(words));

  test.each([
    [1204, 3150, "38.2 %"],
    [1, 1, "100 %"],
    [99_999, 100_000, "more than 99.9 %"],
    [1, 100_000, "less than 0.1 %"],
    [0, 10, "0 %"],
    [0, 0, "0 %"],
  ])("%d of %d", (part, total, words) => expect(shareWords(part, total)).toBe(words));

  test("plural, lists, ordinals", () => {
    expect(plural(1, "pod")).toBe("1 pod");
    expect(plural(1200, "entry", "entries")).toBe("1,200 entries");
    expect(listWords([])).toBe("");
    expect(listWords(["a", "b", "c"])).toBe("a, b and c");
    expect([1, 2, 3, 4, 11, 12, 13, 21, 112].map(ordinalWords)).toEqual([
      "1st",
      "2nd",
      "3rd",
      "4th",
      "11th",
      "12th",
      "13th",
      "21st",
      "112th",
    ]);
  });
});

test.each([
  [-5, "less than a second"],
  [999, "less than a second"],
  [1000, "1 second"],
  [90_000, "1 minute 30 seconds"],
  [60_000, "1 minute"],
  [1_049_000, "17 minutes"],
  [4_320_000, "1 hour 12 minutes"],
  [183_600_000, "2 days 3 hours"],
  [86_460_000, "1 day"],
])("duration of %d ms", (ms, words) => expect(durationWords(ms)).toBe(words));

describe("what is invisible", () => {
  test.each([
    ["a\u001b[31mred\u001b[0m", "ared"],
    ["x\u202egnp.exe", "x\\u202egnp.exe"],
    ["a\nb\tc\r\nd", "a b c d"],
    ["nul\u0000", "nul\\u0000"],
    ["half\ud800", "half\ufffd"],
    ["zero\u200bwidth", "zero\\u200bwidth"],
    ["tag\u{e0041}", "tag"],
    ["grüße 🔴", "grüße 🔴"],
  ])("%j", (text, shown) => expect(visibleLine(text)).toBe(shown));

  test("a log line stays one line, a block keeps its lines", () => {
    expect(visibleLogLine("a\nb")).toBe("a\\nb");
    expect(visibleBlock("a\r\nb")).toBe("a\nb");
  });

  test("cutting says so and leaves no half character", () => {
    expect(cutText("abcdef", 4)).toBe("abc…");
    expect(cutText("ab🔴cd", 4)).toBe("ab…");
    expect(cutLogLine("x".repeat(100), 50)).toMatch(/^x{19} … \(cut, 100 characters in all\)$/);
  });
});

test("prose is wrapped with its indent, log text and long words are left alone", () => {
  const bar = `  | ${"x".repeat(90)}`;
  const url = `https://example.org/${"y".repeat(90)}`;
  const wrapped = wrapText(`- ${"word ".repeat(30).trim()}\n${bar}\n${url}`).split("\n");
  expect(wrapped.filter((line) => line.length > maxTextColumns)).toEqual([bar, url]);
  expect(wrapped[1]).toMatch(/^ {2}word/);
});
