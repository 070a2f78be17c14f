import { readFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterEach, describe, expect, test } from "vitest";
import { nothingDecided } from "../../src/incidents/incident-book.ts";
import type { DeliveryResult } from "../../src/model/delivery.ts";
import { maxSilenceMs } from "../../src/model/silence.ts";
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

describe("what was told", () => {
  const id = "INC-1/1/ops/slack/0/post";

  test("is loaded with the last acceptance of news and what is under way; edits are no news", () => {
    const { stateWriter } = stores();
    const waiting = delivery("INC-1/3/ops/email/0/mail", {
      operation: "mail",
      lane: "ops/email/0",
      order: 3,
    });
    stateWriter.commitStep(
      step(0, 10, {
        incidents: [incident(1)],
        deliveries: [
          delivery(id),
          delivery("INC-1/2/ops/slack/0/update", { operation: "update", order: 2 }),
          waiting,
          delivery("INC-1/3/ops/slack/0/update", { operation: "update", order: 4 }),
        ],
        told: [toldOf(), toldOf({ receiver: "chat", at: 7 })],
      }),
    );
    const accept = (deliveryId: string, at: number) =>
      stateWriter.recordAttempt({ deliveryId, at, result: { state: "accepted", reference: "C1/1.2" } });
    accept(id, NOON + 10);
    accept("INC-1/2/ops/slack/0/update", NOON + 20);
    stateWriter.commit({
      ...nothingDecided,
      told: [toldOf({ severity: "warning", resolved: true, reopened: 2 })],
    });
    const saved = stateWriter.load(0);
    expect(saved.told).toEqual([
      { ...toldOf({ receiver: "chat", at: 7 }), acceptedAt: undefined, waiting: [] },
      {
        ...toldOf({ severity: "warning", resolved: true, reopened: 2 }),
        acceptedAt: NOON + 10,
        waiting: [waiting.id],
      },
    ]);
    expect(saved.lastOrder).toBe(4);
  });

  test("is loaded for as long as an alert of a resolved incident fires", () => {
    const { stateWriter, state } = stores();
    const over = { state: "resolved", resolvedAt: 5 } as const;
    stateWriter.commitStep(
      step(0, 10_000, {
        incidents: [incident(1, { ...over, alerts: [alert("a")] }), incident(2, over)],
        events: [
          { incident: 1, at: 1, kind: "not_notified", text: "first" },
          { incident: 1, at: 2, kind: "not_notified", text: "second" },
        ],
      }),
    );
    const saved = stateWriter.load(0);
    expect(saved.incidents.map(({ number }) => number)).toEqual([1]);
    expect(saved.untold).toEqual(new Map([[1, "second"]]));
    expect(state.openIncidents()).toEqual([]);
  });
});

test("who acknowledged is kept, and taken away again", () => {
  const { state, stateWriter } = stores();
  const acknowledged = incident(1, { state: "acknowledged", acknowledged: { by: "ann", at: NOON } });
  stateWriter.commitStep(step(0, 1, { incidents: [acknowledged] }));
  expect(state.incident(1)).toStrictEqual(acknowledged);
  stateWriter.commit({ ...nothingDecided, incidents: [incident(1)] });
  expect(state.incident(1)).toStrictEqual(incident(1));
});

describe("silences", () => {
  test("are replaced by id, listed the last to end first, and loaded while they may still explain something", () => {
    const { state, stateWriter } = stores();
    const old = { ...upgrade, id: "old", endsAt: NOON - maxSilenceMs };
    const later = { ...upgrade, id: "later", endsAt: NOON + 5000 };
    stateWriter.commitStep(step(0, 10, { silences: [upgrade, old, later] }));
    stateWriter.commit({ ...nothingDecided, silences: [{ ...upgrade, endsAt: NOON + 10, endedBy: "bob" }] });
    expect(state.silences().map(({ id }) => id)).toEqual(["later", "5f2c", "old"]);
    expect(state.silences(1).map(({ id }) => id)).toEqual(["later"]);
    expect(state.silences()[1]).toMatchObject({ endsAt: NOON + 10, endedBy: "bob", createdBy: "ann" });
    // The step was judged at NOON + 10.
    expect(stateWriter.load(0).silences.map(({ id }) => id)).toEqual(["later", "5f2c"]);
  });

  test("a row whose matcher is none silences nothing", () => {
    const directory = scratchDirectory();
    const { state, stateWriter } = stores(directory);
    stateWriter.commit({ ...nothingDecided, silences: [upgrade] });
    const db = new Sqlite(join(directory, "state.db"));
    opened.push(db);
    db.exec(`UPDATE silences SET matchers = '[{"name":"a","operator":"=~","value":"("}]'`);
    expect(state.silences()).toEqual([]);
  });
});

describe("a dead delivery", () => {
  const id = "INC-1/1/ops/slack/0/post";

  function dead(result: DeliveryResult): WriteStores {
    const store = stores();
    store.stateWriter.commitStep(step(0, 10, { incidents: [incident(1)], deliveries: [delivery(id)] }));
    store.stateWriter.recordAttempt({ deliveryId: id, at: NOON, result });
    return store;
  }

  const refused: DeliveryResult = { state: "failed", class: "configuration", detail: "invalid_auth" };

  test("is queued again from the start, and the timeline says who wanted it", () => {
    const { state, stateWriter } = dead(refused);
    expect(state.recentDeliveries({ limit: 5, state: "dead" }).map((one) => one.id)).toEqual([id]);
    expect(stateWriter.redeliver({ deliveryId: id, by: "ann", at: NOON + 9 })).toBe(true);
    expect(state.queued()).toMatchObject([
      { id, state: "queued", attempts: 0, dueAt: NOON + 9, lastError: undefined },
    ]);
    expect(state.events(1).at(-1)).toEqual({
      incident: 1,
      at: NOON + 9,
      kind: "resent",
      text: `ann had the slack post to ops sent again (${id}).`,
    });
    expect(state.recentDeliveries({ limit: 5, state: "dead" })).toEqual([]);
  });

  test("that may have been accepted is still looked up first", () => {
    const { state, stateWriter } = dead({ state: "failed", class: "ambiguous", detail: "timed out" });
    stateWriter.redeliver({ deliveryId: id, by: "ann", at: NOON });
    expect(state.queued()[0]?.lastError).toBe("timed out");
  });

  test("is the only one that can be: others stay as they are", () => {
    const { state, stateWriter } = dead(refused);
    stateWriter.redeliver({ deliveryId: id, by: "ann", at: NOON });
    const before = [state.events(1), state.queued()];
    expect(stateWriter.redeliver({ deliveryId: id, by: "ann", at: NOON })).toBe(false);
    expect(stateWriter.redeliver({ deliveryId: "x", by: "ann", at: NOON })).toBe(false);
    expect([state.events(1), state.queued()]).toEqual(before);
  });
});

test("the newest deliveries come first", () => {
  const { state, stateWriter } = stores();
  const ordered = [1, 3, 2].map((order) => delivery(`INC-1/${order}/ops/slack/0/post`, { order }));
  stateWriter.commitStep(step(0, 1, { incidents: [incident(1)], deliveries: ordered }));
  expect(state.recentDeliveries({ limit: 2 }).map(({ order }) => order)).toEqual([3, 2]);
});

test("a file from before routes: who had a delivery has been told of the incident as it is", () => {
  const directory = scratchDirectory();
  const db = new Sqlite(join(directory, "state.db"));
  db.exec(readFileSync(new URL("../../migrations/state/0001_state.sql", import.meta.url), "utf8"));
  db.pragma("user_version = 1");
  const number = [1, 2, 3];
  for (const one of number) {
    db.prepare(
      `INSERT INTO incidents (number, incident_key, state, severity, title, opened_at, reopened)
       VALUES (?, 'k', ?, 'warning', 't', 5, 1)`,
    ).run(one, one === 2 ? "resolved" : "open");
  }
  const insert = db.prepare(
    `INSERT INTO deliveries (id, incident, lane_order, receiver, channel, lane, operation, reason, state, created_at, due_at, attempts)
     VALUES (?, ?, 1, 'ops', 'slack', 'ops/slack/0', 'post', 'opened', 'queued', ?, 5, 0)`,
  );
  insert.run("INC-1/1/ops/slack/0/post", 1, 70);
  insert.run("INC-1/2/ops/slack/0/reply", 1, 80);
  insert.run("INC-2/1/ops/slack/0/post", 2, 90);
  db.close();
  const { state, stateWriter } = stores(directory);
  const told = {
    receiver: "ops",
    severity: "warning",
    reopened: 1,
    alerts: 0,
    acceptedAt: undefined,
  } as const;
  expect(stateWriter.load(0).told).toEqual([
    {
      ...told,
      incident: 1,
      resolved: false,
      at: 80,
      waiting: ["INC-1/1/ops/slack/0/post", "INC-1/2/ops/slack/0/reply"],
    },
  ]);
  expect(state.incident(2)).toMatchObject({ state: "resolved" });
  expect(state.deliveries(1)[0]).not.toHaveProperty("notice");
});
