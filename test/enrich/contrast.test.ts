import { describe, expect, it } from "vitest";
import { enrich } from "../../src/enrich/enrich.ts";
import type { Entry, EntryDraft } from "../../src/model/entry.ts";
import { alert, countOf, entry, is502, known, request, rule } from "./made-up.ts";

const outage = rule("outage", countOf(is502));

function contrastOf(entries: readonly Entry[]) {
  return known(enrich(request([alert("outage")], [outage], entries)).contrast);
}

function many(count: number, at: number, more: Partial<EntryDraft>): readonly Entry[] {
  return Array.from({ length: count }, () => entry(at, { service: "athens", status: 200, ...more }));
}

describe("what stands out and what is spared", () => {
  const one = [
    ...many(20, 0, { pod: "a", status: 502 }),
    ...many(20, 1, { pod: "a" }),
    ...many(100, 1, { pod: "b" }),
    ...many(3, 1, { pod: "c" }),
    ...many(1, 2, { pod: "a", status: 502 }),
  ];

  it("names the pod that fails, and the one that had the chance and did not", () => {
    const { standsOut, spared } = contrastOf(one);
    expect(standsOut).toEqual([
      { dimension: "pods", name: "a", matches: 21, total: 41, otherMatches: 0, otherTotal: 103 },
    ]);
    expect(spared).toEqual([{ dimension: "pods", names: ["b"], distinct: 1 }]);
  });

  it("does not count the time after the last match, in which everything is well", () => {
    expect(contrastOf([...one, ...many(500, 3, { pod: "d" })])).toEqual(contrastOf(one));
  });

  it("says nothing of a dimension that the matches do not name", () => {
    const nameless = [
      ...many(20, 0, { status: 502 }),
      ...many(100, 1, { pod: "b" }),
      ...many(1, 2, { status: 502 }),
    ];
    expect(contrastOf(nameless)).toMatchObject({ standsOut: [], spared: [] });
  });

  it("a service that goes on is spared, one that fails in the same way is not", () => {
    const spared = (status: number) =>
      contrastOf([
        ...many(20, 0, { status: 502 }),
        ...many(30, 1, { service: "billing", status }),
        ...many(1, 2, { status: 502 }),
      ]).spared;
    expect(spared(200)).toEqual([{ dimension: "services", names: ["billing"], distinct: 1 }]);
    expect(spared(502)).toEqual([]);
  });

  it("where everything fails, says of how many", () => {
    const all = ["a", "b", "c"].flatMap((pod) => many(10, 0, { pod, status: 502 }));
    expect(contrastOf(all).allHit).toContainEqual({ dimension: "pods", distinct: 3 });
  });
});
