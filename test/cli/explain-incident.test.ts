import { describe, expect, it } from "vitest";
import { type IncidentPath, incidentPathText } from "../../src/cli/explain-incident.ts";
import type { Alert } from "../../src/model/alert.ts";
import type { Delivery } from "../../src/model/delivery.ts";
import { createEntry, type Entry } from "../../src/model/entry.ts";
import type { Incident } from "../../src/model/incident.ts";
import { ruleOf, says } from "../detect/made-up.ts";

const at = Date.UTC(2026, 10, 22, 9);

const alert: Alert = {
  id: "0123456789abcdef",
  rule: "fails",
  group: { service: "edge" },
  tenant: undefined,
  state: "resolved",
  severity: "critical",
  labels: {},
  title: "edge fails",
  startedAt: at,
  firedAt: at + 10_000,
  resolvedAt: at + 60_000,
  reason: null,
  firedValue: 5,
  resolvedValue: 0,
  evidenceFrom: at - 5_000,
  amendedStart: at - 1_000,
};

const incident: Incident = {
  number: 7,
  key: "",
  tenant: undefined,
  state: "resolved",
  severity: "critical",
  title: "edge\u001b[31m fails",
  toldAs: undefined,
  openedAt: at + 10_000,
  resolvedAt: at + 60_000,
  reopened: 0,
  owner: undefined,
  alerts: [alert],
};

function delivery(more: Partial<Delivery>): Delivery {
  return {
    id: "INC-7/1/ops/slack/0/post",
    incident: 7,
    order: 1,
    receiver: "ops",
    channel: "slack",
    lane: "ops/slack/0",
    operation: "post",
    reason: "opened",
    state: "accepted",
    createdAt: at + 12_000,
    dueAt: at + 17_000,
    attempts: 1,
    lastError: undefined,
    acceptedAt: at + 17_500,
    reference: "C1/123.4",
    ...more,
  };
}

function entry(more: Partial<Entry>): Entry {
  return Object.assign(
    createEntry("x", at),
    { method: "GET", path: "/m", status: 502, service: "edge" },
    more,
  );
}

const path: IncidentPath = {
  incident,
  alerts: [
    {
      alert,
      rule: ruleOf(
        { type: "count", match: says("m"), windowMs: 60_000, compare: { gte: 5 } },
        { id: "fails", groupBy: ["service"], forMs: 10_000 },
      ),
      counted: 5,
      first: entry({ time: at - 5_000 }),
      last: entry({ time: at, path: "/last" }),
    },
  ],
  events: [{ incident: 7, at: at + 10_000, kind: "opened", text: "Opened, critical: edge fails" }],
  deliveries: [
    delivery({}),
    delivery({
      id: "INC-7/1/ops/email/0/mail",
      channel: "email",
      operation: "mail",
      state: "dead",
      attempts: 3,
      lastError: "550 no such user",
      acceptedAt: undefined,
    }),
  ],
  receivers: ["ops"],
  hasRoute: true,
};

describe("the way of an incident", () => {
  it("goes from the entries over the alert and the decisions to each delivery", () => {
    expect(incidentPathText(path)).toMatchInlineSnapshot(`
      "INC-7: edge fails
      critical, opened at 2026-11-22 09:00:10.000, resolved at 2026-11-22 09:01:00.000

      Alert of rule fails, service=edge
        true while, as the rule is now: at least 5 matches in 1m, for 10s
        5 entries counted until it fired:
          2026-11-22 08:59:55.000  GET /m 502 service=edge
          2026-11-22 09:00:00.000  GET /last 502 service=edge
        true since 2026-11-22 09:00:00.000
        in truth since 2026-11-22 08:59:59.000: entries came late
        fired at 2026-11-22 09:00:10.000, value 5
        resolved at 2026-11-22 09:01:00.000, value 0

      What was decided:
        2026-11-22 09:00:10.000  Opened, critical: edge fails

      2 deliveries (times of the host's clock):
        INC-7/1/ops/slack/0/post
          to ops by slack (post), because it opened; ordered 2026-11-22 09:00:12.000, due 2026-11-22 09:00:17.000
          accepted 2026-11-22 09:00:17.500 after 1 try as C1/123.4
        INC-7/1/ops/email/0/mail
          to ops by email (mail), because it opened; ordered 2026-11-22 09:00:12.000, due 2026-11-22 09:00:17.000
          given up after 3 tries: 550 no such user
      "
    `);
  });

  it.each([
    [
      "what is on record",
      { events: [{ incident: 7, at, kind: "not_notified", text: "Nobody was told: silenced." }] },
      "No delivery was ordered: Nobody was told: silenced.",
    ],
    ["that nobody is configured", { hasRoute: false }, "No delivery was ordered: no receiver is configured"],
    [
      "that no route leads to anybody",
      { receivers: [] },
      "No delivery was ordered: no route leads to anybody",
    ],
    [
      "that it does not know",
      {},
      "No delivery was ordered: routes lead to ops now, and why they were not told is not on record",
    ],
  ] as const)("where there is none it says %s", (_, more, words) => {
    expect(incidentPathText({ ...path, deliveries: [], ...more })).toContain(words);
  });

  it("says so where the rule is gone, or no entry is kept", () => {
    const [one] = path.alerts;
    if (one === undefined) throw new Error("no alert");
    const gone = { ...one, rule: undefined, first: undefined, last: undefined };
    expect(incidentPathText({ ...path, alerts: [gone] })).toContain("the rule is not there any more");
    const pruned = { ...one, counted: 0, first: undefined, last: undefined };
    expect(incidentPathText({ ...path, alerts: [pruned] })).toContain("no entry that it counted is kept");
  });
});
