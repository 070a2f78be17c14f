import { describe, expect, test } from "vitest";
import { createFactKeeper } from "../../src/daemon/fact-keeper.ts";
import type { IncidentBrief } from "../../src/daemon/incident-brief.ts";
import type { IncidentFacts } from "../../src/model/facts.ts";
import { outage } from "../render/incidents.ts";

function briefOf(number: number, examined: number): IncidentBrief {
  if (outage.facts === undefined) throw new Error("the outage has facts");
  const facts = { ...outage.facts, basis: { ...outage.facts.basis, examined } };
  return { incident: { ...outage.incident, number }, events: [], facts };
}

/** A keeper whose timer is called by hand. */
function keeperOver(kept: ReadonlyMap<number, IncidentFacts>, broken: ReadonlySet<number> = new Set()) {
  const saved: number[] = [];
  const troubles: string[] = [];
  const timers: (() => void)[] = [];
  const keeper = createFactKeeper({
    async brief(incident) {
      if (broken.has(incident)) throw new Error("the reader is in trouble");
      return briefOf(incident, 100);
    },
    kept: (incident) => kept.get(incident),
    async keep({ incident }) {
      saved.push(incident.number);
    },
    report: (trouble) => troubles.push(trouble),
    setTimer(_ms, then) {
      timers.push(then);
      return () => timers.splice(0);
    },
  });
  const settle = async (): Promise<void> => {
    for (const timer of timers.splice(0)) timer();
    await new Promise((resolve) => setTimeout(resolve, 10));
  };
  return { keeper, saved, troubles, timers, settle };
}

describe("facts are kept", () => {
  test("once for an incident that turned twice before they were asked for", async () => {
    const { keeper, saved, timers, settle } = keeperOver(new Map());
    keeper.want([1, 2]);
    keeper.want([1]);
    expect(timers).toHaveLength(1);
    await settle();
    expect(saved).toEqual([1, 2]);
  });

  test("unless those that are kept rest on more entries", async () => {
    const { keeper, saved, settle } = keeperOver(
      new Map([
        [1, briefOf(1, 101).facts],
        [2, briefOf(2, 99).facts],
      ]),
    );
    keeper.want([1, 2]);
    await settle();
    expect(saved).toEqual([2]);
  });

  test("of the others too, where one cannot be found out", async () => {
    const { keeper, saved, troubles, settle } = keeperOver(new Map(), new Set([1]));
    keeper.want([1, 2]);
    await settle();
    expect([saved, troubles]).toEqual([[2], ["facts of INC-1: the reader is in trouble"]]);
  });

  test("no more once it is stopped", async () => {
    const { keeper, saved, settle } = keeperOver(new Map());
    keeper.want([1]);
    keeper.stop();
    keeper.want([2]);
    await settle();
    expect(saved).toEqual([]);
  });
});
