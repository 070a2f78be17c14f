import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyValuePairs } from "../../src/formats/key-value-pairs.ts";

describe("keyValuePairs", () => {
  it.each([
    [
      "a=1 b=2",
      [
        ["a", "1"],
        ["b", "2"],
      ],
      "",
    ],
    [
      "a= b= ",
      [
        ["a", ""],
        ["b", ""],
      ],
      "",
    ],
    [
      "kind=Not Found ops=[a b c] x=",
      [
        ["kind", "Not Found"],
        ["ops", "[a b c]"],
        ["x", ""],
      ],
      "",
    ],
    [
      'us="502, 200" ua="a:80, b:80" rt=0.1',
      [
        ["us", "502, 200"],
        ["ua", "a:80, b:80"],
        ["rt", "0.1"],
      ],
      "",
    ],
    [
      "us=502, 200 rt=0.1",
      [
        ["us", "502, 200"],
        ["rt", "0.1"],
      ],
      "",
    ],
    ['"10.0.0.1" 0.5 rt=1', [["rt", "1"]], '"10.0.0.1" 0.5'],
    [
      'msg="a \\"b=c\\" d=e" f=g',
      [
        ["msg", 'a \\"b=c\\" d=e'],
        ["f", "g"],
      ],
      "",
    ],
    [
      'a="never closed b=c',
      [
        ["a", '"never closed'],
        ["b", "c"],
      ],
      "",
    ],
    ["a=1=2", [["a", "1=2"]], ""],
    ["nothing here", [], "nothing here"],
    ["", [], ""],
  ])("%j", (text, pairs, before) => {
    expect(keyValuePairs(text)).toEqual({ pairs, before });
  });

  it("reads back what was written with quotes", () => {
    const key = fc.stringMatching(/^[a-z]{1,8}$/);
    const value = fc.string().map((text) => text.replace(/["\\]/g, ""));
    fc.assert(
      fc.property(fc.array(fc.tuple(key, value), { maxLength: 20 }), (pairs) => {
        const text = pairs.map(([name, written]) => `${name}="${written}"`).join(" ");
        expect(keyValuePairs(text).pairs).toEqual(pairs);
      }),
    );
  });
});
