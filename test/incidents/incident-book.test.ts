import { describe, expect, test } from "vitest";
import { type BookSettings, createIncidentBook } from "../../src/incidents/incident-book.ts";
import type { AlertState, Transition } from "../../src/model/alert.ts";
import type { Rule } from "../../src/model/rule.ts";
import type { Decisions } from "../../src/ports/state-store.ts";
import { ruleOf, says } from "../detect/made-up.ts";
import { nothingSaved, savedAfter, toOps } from "./made-up.ts";

const minute = 60_000;
const any = { type: "any", match: says("m"), windowMs: minute } as const;
const rules = new Map<string, Rule>(
  [
    ruleOf(any, { id: "dead", severity: "critical", incidentBy: ["service"], title: "{{service}} is down" }),
    ruleOf(any, { id: "slow", severity: "warning", incidentBy: ["service"], title: "{{service}} is slow" }),
    ruleOf(any, { id: "note", severity: "info", title: "noted" }),
  ].map((rule) => [rule.id, rule]),
);
const settings: BookSettings = {
  lanes: [
    { lane: "ops/slack/0", receiver: "ops", channel: "slack" },
    { lane: "ops/email/0", receiver: "ops", channel: "email" },
  ],
  route: toOps,
  info: "record",
  catchUpMs: 24 * 60 * minute,
  reopenWithinMs: 15 * minute,
};
function transition(
  rule: string,
  state: AlertState,
  at: number,
  startedAt = at,
  service = "athens",
): Transition {
  const group = rule === "note" ? {} : { service };
  const reason = null;
  return { at, rule, group, tenant: undefined, state, value: 1, startedAt, reason, evidenceFrom: startedAt };
}

/** What was ordered, as receiver-less short words in order. */
function orders({ deliveries }: Decisions): string[] {
  return deliveries.map(({ id, reason }) => `${id} ${reason}`);
}

describe("the book of incidents", () => {
  test("one incident for two rules that name the same list, titled by the worst", () => {
    const book = createIncidentBook(rules, settings, nothingSaved);
    const changes = book.apply(
      [transition("slow", "firing", 1_000), transition("dead", "firing", 2_000)],
      3_000,
      3_000,
    );
    expect(changes.incidents).toHaveLength(1);
    expect(changes.incidents[0]).toMatchObject({
      number: 1,
      severity: "critical",
      title: "athens is down",
      openedAt: 1_000,
      toldAs: "athens is down",
    });
    expect(changes.incidents[0]?.alerts.map((alert) => alert.rule)).toEqual(["dead", "slow"]);
    expect(orders(changes)).toEqual(["INC-1/1/ops/slack/0/post opened", "INC-1/1/ops/email/0/mail opened"]);
    expect(changes.deliveries.every((delivery) => delivery.dueAt === 8_000)).toBe(true);
  });

  test("other values, other incidents", () => {
    const book = createIncidentBook(rules, settings, nothingSaved);
    const changes = book.apply(
      [transition("dead", "firing", 1_000), transition("dead", "firing", 1_000, 1_000, "goproxy")],
      2_000,
      2_000,
    );
    expect(changes.incidents.map((incident) => incident.title)).toEqual([
      "athens is down",
      "goproxy is down",
    ]);
  });

  test("it resolves when all its alerts have, and is told in the thread and by mail", () => {
    const book = createIncidentBook(rules, settings, nothingSaved);
    book.apply([transition("slow", "firing", 1_000), transition("dead", "firing", 2_000)], 3_000, 3_000);
    const one = book.apply([transition("dead", "resolved", 9_000, 2_000)], 10_000, 10_000);
    expect(one.incidents[0]).toMatchObject({ state: "open", severity: "critical" });
    expect(orders(one)).toEqual([]);
    const both = book.apply([transition("slow", "resolved", 11_000, 1_000)], 12_000, 12_000);
    expect(both.incidents[0]).toMatchObject({ state: "resolved", resolvedAt: 11_000 });
    expect(orders(both)).toEqual([
      "INC-1/2/ops/slack/0/update resolved",
      "INC-1/2/ops/slack/0/reply resolved",
      "INC-1/2/ops/email/0/mail resolved",
    ]);
    expect(both.events.map((event) => event.kind)).toEqual(["alert_resolved", "resolved"]);
  });

  test("a worse alert that joins is news; one as bad is an edit after group_interval", () => {
    const book = createIncidentBook(rules, settings, nothingSaved);
    book.apply([transition("slow", "firing", 1_000)], 2_000, 2_000);
    const worse = book.apply([transition("dead", "firing", 3_000)], 4_000, 4_000);
    expect(orders(worse)).toEqual([
      "INC-1/2/ops/slack/0/update worsened",
      "INC-1/2/ops/slack/0/reply worsened",
      "INC-1/2/ops/email/0/mail worsened",
    ]);
    expect(worse.incidents[0]).toMatchObject({ title: "athens is down", toldAs: "athens is slow" });
    book.apply([transition("slow", "resolved", 5_000, 1_000)], 6_000, 6_000);
    const again = book.apply([transition("slow", "firing", 7_000)], 8_000, 8_000);
    expect(orders(again)).toEqual(["INC-1/3/ops/slack/0/update updated"]);
    expect(again.deliveries[0]?.dueAt).toBe(8_000 + minute);
  });

  test("within reopen_within it reopens, after it there is a new one", () => {
    const book = createIncidentBook(rules, settings, nothingSaved);
    book.apply([transition("dead", "firing", 1_000)], 2_000, 2_000);
    book.apply([transition("dead", "resolved", 3_000, 1_000)], 4_000, 4_000);
    const back = book.apply([transition("dead", "firing", 3_000 + 15 * minute)], 16 * minute, 16 * minute);
    expect(back.incidents[0]).toMatchObject({ number: 1, state: "open", reopened: 1 });
    expect(orders(back)[0]).toBe("INC-1/3/ops/slack/0/update reopened");
    const end = 20 * minute;
    book.apply([transition("dead", "resolved", end, 3_000 + 15 * minute)], end, end);
    const later = end + 15 * minute + 1;
    const other = book.apply([transition("dead", "firing", later)], later, later);
    expect(other.incidents[0]).toMatchObject({ number: 2, reopened: 0 });
  });

  test("two incidents of one key within one step are both kept", () => {
    const book = createIncidentBook(rules, settings, nothingSaved);
    const late = 3_000 + 16 * minute;
    const changes = book.apply(
      [
        transition("dead", "firing", 1_000),
        transition("dead", "resolved", 3_000, 1_000),
        transition("dead", "firing", late),
      ],
      late,
      late,
    );
    expect(changes.incidents.map(({ number, state }) => [number, state])).toEqual([
      [1, "resolved"],
      [2, "open"],
    ]);
    expect(changes.deliveries.map(({ reason }) => reason)).toEqual([
      "opened_and_resolved",
      "opened_and_resolved",
      "opened",
      "opened",
    ]);
    expect(new Set(changes.deliveries.map(({ order }) => order)).size).toBe(4);
  });

  test.each([
    {
      name: "info",
      rule: "note",
      now: 3_000,
      more: {},
      why: "severity info is recorded, and told only where a route asks for it",
    },
    {
      name: "no route",
      rule: "dead",
      now: 3_000,
      more: { route: undefined },
      why: "no receiver is configured",
    },
    {
      name: "no channel",
      rule: "dead",
      now: 3_000,
      more: { lanes: [] },
      why: "the receiver ops has no channel",
    },
    {
      name: "what ended more than catch_up ago",
      rule: "dead",
      now: 26 * 60 * minute,
      more: {},
      why: "it had ended 1 day 2 hours before it was judged",
    },
  ])("nobody is told of $name, and the record says so once", ({ rule, now, more, why }) => {
    const book = createIncidentBook(rules, { ...settings, ...more }, nothingSaved);
    const changes = book.apply(
      [transition(rule, "firing", 1_000), transition(rule, "resolved", 2_000, 1_000)],
      3_000,
      now,
    );
    expect(changes.deliveries).toEqual([]);
    expect(changes.events.at(-1)).toMatchObject({ kind: "not_notified", text: `Nobody was told: ${why}.` });
    expect(book.look(now + 1)).toBeUndefined();
  });

  test("a pending alert opens nothing", () => {
    const book = createIncidentBook(rules, settings, nothingSaved);
    const changes = book.apply([transition("dead", "pending", 1_000)], 2_000, 2_000);
    expect(changes.incidents).toEqual([]);
    expect(changes.alerts).toHaveLength(1);
    expect(book.openAlerts()).toHaveLength(1);
  });

  test("the end of an alert whose rule is gone still ends its incident", () => {
    const before = createIncidentBook(rules, settings, nothingSaved);
    const opened = before.apply([transition("dead", "firing", 1_000)], 2_000, 2_000);
    const after = createIncidentBook(new Map(), settings, savedAfter(nothingSaved, opened));
    const end: Transition = { ...transition("dead", "resolved", 5_000, 1_000), reason: "rule_removed" };
    const changes = after.apply([end], 6_000, 6_000);
    expect(changes.incidents[0]).toMatchObject({ number: 1, state: "resolved" });
    expect(changes.events[0]?.text).toBe(
      "Alert resolved after 4 seconds, because its rule was removed or disabled: athens is down",
    );
    expect(changes.deliveries.map(({ reason }) => reason)).toEqual(["resolved", "resolved", "resolved"]);
  });
});
