import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { GO_OPERATIONS } from "../../src/formats/module-path.ts";
import type { Entry } from "../../src/model/entry.ts";
import { FIELD_WORDS } from "../../src/model/field-words.ts";
import { fieldName } from "../../src/model/group.ts";
import { canHold } from "../../src/rules/can-hold.ts";
import type { Literal } from "../../src/rules/checked-expression.ts";
import { checkedSource } from "../../src/rules/checked-source.ts";
import { compileExpression } from "../../src/rules/compile-expression.ts";
import { NO_VALUES, oneOf, PRESENT, type ValueSet } from "../../src/rules/value-set.ts";
import { entries, terms } from "./naive-expression.ts";

function canBeTrue(source: string): boolean {
  const checked = checkedSource(source);
  if (checked === undefined) throw new Error(`${source} is no expression`);
  return canHold([{ checked, holds: true }]).possible;
}

describe("canHold", () => {
  test.each([
    "status == 502 && status != 503",
    "status > 499 && status < 501",
    "status >= 500 && status <= 500",
    "!(status == 502 && status == 503)",
    "status == 502 || status == 503",
    "!(status < 500) && !(status >= 500)",
    'kind != "http_request" && kind in ["http_request", "other"]',
    'path != "/a" && path.startsWith("/a")',
    "!present(status) && !(status > 0)",
    "upstream_dead != true && upstream_dead == false",
    "attributes.x == 1 && attributes.x == 2 || true",
    "502 > status && 499 < status",
  ])("takes %s to be possible", (source) => expect(canBeTrue(source)).toBe(true));

  test.each([
    "status == 502 && status == 503",
    "status > 500 && status < 500",
    "status >= 500 && status < 500",
    "status in [500, 501] && !(status < 502)",
    "present(status) && !(status < 500) && !(status >= 500)",
    "(status == 1 || status == 2) && (status == 3 || status == 4)",
    'kind != "http_request" && kind == "http_request"',
    'level == "warning"',
    "!present(status) && status > 0",
    "!present(duration_ms) && duration_ms + 1 > 0",
    "upstream_dead && upstream_dead == false",
    "!upstream_dead && present(upstream_dead) && upstream_dead != false",
    'path == "/a" && path in ["/b", "/c"]',
    "500 > status && 502 < status",
    "false",
    "false && status == 502",
  ])("finds that %s is not", (source) => expect(canBeTrue(source)).toBe(false));

  it("never denies what an entry is", () => {
    const seen = { true: 0, false: 0 };
    const law = fc.property(terms.cond, fc.array(entries, { minLength: 5, maxLength: 5 }), (term, some) => {
      const { expression } = compileExpression(term.text);
      const checked = checkedSource(term.text);
      if (expression === undefined || checked === undefined) return;
      for (const entry of some) {
        const holds = expression.test(entry);
        if (holds === null) continue;
        seen[holds ? "true" : "false"] += 1;
        expect(canHold([{ checked, holds }], onlyAs(entry)).possible, term.text).toBe(true);
      }
    });
    fc.assert(law, { numRuns: 2_000 });
    expect(Math.min(seen.true, seen.false)).toBeGreaterThan(500);
  });

  it("gives up on what has too many ways, and claims nothing", () => {
    const pairs = ["status", "bytes", "attempt", "duration_ms", "ttfb_ms", "upstream_ms", "content_length"];
    const wide = pairs.map((field) => `(${field} == 1 || ${field} == 2 || ${field} == 3)`).join(" && ");
    expect(canBeTrue(wide)).toBe(true);
    expect(canBeTrue(`${wide} && !present(status) && status == 1`)).toBe(false);
  });
});

/** Nothing can be but what this entry is. */
function onlyAs(entry: Entry): (field: string) => ValueSet {
  return (name) => {
    const field = fieldName(name);
    // An attribute, a list and a map are looked at for presence alone.
    if (field === undefined) return { ...PRESENT, absent: true };
    const value = entry[field];
    if (value === undefined || value === null) return { absent: true, values: NO_VALUES };
    return typeof value === "object" ? PRESENT : { absent: false, values: oneOf([value satisfies Literal]) };
  };
}

it("knows the words of operations as the parser does", () => {
  expect(FIELD_WORDS.operation).toEqual(GO_OPERATIONS);
});
