import { expect, test } from "vitest";
import { createChangeKeeper } from "../../src/daemon/change-keeper.ts";
import { type Change, maxChangeAgeMs } from "../../src/model/change.ts";
import { openStores, type WriteStores } from "../../src/store/open-stores.ts";
import { NOON } from "./sample-entries.ts";
import { incident, step } from "./sample-state.ts";
import { scratchDirectory } from "./scratch-directory.ts";

function using(use: (stores: WriteStores) => void): void {
  const stores = openStores(scratchDirectory());
  try {
    use(stores);
  } finally {
    stores.close();
  }
}

function change(at: number, more: Partial<Change> = {}): Change {
  return { at, service: "athens", title: "v0.15.1", url: undefined, who: undefined, ...more };
}

test("changes come back whole, the newest first; the same one twice is one", () => {
  using(({ state, stateWriter }) => {
    expect(state.anyChange()).toBe(false);
    const full = change(NOON + 2, { url: "https://deploys.example/1", who: "ana" });
    expect([change(NOON + 1), full, full].map(stateWriter.addChange)).toEqual([true, true, false]);
    expect(stateWriter.addChange(change(NOON, { service: undefined }))).toBe(true);
    expect(state.changes(NOON, NOON + 2, 10)).toEqual([full, change(NOON + 1)]);
    expect(state.changes(NOON - 1, NOON, 10)).toEqual([change(NOON, { service: undefined })]);
    expect(state.changes(0, NOON + 2, 1)).toEqual([full]);
    expect(state.anyChange()).toBe(true);
  });
});

test("a change that nobody will ask for any more goes", () => {
  using(({ state, stateWriter }) => {
    stateWriter.addChange(change(NOON));
    stateWriter.addChange(change(NOON + maxChangeAgeMs + 1));
    expect(state.changes(0, NOON * 2, 10).map(({ at }) => at)).toEqual([NOON + maxChangeAgeMs + 1]);
  });
});

test("no secret of a change is kept", () => {
  const kept: Change[] = [];
  const keep = createChangeKeeper((text) => text.replaceAll("hunter2", "[redacted]"), {
    addChange(one) {
      kept.push(one);
      return true;
    },
  });
  const secret = "hunter2";
  keep({ at: NOON, service: secret, title: secret, url: `https://x.example/${secret}`, who: secret });
  expect(JSON.stringify(kept)).not.toContain(secret);
});

test("past incidents are those of the same key that are over, with what ended them", () => {
  using(({ state, stateWriter }) => {
    const over = { state: "resolved", resolvedAt: NOON + 9 } as const;
    const incidents = [
      incident(1, { key: "a", ...over }),
      incident(2, { key: "b", ...over }),
      incident(3, { key: "a" }),
      incident(4, { key: "a", ...over }),
      incident(5, { key: "a" }),
      incident(6, { key: "a", ...over }),
    ];
    const events = [
      { incident: 4, at: NOON, kind: "resolved", text: "Resolved after 1 minute." },
      { incident: 4, at: NOON, kind: "resolved", text: "ana resolved it: rolled back" },
      { incident: 4, at: NOON, kind: "note", text: "ana: it was the disk" },
    ] as const;
    stateWriter.commitStep(step(0, 1, { incidents, events }));
    const past = state.pastIncidents({ number: 5, key: "a" }, 1);
    expect(past.total).toBe(2);
    expect(past.newest).toMatchObject([
      { number: 4, ended: "ana resolved it: rolled back", note: "ana: it was the disk" },
    ]);
  });
});
