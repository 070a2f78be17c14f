import { describe, expect, it } from "vitest";
import type { Enricher } from "../../src/enrich/collector.ts";
import { enrich } from "../../src/enrich/enrich.ts";
import { ENRICHERS } from "../../src/enrich/enrichers.ts";
import type { Fact, Impact } from "../../src/model/facts.ts";
import type { StoredEntry } from "../../src/ports/log-store.ts";
import { alert, countOf, entry, is502, known, request, rule, start, stored } from "./made-up.ts";

const outage = rule("outage", countOf(is502), { owner: "platform" });
const failing = Array.from({ length: 3_500 }, (_, i) => entry(i / 100, { service: "athens", status: 502 }));
const unhurried = { maxEntries: 200_000, deadlineAt: 1, now: () => 0 };

function broken(part: "start" | "add" | "finish"): Enricher<Fact<Impact>> {
  const fail = (): never => {
    throw new Error(`broken in ${part}`);
  };
  const collector = {
    add: part === "add" ? fail : () => undefined,
    finish: part === "finish" ? fail : () => ENRICHERS.impact.failed("not reached"),
  };
  return { ...ENRICHERS.impact, start: part === "start" ? fail : () => collector };
}

describe("what cuts reading short", () => {
  it.each([
    [{ ...unhurried, maxEntries: 3_500 }, 3_500, undefined],
    [{ ...unhurried, maxEntries: 3_499 }, 3_499, start + 34_980],
    [{ ...unhurried, deadlineAt: 0 }, 0, start - 1],
  ])("%j", (limits, examined, cutAt) => {
    const { basis } = enrich(request([alert("outage")], [outage], failing, { limits }));
    expect([basis.examined, basis.cutAt]).toEqual([examined, cutAt]);
  });

  it("looks at the deadline every thousand entries, and not more often", () => {
    let looks = 0;
    const limits = { maxEntries: 200_000, deadlineAt: 2, now: () => looks++ };
    const facts = enrich(request([alert("outage")], [outage], failing, { limits }));
    expect(facts.basis).toMatchObject({ examined: 2_000, cutAt: start + 19_990 });
    // The last one is the baseline's, which then reads nothing.
    expect(looks).toBe(4);
    expect(known(facts.impact).matches).toBe(2_000);
  });
});

describe("without matches", () => {
  const asked = request([alert("outage")], [outage], failing);
  it.each([
    ["no entries", { entries: [] }, "the store holds no entries of that time"],
    [
      "others only",
      { entries: stored([entry(0, { service: "athens", status: 200 })]) },
      "none of the 1 entries of that time is a match",
    ],
    [
      "cut short",
      {
        entries: stored(failing.map((one) => ({ ...one, status: 200 }))),
        limits: { ...unhurried, maxEntries: 7 },
      },
      "no match among the first 7 entries, which is all that was read",
    ],
  ])("%s: the reason in words, never a zero", (_, more, why) => {
    const facts = enrich({ ...asked, ...more });
    const none = { state: "none", why };
    expect([facts.impact, facts.scope, facts.evidence, facts.traces, facts.backoff]).toEqual(
      Array(5).fill(none),
    );
  });
});

describe("a failure", () => {
  it.each(["start", "add", "finish"] as const)("in %s stays with its own fact", (part) => {
    const asked = request([alert("outage")], [outage], failing);
    const facts = enrich(asked, { ...ENRICHERS, impact: broken(part) });
    expect(facts.impact).toEqual({ state: "failed", why: `broken in ${part}` });
    expect({ ...facts, impact: undefined }).toEqual({ ...enrich(asked), impact: undefined });
  });

  it("of the store fails what needs entries, and nothing else", () => {
    function* entries(): Generator<StoredEntry> {
      yield* stored(failing.slice(0, 10));
      throw new Error("disk I/O error");
    }
    const facts = enrich(request([alert("outage")], [outage], [], { entries: entries() }));
    const failed = { state: "failed", why: "reading the entries failed: disk I/O error" };
    expect([facts.impact, facts.scope, facts.evidence, facts.traces, facts.backoff]).toEqual(
      Array(5).fill(failed),
    );
    expect(facts.owner).toEqual({ state: "known", value: "platform" });
    expect(facts.decisions.length).toBe(1);
    expect(facts.basis.examined).toBe(10);
  });
});
