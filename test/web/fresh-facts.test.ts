import { describe, expect, it } from "vitest";
import type { IncidentFacts } from "../../src/model/facts.ts";
import { createFreshFacts, freshForMs, maxPageWaitMs, maxQuestions } from "../../src/web/fresh-facts.ts";
import { outage, resolved } from "../render/incidents.ts";

const { facts, incident } = outage;
if (facts === undefined) throw new Error("this incident has facts");

function examined(count: number, to = incident.openedAt): IncidentFacts {
  return { ...(facts as IncidentFacts), basis: { from: 0, to, examined: count } };
}

function asked(answer: (n: number) => Promise<IncidentFacts | undefined>, kept?: IncidentFacts) {
  let time = 0;
  const questions: number[] = [];
  const factsOf = createFreshFacts({
    ask(number) {
      questions.push(number);
      return answer(questions.length);
    },
    kept: () => kept,
    elapsed: () => time,
  });
  return { factsOf, questions, pass: (ms: number) => (time += ms) };
}

describe("the facts of a page", () => {
  it("are fresh while it is open, for a moment the same, and asked for once at a time", async () => {
    const { factsOf, questions, pass } = asked(async (n) => examined(n), examined(1));
    const both = await Promise.all([factsOf(incident), factsOf(incident)]);
    expect(both.map((one) => [one.facts?.basis.examined, one.stale])).toEqual([
      [1, false],
      [1, false],
    ]);
    pass(freshForMs - 1);
    await factsOf(incident);
    expect(questions).toEqual([42]);
    pass(1);
    expect((await factsOf(incident)).facts?.basis.examined).toBe(2);
  });

  it("are those that were kept once it is over and they reach its end", async () => {
    const over = resolved(outage, outage.now, outage.now).incident;
    const { factsOf, questions } = asked(async () => examined(9), examined(5, outage.now));
    expect((await factsOf(over)).facts?.basis.examined).toBe(5);
    expect(questions).toEqual([]);
    const early = asked(async () => examined(9), examined(5, outage.now - 1));
    expect((await early.factsOf(over)).facts?.basis.examined).toBe(9);
    const never = asked(async () => examined(9));
    expect((await never.factsOf(over)).facts?.basis.examined).toBe(9);
  });

  it("are those that were kept where the log has forgotten", async () => {
    const { factsOf } = asked(async () => examined(2), examined(5));
    expect(await factsOf(incident)).toMatchObject({ facts: { basis: { examined: 5 } }, stale: false });
  });

  it("are older ones, and said to be, where the reader fails or is busy", async () => {
    const failing = asked(() => Promise.reject(new Error("no answer")), examined(5));
    expect(await failing.factsOf(incident)).toMatchObject({ facts: { basis: { examined: 5 } }, stale: true });
    const busy = asked(() => new Promise(() => {}), examined(5));
    for (let n = 0; n < maxQuestions; n++) void busy.factsOf({ ...incident, number: n });
    expect((await busy.factsOf(incident)).stale).toBe(true);
    expect(busy.questions.length).toBe(maxQuestions);
  });

  it("are not waited for longer than a person would", async () => {
    const { factsOf } = asked(() => new Promise(() => {}), examined(5));
    const start = performance.now();
    expect((await factsOf(incident)).stale).toBe(true);
    expect(performance.now() - start).toBeLessThan(maxPageWaitMs + 1_000);
  });
});
