import { describe, expect, it } from "vitest";
import { enrich } from "../../src/enrich/enrich.ts";
import type { History } from "../../src/enrich/history.ts";
import { alert, countOf, entry, is502, known, noHistory, request, rule, start, stored } from "./made-up.ts";

const outage = rule("outage", countOf(is502));
const failing = [entry(0, { service: "athens", status: 502 })];

function factsWith(history: Partial<History>) {
  return enrich(request([alert("outage")], [outage], failing, { history: { ...noHistory, ...history } }));
}

describe("what is normal", () => {
  const before = stored(
    Array.from({ length: 40 }, (_, place) =>
      entry(-40 + place, { service: "athens", status: place < 2 ? 502 : 200 }),
    ),
  );

  it("is the share of matches before the first evidence, whoever did not match them then", () => {
    const entries: History["entries"] = ({ from, to }) =>
      before.filter((one) => one.entry.time > from && one.entry.time <= to);
    const baseline = known(factsWith({ entries }).baseline);
    expect(baseline).toEqual({ from: start - 40_000, to: start - 1, matches: 2, total: 40 });
  });

  it("is not told of too few", () => {
    expect(factsWith({}).baseline).toEqual({
      state: "none",
      why: "before it, the store holds 0 such entries only",
    });
  });
});

describe("what changed", () => {
  const change = (service: string | undefined, at: number) => ({
    at,
    service,
    title: `${service} ${at}`,
    url: undefined,
    who: undefined,
  });

  it("tells none from nobody says so", () => {
    expect(factsWith({}).changes).toMatchObject({ why: "nobody reports changes to Tocsin" });
    expect(factsWith({ anyChange: () => true }).changes).toMatchObject({
      why: "no change was reported in the 30 minutes before",
    });
  });

  it("has those of the incident's own service first", () => {
    const changes = [change("billing", 3), change("athens", 2), change(undefined, 1)];
    const found = known(factsWith({ anyChange: () => true, changes: () => changes }).changes);
    expect(found.shown.map(({ at }) => at)).toEqual([2, 1, 3]);
    expect(found.total).toBe(3);
  });
});

it("a history that cannot be read fails its own facts, and no other", () => {
  const broken = (): never => {
    throw new Error("disk I/O error");
  };
  const facts = factsWith({ entries: broken, anyChange: broken, past: broken });
  const failed = { state: "failed", why: "disk I/O error" };
  expect([facts.baseline, facts.changes, facts.past]).toEqual([failed, failed, failed]);
  expect(known(facts.impact).matches).toBe(1);
});
