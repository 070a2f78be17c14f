import { describe, expect, it } from "vitest";
import { nextAlert } from "../../src/alerts/alert-record.ts";
import { createSelfAlerts } from "../../src/alerts/self-alerts.ts";
import { maxSelfGroups, SELF_RULES } from "../../src/alerts/self-rules.ts";
import type { Alert, Transition } from "../../src/model/alert.ts";

const fact = (file: string, title = `${file} does not load`) => ({ group: { file }, title });

function shown(transitions: readonly Transition[]): readonly string[] {
  return transitions.map(({ at, state, title }) => `${at} ${state} ${title}`);
}

function recorded(transition: Transition): Alert {
  const alert = nextAlert(
    undefined,
    transition,
    SELF_RULES.find((rule) => rule.id === transition.rule),
  );
  if (alert === undefined) throw new Error("no alert");
  return alert;
}

describe("facts about Tocsin itself", () => {
  it("begin, change their words and end, each told once", () => {
    const alerts = createSelfAlerts([]);
    expect(alerts.take(10)).toEqual([]);
    alerts.report("tocsin-rule-file", [fact("a")]);
    expect(shown(alerts.take(20))).toEqual(["20 firing a does not load"]);
    alerts.report("tocsin-rule-file", [fact("a")]);
    expect(alerts.take(30)).toEqual([]);
    alerts.report("tocsin-rule-file", [fact("a", "a is worse"), fact("b")]);
    const [worse, other] = alerts.take(40);
    expect(worse).toMatchObject({ at: 40, state: "firing", title: "a is worse", startedAt: 20 });
    expect(other).toMatchObject({ at: 40, state: "firing", startedAt: 40 });
    alerts.report("tocsin-template", []);
    alerts.report("tocsin-rule-file", [fact("b")]);
    expect(shown(alerts.take(50))).toEqual(["50 resolved a is worse"]);
  });

  it("go on over a restart until somebody has looked, and end where they are over", () => {
    const first = createSelfAlerts([]);
    first.report("tocsin-rule-file", [fact("a"), fact("b")]);
    const saved = first.take(20).map(recorded);
    const second = createSelfAlerts(saved);
    expect(second.take(30)).toEqual([]);
    second.report("tocsin-rule-file", [fact("b")]);
    const ended = second.take(40);
    expect(shown(ended)).toEqual(["40 resolved a does not load"]);
    expect(ended[0]?.startedAt).toBe(20);
  });

  it("are at most so many, and the last says how many more there are", () => {
    const alerts = createSelfAlerts([]);
    alerts.report(
      "tocsin-rule-file",
      Array.from({ length: maxSelfGroups + 3 }, (_, place) => fact(`f${place}`)),
    );
    const told = alerts.take(10);
    expect(told).toHaveLength(maxSelfGroups);
    expect(told.at(-1)?.title).toBe(`f${maxSelfGroups - 1} does not load (and 3 more)`);
  });
});
