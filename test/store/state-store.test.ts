import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterEach, describe, expect, test } from "vitest";
import type { DeliveryResult } from "../../src/model/delivery.ts";
import type { IncidentFacts } from "../../src/model/facts.ts";
import type { IncidentEvent } from "../../src/model/incident.ts";
import { matcherText } from "../../src/model/matcher.ts";
import { openStores, type WriteStores } from "../../src/store/open-stores.ts";
import { NOON } from "./sample-entries.ts";
import { alert, delivery, incident, step, toldOf, upgrade } from "./sample-state.ts";
import { scratchDirectory } from "./scratch-directory.ts";

const opened: { readonly close: () => void }[] = [];

function stores(directory = scratchDirectory()): WriteStores {
  const made = openStores(directory);
  opened.push(made);
  return made;
}

afterEach(() => {
  for (const store of opened.splice(0)) store.close();
});

describe("a step", () => {
  const event: IncidentEvent = { incident: 1, at: NOON, kind: "opened", text: "Opened." };
  const changes = step(0, 10, {
    alerts: [alert("b"), alert("a", { state: "pending", firedAt: undefined, firedValue: null, tenant: "t" })],
    incidents: [incident(1, { alerts: [alert("b")], tenant: "t", owner: "ann", toldAs: "as told" })],
    events: [event, { ...event, kind: "alert_fired", text: "It fired." }],
    deliveries: [delivery("INC-1/1/ops/slack/0/post", { notice: "A silence has just ended." })],
    told: [toldOf()],
    silences: [upgrade],
    ruleCounts: [
      {
        ...{ rule: "upstream-down", examined: 5, matched: 2, failed: 1, groups: 3 },
        ...{ overflowed: 1, groupsLeftOut: 1, valuesLeftOut: 2 },
      },
    ],
    late: 4,
  });

  test("is read back whole, also after a restart", () => {
    const directory = scratchDirectory();
    const first = openStores(directory);
    first.stateWriter.commitStep(changes);
    first.close();
    const { state, stateWriter } = stores(directory);
    const saved = stateWriter.load(1000);
    expect(saved).toStrictEqual({
      last: changes.step,
      openAlerts: [changes.alerts[1], changes.alerts[0]],
      incidents: changes.incidents,
      notified: new Map([[1, 1]]),
      told: [{ ...toldOf(), acceptedAt: undefined, waiting: ["INC-1/1/ops/slack/0/post"] }],
      untold: new Map(),
      silences: [{ ...upgrade, matchers: saved.silences[0]?.matchers }],
      lastIncidentNumber: 1,
      lastOrder: 1,
    });
    expect(saved.silences[0]?.matchers.map(matcherText)).toEqual(['service=~"athens|\u2028"', 'pod=""']);
    expect(state.incident(1)).toStrictEqual(changes.incidents[0]);
    expect(state.incident(2)).toBeUndefined();
    expect(state.events(1)).toEqual(changes.events);
    expect(state.deliveries(1)).toStrictEqual(changes.deliveries);
    expect(state.ruleCounts()).toEqual([
      { ...changes.ruleCounts[0], firstAt: 10, examinedAt: 10, matchedAt: 10 },
    ]);
    expect(state.ledger()).toEqual({ from: 0, to: 10, steps: 1, gaps: 0, late: 4 });
  });

  test("is stored whole or not at all", () => {
    const { state, stateWriter } = stores();
    const broken = { ...changes, events: [event, { ...event, incident: 77 }] };
    expect(() => stateWriter.commitStep(broken)).toThrow(/FOREIGN KEY/);
    expect(stateWriter.load(1000)).toEqual({
      last: undefined,
      openAlerts: [],
      incidents: [],
      notified: new Map(),
      told: [],
      untold: new Map(),
      silences: [],
      lastIncidentNumber: 0,
      lastOrder: 0,
    });
    expect([state.ledger(), state.queued(), state.ruleCounts()]).toEqual([undefined, [], []]);
  });

  test("changes what was there, and adds up the counts of rules", () => {
    const { state, stateWriter } = stores();
    stateWriter.commitStep(changes);
    const resolved = alert("b", {
      state: "resolved",
      resolvedAt: NOON + 9,
      resolvedValue: 0,
      reason: "no_data",
    });
    const after = incident(1, {
      tenant: "t",
      state: "resolved",
      resolvedAt: NOON + 9,
      reopened: 2,
      alerts: [alert("c"), resolved],
    });
    stateWriter.commitStep(
      step(10, 20, {
        // The incident's own copy of the alert is older than the step's word.
        alerts: [resolved],
        incidents: [{ ...after, alerts: [alert("c"), alert("b")] }],
        ruleCounts: [
          {
            ...{ rule: "upstream-down", examined: 1, matched: 0, failed: 0, groups: 1 },
            ...{ overflowed: 2, groupsLeftOut: 5, valuesLeftOut: 3 },
          },
        ],
      }),
    );
    expect(state.incident(1)).toEqual(after);
    expect(stateWriter.load(0).openAlerts.map(({ id }) => id)).toEqual(["a", "c"]);
    expect(state.ruleCounts()).toEqual([
      {
        ...{ rule: "upstream-down", examined: 6, matched: 2, failed: 1, groups: 1 },
        // What is counted is added up; what is there now is not.
        ...{ overflowed: 3, groupsLeftOut: 5, valuesLeftOut: 5 },
        ...{ firstAt: 10, examinedAt: 20, matchedAt: 10 },
      },
    ]);
  });

  test("that is judged again does not order a delivery again", () => {
    const { state, stateWriter } = stores();
    stateWriter.commitStep(changes);
    stateWriter.recordAttempt({
      deliveryId: "INC-1/1/ops/slack/0/post",
      at: NOON,
      result: { state: "accepted", reference: "C1/1.2" },
    });
    stateWriter.commitStep(changes);
    expect(state.deliveries(1)[0]?.state).toBe("accepted");
    expect(state.deliveries(1)).toHaveLength(1);
  });
});

test("incidents are loaded while they are open or could still reopen", () => {
  const { state, stateWriter } = stores();
  const resolvedAt = (number: number, at: number) => incident(number, { state: "resolved", resolvedAt: at });
  stateWriter.commitStep(
    step(0, 1000, {
      incidents: [
        resolvedAt(1, 899),
        resolvedAt(2, 900),
        incident(3),
        incident(4, { state: "acknowledged" }),
      ],
    }),
  );
  expect(stateWriter.load(100).incidents.map(({ number }) => number)).toEqual([2, 3, 4]);
  expect(stateWriter.load(100).lastIncidentNumber).toBe(4);
  expect(state.incidents(3).map(({ number }) => number)).toEqual([4, 3, 2]);
});

describe("the ledger", () => {
  test("merges old steps that adjoin, and stays free of gaps", () => {
    const directory = scratchDirectory();
    const { state, stateWriter } = stores(directory);
    for (let i = 0; i < 2500; i += 1) stateWriter.commitStep(step(i * 10, i * 10 + 10, { late: i % 2 }));
    expect(state.ledger()).toEqual({ from: 0, to: 25_000, steps: 2500, gaps: 0, late: 1250 });
    expect(stateWriter.load(0).last).toEqual(step(24_990, 25_000).step);
    const rows = ledgerRows(directory);
    expect(rows.length).toBeLessThan(1002);
    expect(rows[0]?.steps).toBeGreaterThan(1000);
    expect(rows.slice(-500).every(({ steps }) => steps === 1)).toBe(true);
    expect(rows.reduce((sum, { entries }) => sum + entries, 0)).toBe(2500);
  });

  test("shows a stretch that was not judged, and keeps it through merging", () => {
    const { state, stateWriter } = stores();
    for (let i = 0; i < 1600; i += 1) {
      const shift = i >= 3 ? 5 : 0;
      stateWriter.commitStep(step(i * 10 + shift, i * 10 + 10 + shift));
    }
    expect(state.ledger()).toMatchObject({ steps: 1600, gaps: 1 });
    // Judged again after a loss of power is no gap.
    stateWriter.commitStep(step(15_000, 15_900));
    stateWriter.commitStep(step(15_900, 16_020));
    expect(state.ledger()).toMatchObject({ gaps: 1, to: 16_020 });
  });
});

function ledgerRows(directory: string): readonly { readonly steps: number; readonly entries: number }[] {
  const db = new Sqlite(join(directory, "state.db"), { readonly: true });
  opened.push(db);
  return db
    .prepare<[], { readonly steps: number; readonly entries: number }>("SELECT * FROM ledger ORDER BY id")
    .all();
}

describe("an attempt", () => {
  const id = "INC-1/1/ops/slack/0/post";
  const refused: DeliveryResult = { state: "failed", class: "retry", detail: "HTTP 503", retryAfterMs: 2000 };

  function ordered(): WriteStores {
    const store = stores();
    store.stateWriter.commitStep(
      step(0, 10, {
        incidents: [incident(1)],
        deliveries: [delivery(id), delivery("INC-1/2/ops/slack/0/reply", { order: 2, operation: "reply" })],
      }),
    );
    return store;
  }

  test("that is accepted ends the delivery and is on the timeline", () => {
    const { state, stateWriter } = ordered();
    stateWriter.recordAttempt({
      deliveryId: id,
      at: NOON + 1,
      result: { state: "accepted", reference: "C1/1.2" },
    });
    expect(state.deliveries(1)[0]).toMatchObject({
      state: "accepted",
      attempts: 1,
      acceptedAt: NOON + 1,
      reference: "C1/1.2",
    });
    expect(state.events(1)).toEqual([
      { incident: 1, at: NOON + 1, kind: "notified", text: "Told ops in Slack that it opened." },
    ]);
    expect(state.rootReference(1, "ops/slack/0")).toBe("C1/1.2");
    expect(state.rootReference(1, "ops/email/0")).toBeUndefined();
    expect(state.queued().map(({ id }) => id)).toEqual(["INC-1/2/ops/slack/0/reply"]);
    expect(state.deliveryCounts()).toEqual({ queued: 1, accepted: 1, dead: 0 });
    expect(stateWriter.load(0).notified).toEqual(new Map([[1, 2]]));
  });

  test("that posted a root in place of a lost one is the root from then on", () => {
    const { state, stateWriter } = ordered();
    const accepted = (reference: string) => ({ state: "accepted", reference }) as const;
    const reply = "INC-1/2/ops/slack/0/reply";
    stateWriter.recordAttempt({ deliveryId: id, at: NOON + 1, result: accepted("C1/1.2") });
    stateWriter.recordAttempt({ deliveryId: reply, at: NOON + 2, result: accepted("C1/3.4"), newRoot: true });
    expect(state.rootReference(1, "ops/slack/0")).toBe("C1/3.4");
  });

  test("that fails is tried again later; the same failure again is not told again", () => {
    const { state, stateWriter } = ordered();
    for (const n of [1, 2]) {
      stateWriter.recordAttempt({ deliveryId: id, at: NOON + n, result: refused, nextAt: NOON + 2000 * n });
    }
    expect(state.queued()[0]).toMatchObject({ id, attempts: 2, dueAt: NOON + 4000, lastError: "HTTP 503" });
    expect(state.events(1)).toEqual([
      {
        incident: 1,
        at: NOON + 1,
        kind: "delivery_failed",
        text: "Could not tell ops in Slack that it opened: HTTP 503 (it may pass later). Next try in 1 second.",
      },
    ]);
  });

  test("that was the last one makes the delivery dead and says so", () => {
    const { state, stateWriter } = ordered();
    const result: DeliveryResult = { state: "failed", class: "configuration", detail: "invalid_auth" };
    stateWriter.recordAttempt({ deliveryId: id, at: NOON, result });
    expect(state.deliveryCounts()).toEqual({ queued: 1, accepted: 0, dead: 1 });
    expect(state.events(1)[0]?.text).toBe(
      "Could not tell ops in Slack that it opened: invalid_auth (the configuration needs mending). Given up; it is among the dead deliveries.",
    );
  });

  test("for a delivery that was never ordered is a fault, and leaves nothing behind", () => {
    const { state, stateWriter } = ordered();
    expect(() => stateWriter.recordAttempt({ deliveryId: "x", at: NOON, result: refused })).toThrow(/x/);
    expect(state.events(1)).toEqual([]);
  });
});

test("queued deliveries come lane by lane, in order", () => {
  const { state, stateWriter } = stores();
  const ordered = [
    delivery("3", { order: 10 }),
    delivery("1", { lane: "a", order: 9 }),
    delivery("2", { order: 2 }),
  ];
  stateWriter.commitStep(step(0, 1, { incidents: [incident(1)], deliveries: ordered }));
  expect(state.queued().map(({ id }) => id)).toEqual(["1", "2", "3"]);
});

test("facts live with the incident", () => {
  const { state, stateWriter } = stores();
  stateWriter.commitStep(step(0, 1, { incidents: [incident(1)] }));
  const none = { state: "none", why: "no entry says \ud800" } as const;
  const facts: IncidentFacts = {
    basis: { from: 0, to: 1, examined: 2 },
    impact: none,
    baseline: none,
    changes: none,
    scope: none,
    contrast: none,
    trend: none,
    evidence: none,
    traces: none,
    backoff: none,
    cause: none,
    past: none,
    runbook: none,
    owner: { state: "known", value: "build-platform" },
    decisions: [],
  };
  expect(state.facts(1)).toBeUndefined();
  stateWriter.saveFacts(1, { ...facts, owner: none }, NOON);
  stateWriter.saveFacts(1, facts, NOON + 1);
  expect(state.facts(1)).toEqual(facts);
});
