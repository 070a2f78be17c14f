import { describe, expect, it } from "vitest";
import { maxKeptLineLength, maxRequestIds } from "../../src/enrich/cause.ts";
import { enrich } from "../../src/enrich/enrich.ts";
import type { Entry, EntryDraft } from "../../src/model/entry.ts";
import type { Fact, LikelyCause } from "../../src/model/facts.ts";
import { alert, countOf, entry, is502, known, request, rule, start, stored } from "./made-up.ts";

const outage = rule("outage", countOf(is502));

/** An access line that the rule counts. */
function failed(at: number, id: string | undefined, more: Partial<EntryDraft> = {}): Entry {
  return entry(at, { service: "edge", status: 502, request_id: id, ...more });
}

/** A line of another program, which no rule of the incident looks at. */
function error(at: number, id: string | undefined, cause: string, more: Partial<EntryDraft> = {}): Entry {
  return entry(at, { kind: "upstream_error", service: "athens", request_id: id, cause, ...more });
}

function causeOf(entries: readonly Entry[]): Fact<LikelyCause> {
  return enrich(request([alert("outage", { group: { service: "edge" } })], [outage], entries)).cause;
}

describe("likely cause", () => {
  it("is what the error lines of the same requests say, whichever of the two lines comes first", () => {
    const fact = causeOf([
      error(0, "a", "connect_refused"),
      failed(0, "a"),
      failed(1, "b"),
      error(1, "b", "connect_refused"),
      failed(2, "c"),
      error(3, "other", "dns"),
    ]);
    expect(known(fact)).toEqual({
      cause: "connect_refused",
      count: 2,
      of: 3,
      example: { at: start, source: "edge", sequence: 1, raw: "line 1" },
    });
  });

  it("is also what a match says itself, and an error line says it better", () => {
    expect(known(causeOf([failed(0, undefined, { cause: "no_upstream" })]))).toMatchObject({
      cause: "no_upstream",
      count: 1,
    });
    const both = [failed(0, "a", { cause: "read_timeout" }), error(0, "a", "dns")];
    expect(known(causeOf(both)).cause).toBe("dns");
    expect(known(causeOf([...both].reverse())).cause).toBe("dns");
  });

  it("counts each match of a request, and of several error lines takes the last", () => {
    const entries = [error(0, "a", "dns"), error(1, "a", "connect_refused"), failed(2, "a"), failed(3, "a")];
    expect(known(causeOf(entries))).toMatchObject({ cause: "connect_refused", count: 2, of: 2 });
  });

  it("says nothing where fewer than half of the matches are explained", () => {
    const half = [error(0, "a", "dns"), failed(0, "a"), failed(0, "b")];
    expect(known(causeOf(half)).count).toBe(1);
    expect(causeOf([...half, failed(0, "c")])).toEqual({
      state: "none",
      why: "the most frequent, dns, is named for 1 of 3 matches only",
    });
    expect(causeOf([failed(0, "a")])).toEqual({
      state: "none",
      why: "no line of these requests names one",
    });
  });

  it("does not take an unknown cause for one, nor a line without a request id for the request's", () => {
    expect(causeOf([failed(0, "a"), error(0, "a", "unknown")]).state).toBe("none");
    expect(causeOf([failed(0, undefined), error(0, undefined, "dns")]).state).toBe("none");
  });

  it("does not listen to another tenant's lines", () => {
    expect(causeOf([failed(0, "a"), error(0, "a", "dns", { tenant: "other" })]).state).toBe("none");
    expect(causeOf([failed(0, "a"), error(0, "a", "dns")]).state).toBe("known");
  });

  it("keeps no line that is too long", () => {
    const long = stored([failed(0, "a", { cause: "dns" })]).map((one) => ({
      ...one,
      raw: "x".repeat(maxKeptLineLength + 1),
    }));
    const facts = enrich(
      request([alert("outage", { group: { service: "edge" } })], [outage], [], { entries: long }),
    );
    expect(known(facts.cause).example).toBeUndefined();
  });

  it("says at least once it cannot remember more requests", () => {
    const matches = Array.from({ length: maxRequestIds + 1 }, (_, i) => failed(0, `r${i}`, { cause: "dns" }));
    const exact = known(causeOf(matches.slice(1)));
    expect([exact.count, exact.atLeast]).toEqual([maxRequestIds, undefined]);
    const capped = known(causeOf(matches));
    expect([capped.count, capped.of, capped.atLeast]).toEqual([maxRequestIds, maxRequestIds + 1, true]);
  });
});
