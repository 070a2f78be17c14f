import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Scalar, stringify } from "yaml";
import { readYaml } from "../../src/rules/read-yaml.ts";

const STYLES = [
  Scalar.PLAIN,
  Scalar.QUOTE_SINGLE,
  Scalar.QUOTE_DOUBLE,
  Scalar.BLOCK_LITERAL,
  Scalar.BLOCK_FOLDED,
] as const;

/** Words with what YAML has to quote, escape or fold between them; the wanted word stands in it once. */
const texts = fc
  .tuple(
    fc.array(
      fc.constantFrom(
        "a",
        "it's",
        'say "x"',
        "back\\slash",
        "ä",
        "😀",
        "#no",
        ":",
        "  ",
        "\n",
        "- x",
        "tab\there",
      ),
      {
        maxLength: 30,
      },
    ),
    fc.nat(30),
  )
  .map(([words, at]) => [...words.slice(0, at), "wanted", ...words.slice(at)].join(" "));

describe("textSpan", () => {
  it("finds a word in every style of writing it", () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(...STYLES), fc.constantFrom(0, 20, 60), (text, type, lineWidth) => {
        const scalar = new Scalar(text);
        scalar.type = type;
        const source = `first: 1\nnested:\n  key: ${stringify(scalar, { lineWidth }).trimEnd().replaceAll("\n", "\n    ")}\n`;
        const [document] = readYaml("a.yaml", source).documents;
        const nested = Object(Object(document?.value)["nested"]);
        // What stringify cannot write in this style at this indent is not this test's matter.
        fc.pre(document !== undefined && typeof nested["key"] === "string");
        const value = String(nested["key"]);
        const start = value.indexOf("wanted");
        fc.pre(start !== -1);
        const span = document?.textSpan(["nested", "key"], { start, end: start + 6 });
        // A quoted text may be broken within a word.
        expect(source.slice(span?.start, span?.end).replace(/\\\n */g, "")).toBe("wanted");
      }),
      { numRuns: 1_000 },
    );
  });
});
