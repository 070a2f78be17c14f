import { describe, expect, it } from "vitest";
import { evidenceRange } from "../../src/enrich/evidence-range.ts";
import { createMembership, type Standing } from "../../src/enrich/membership.ts";
import type { Alert } from "../../src/model/alert.ts";
import type { EntryDraft } from "../../src/model/entry.ts";
import type { Rule } from "../../src/model/rule.ts";
import { alert, countOf, entry, expression, incident, is502, isBackoff, rule, start } from "./made-up.ts";

const now = start + 100_000;
const outage = rule("outage", countOf(is502));
const backoff = rule("backoff", countOf(isBackoff), { groupBy: ["service", "client_id"] });

interface Case {
  readonly name: string;
  readonly rule?: Partial<Rule>;
  readonly alert?: Partial<Alert>;
  readonly at?: number;
  readonly fields: Partial<EntryDraft>;
  readonly standing: Standing;
}

const cases: readonly Case[] = [
  { name: "a match", fields: { service: "athens", status: 502 }, standing: "match" },
  { name: "in scope, no match", fields: { service: "athens", status: 200 }, standing: "scope" },
  { name: "another group", fields: { service: "other", status: 502 }, standing: "outside" },
  {
    name: "out of scope",
    fields: { service: "athens", status: 502, kind: "app_error" },
    standing: "outside",
  },
  { name: "all group values absent", fields: { status: 502 }, standing: "outside" },
  {
    name: "all group values absent, alert of the absent group, but the rule does not judge them",
    alert: { group: { service: null } },
    fields: { status: 502 },
    standing: "outside",
  },
  {
    name: "all group values absent, and the rule judges them",
    rule: { absentGroups: true },
    alert: { group: { service: null } },
    fields: { status: 502 },
    standing: "match",
  },
  {
    name: "one of two absent",
    rule: { groupBy: ["service", "client_id"] },
    alert: { group: { service: "athens", client_id: null } },
    fields: { service: "athens", status: 502 },
    standing: "match",
  },
  {
    name: "a client where the alert's is absent",
    rule: { groupBy: ["service", "client_id"] },
    alert: { group: { service: "athens", client_id: null } },
    fields: { service: "athens", status: 502, client_id: "ci-1" },
    standing: "outside",
  },
  {
    name: "an attribute as group",
    rule: { groupBy: ["attributes.shard"] },
    alert: { group: { "attributes.shard": 7 } },
    fields: { status: 502, attributes: { shard: 7 } },
    standing: "match",
  },
  {
    name: "a number is not its text",
    rule: { groupBy: ["attributes.shard"] },
    alert: { group: { "attributes.shard": 7 } },
    fields: { status: 502, attributes: { shard: "7" } },
    standing: "outside",
  },
  {
    name: "no group_by",
    rule: { groupBy: [] },
    alert: { group: {} },
    fields: { status: 502 },
    standing: "match",
  },
  { name: "at evidenceFrom", at: 0, fields: { service: "athens", status: 502 }, standing: "match" },
  {
    name: "before evidenceFrom",
    at: -0.001,
    fields: { service: "athens", status: 502 },
    standing: "outside",
  },
  {
    name: "at resolvedAt",
    at: 50,
    alert: { resolvedAt: start + 50_000 },
    fields: { service: "athens", status: 502 },
    standing: "match",
  },
  {
    name: "after resolvedAt",
    at: 50.001,
    alert: { resolvedAt: start + 50_000 },
    fields: { service: "athens", status: 502 },
    standing: "outside",
  },
  { name: "at now", at: 100, fields: { service: "athens", status: 502 }, standing: "match" },
  { name: "after now", at: 100.001, fields: { service: "athens", status: 502 }, standing: "outside" },
  { name: "another tenant", fields: { service: "athens", status: 502, tenant: "b" }, standing: "outside" },
  {
    name: "its tenant",
    alert: { tenant: "b" },
    fields: { service: "athens", status: 502, tenant: "b" },
    standing: "match",
  },
  {
    name: "an expression that fails is no match",
    rule: { condition: countOf(expression("attributes.x > 1", () => null)) },
    fields: { service: "athens", status: 502 },
    standing: "scope",
  },
];

describe("what an entry is to an incident", () => {
  it.each(cases)("$name", (one) => {
    const judged = { ...outage, ...one.rule };
    const membership = createMembership(
      incident([alert("outage", one.alert)]),
      new Map([["outage", judged]]),
      now,
    );
    expect(membership(entry(one.at ?? 10, one.fields))).toBe(one.standing);
  });

  it("takes the best of several alerts", () => {
    const alerts = [alert("outage"), alert("backoff", { group: { service: "athens", client_id: "ci-1" } })];
    const rules = new Map([outage, backoff].map((one) => [one.id, one]));
    const membership = createMembership(incident(alerts), rules, now);
    const told = { service: "athens", client_id: "ci-1", status: 429, retry_after_seconds: 5 };
    expect(membership(entry(1, told))).toBe("match");
    expect(membership(entry(1, { ...told, client_id: "ci-2" }))).toBe("scope");
  });

  it("joins the episodes of one group, and leaves the time between them out", () => {
    const alerts = [
      alert("outage", { resolvedAt: start + 10_000 }),
      alert("outage", { evidenceFrom: start + 20_000, resolvedAt: start + 30_000 }),
    ];
    const membership = createMembership(incident(alerts), new Map([["outage", outage]]), now);
    const standings = [5, 15, 25].map((at) => membership(entry(at, { service: "athens", status: 502 })));
    expect(standings).toEqual(["match", "outside", "match"]);
  });

  it("knows nothing of a rule that is not loaded", () => {
    const membership = createMembership(incident([alert("gone")]), new Map(), now);
    expect(membership(entry(1, { service: "athens", status: 502 }))).toBe("outside");
  });
});

describe("the range that is read", () => {
  it("begins one millisecond before the oldest evidence and ends with the last resolved alert", () => {
    const alerts = [
      alert("a", { evidenceFrom: start - 5_000, resolvedAt: start + 1_000 }),
      alert("b", { resolvedAt: start + 9_000 }),
    ];
    expect(evidenceRange(incident(alerts), now)).toEqual({ from: start - 5_001, to: start + 9_000 });
  });

  it("goes on to now while an alert fires", () => {
    const alerts = [alert("a", { resolvedAt: start + 1_000 }), alert("b")];
    expect(evidenceRange(incident(alerts), now)).toEqual({ from: start - 1, to: now });
  });
});
