import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { nextPlaces } from "../../src/store/incident-alerts.ts";
import { openStores } from "../../src/store/open-stores.ts";
import { alert, incident, step } from "./sample-state.ts";
import { scratchDirectory } from "./scratch-directory.ts";

const opened: { readonly close: () => void }[] = [];

afterEach(() => {
  for (const store of opened.splice(0)) store.close();
});

const order = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 5 });

describe("alerts of an incident", () => {
  test("are on record as the incident has them, also when a commit between has failed", () => {
    const change = fc.record({ ids: order, resolved: fc.boolean(), fails: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
        const stores = openStores(scratchDirectory());
        opened.push(stores);
        const { state, stateWriter } = stores;
        let last = 0;
        let expected: readonly string[] | undefined;
        // The same alerts are given again and again, as the incident book does.
        const known = new Map(["a", "b", "c", "d", "e"].map((id) => [id, alert(id)]));
        for (const [at, { ids, resolved, fails }] of changes.entries()) {
          const alerts = ids.flatMap((id) => known.get(id) ?? []);
          const broken = { incident: 77, at, kind: "note" as const, text: "of no incident" };
          const next = step(last, at + 1, {
            incidents: [incident(1, { alerts, state: resolved ? "resolved" : "open" })],
            events: fails ? [broken] : [],
          });
          if (fails) expect(() => stateWriter.commitStep(next)).toThrow(/FOREIGN KEY/);
          else stateWriter.commitStep(next);
          if (!fails) {
            expected = ids;
            last = at + 1;
          }
          expect(state.incident(1)?.alerts.map(({ id }) => id)).toEqual(expected);
        }
      }),
      { numRuns: 20 },
    );
  });

  test("that began and ended within one step are on record as ended", () => {
    const stores = openStores(scratchDirectory());
    opened.push(stores);
    const { state, stateWriter } = stores;
    const ended = alert("a", { state: "resolved", resolvedAt: 9 });
    stateWriter.commitStep(
      step(0, 1, { alerts: [alert("a"), ended], incidents: [incident(1, { alerts: [ended] })] }),
    );
    expect(state.incident(1)?.alerts).toStrictEqual([ended]);
  });

  test("whose commit failed are written with the next", () => {
    const stores = openStores(scratchDirectory());
    opened.push(stores);
    const { state, stateWriter } = stores;
    const alerts = [alert("a")];
    const broken = { incident: 77, at: 0, kind: "note" as const, text: "of no incident" };
    const changes = step(0, 1, { alerts, incidents: [incident(1, { alerts })] });
    expect(() => stateWriter.commitStep({ ...changes, events: [broken] })).toThrow(/FOREIGN KEY/);
    stateWriter.commitStep(changes);
    expect(state.incident(1)?.alerts).toStrictEqual(alerts);
  });
});

describe("places", () => {
  test("of one that moved to the end are new, the others keep theirs", () => {
    const before = nextPlaces(new Map(), ["a", "b", "c"]);
    expect([...nextPlaces(before, ["a", "c", "b"])]).toEqual([
      ["a", 0],
      ["c", 2],
      ["b", 3],
    ]);
  });

  test("grow in the order given, whatever was before", () => {
    fc.assert(
      fc.property(order, order, (first, second) => {
        const after = nextPlaces(nextPlaces(new Map(), first), second);
        expect([...after.keys()]).toEqual(second);
        expect([...after.values()]).toEqual([...new Set(after.values())].sort((a, b) => a - b));
      }),
    );
  });
});
