import { describe, expect, it } from "vitest";
import type { Fact, LikelyCause } from "../../src/model/facts.ts";
import { buildView } from "../../src/render/build-view.ts";
import { builtInText } from "../../src/render/built-in-email.ts";
import { builtInImpact } from "../../src/render/built-in-slack.ts";
import { builtInTicket } from "../../src/render/built-in-ticket.ts";
import { builtInWebHeadline } from "../../src/render/built-in-web.ts";
import type { IncidentView } from "../../src/render/incident-view.ts";
import { viewCause } from "../../src/render/view-cause.ts";
import { outage } from "./incidents.ts";

function cause(over: Partial<LikelyCause>): Fact<LikelyCause> {
  return {
    state: "known",
    value: { cause: "connect_refused", count: 5911, of: 6870, example: undefined, ...over },
  };
}

function viewWith(fact: Fact<LikelyCause>): IncidentView {
  if (outage.facts === undefined) throw new Error("the outage has facts");
  const facts = { ...outage.facts, cause: fact };
  return buildView(outage.incident, facts, { reason: "opened", now: outage.now, timeline: [] });
}

describe("likely cause in words", () => {
  it.each([
    [{}, "the upstream refused the connection (connect_refused), as the log says of 5,911 of 6,870"],
    [{ count: 1, of: 1 }, "the upstream refused the connection (connect_refused), as the log says"],
    [
      { atLeast: true },
      "the upstream refused the connection (connect_refused), as the log says of at least 5,911 of 6,870",
    ],
  ] as const)("%j → %s", (over, text) => {
    expect(viewCause(cause(over))?.text).toBe(text);
  });

  it.each([
    [
      "Slack",
      builtInImpact,
      "Likely cause: the upstream refused the connection (connect_refused), as the log says of 5,911 of 6,870",
    ],
    [
      "email",
      builtInText,
      "Likely cause: the upstream refused the connection (connect_refused), as the log says of 5,911 of 6,870",
    ],
    [
      "ticket",
      builtInTicket,
      "Likely cause: the upstream refused the connection (connect_refused), as the log says of 5,911 of 6,870",
    ],
    [
      "page",
      builtInWebHeadline,
      "Likely cause: the upstream refused the connection (connect_refused), as the log says of 5,911 of 6,870",
    ],
  ] as const)(
    "the built-in text of %s says it, and says nothing where the evidence is weak",
    (_, write, line) => {
      expect(write(viewWith(cause({})))).toContain(line);
      expect(write(viewWith({ state: "none", why: "x" }))).not.toContain("ikely cause");
    },
  );

  it("is not known where it could not be found out, and no matter where no line says it", () => {
    expect(viewWith({ state: "failed", why: "it broke" }).notKnown).toContain("likely cause: it broke");
    expect(viewWith({ state: "none", why: "x" }).notKnown.join()).not.toContain("cause");
  });

  it("is absent in facts that an older version kept", () => {
    expect(viewCause(undefined)).toBeUndefined();
  });
});
