import { describe, expect, it } from "vitest";
import { alertId } from "../../src/alerts/alert-record.ts";
import { createIncidentShelf } from "../../src/incidents/incident-shelf.ts";
import type { Transition } from "../../src/model/alert.ts";
import type { Rule } from "../../src/model/rule.ts";
import { ruleOf, says } from "../detect/made-up.ts";
import { nothingSaved } from "./made-up.ts";

const rule: Rule = ruleOf(
  { type: "any", match: says("m"), windowMs: 1 },
  { id: "slow", title: "{{severity}}: {{value}}", incidentBy: ["severity"] },
);

function transition(at: number, more: Partial<Transition>): Transition {
  return {
    at,
    rule: "slow",
    group: {},
    tenant: undefined,
    state: "firing",
    value: 7,
    startedAt: 0,
    reason: null,
    evidenceFrom: 0,
    ...more,
  };
}

function shelfAfter(...transitions: readonly Transition[]) {
  const shelf = createIncidentShelf(new Map([["slow", rule]]), 0, nothingSaved);
  const events = transitions.flatMap((one) => {
    const change = shelf.apply(one)?.change;
    if (change === undefined) return [];
    shelf.put(change.incident);
    return change.events.map(({ kind, text }) => `${kind} ${text}`);
  });
  return { incidents: [...shelf.all()], events };
}

describe("an alert that escalates", () => {
  const escalation = transition(5, { escalatedTo: "critical" });

  it("raises its incident, keeps its place in it and its identity, and is on the timeline", () => {
    const { incidents, events } = shelfAfter(transition(0, {}), escalation);
    expect(incidents).toHaveLength(1);
    const [incident] = incidents;
    expect(incident).toMatchObject({ severity: "critical", title: "critical: 7", state: "open" });
    expect(incident?.alerts).toMatchObject([
      { id: alertId(escalation), severity: "critical", labels: { severity: "critical" }, firedAt: 0 },
    ]);
    expect(events).toEqual([
      "opened Opened, warning: warning: 7",
      "severity_changed Escalated from warning to critical: critical: 7",
    ]);
  });

  it("resolves as the severe one, and the next episode begins milder", () => {
    const end = transition(9, { state: "resolved" });
    const next = transition(20, { startedAt: 20 });
    const { incidents } = shelfAfter(transition(0, {}), escalation, end, next);
    expect(incidents.map(({ severity, state }) => `${severity} ${state}`)).toEqual([
      "critical resolved",
      "warning open",
    ]);
  });
});
