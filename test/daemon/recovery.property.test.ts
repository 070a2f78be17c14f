import { serialize } from "node:v8";
import fc from "fast-check";
import { expect, test } from "vitest";
import { alertId, nextAlert } from "../../src/alerts/alert-record.ts";
import { createEngine, type Engine } from "../../src/alerts/engine.ts";
import { recoverEngine } from "../../src/daemon/recovery.ts";
import type { Alert, Transition } from "../../src/model/alert.ts";
import type { Entry } from "../../src/model/entry.ts";
import type { Rule } from "../../src/model/rule.ts";
import type { LogReader, StoredEntry } from "../../src/ports/log-store.ts";
import type { SnapshotPiece } from "../../src/ports/snapshot-store.ts";
import type { SavedState } from "../../src/ports/state-store.ts";
import { entries, hasBoundedPast, rule } from "../detect/arbitrary-rules.ts";
import { entryAt, ruleOf, says } from "../detect/made-up.ts";

const settle = 5_000_000;

/** A store that holds the entries in order of arrival. */
function readerOf(list: readonly Entry[]): Pick<LogReader, "range" | "extent"> {
  const stored = list.map(
    (entry, place): StoredEntry => ({ sequence: place + 1, source: "s", entry, raw: "" }),
  );
  return {
    *range({ from, to, maxSequence }) {
      for (const one of stored) {
        if (one.entry.time > from && one.entry.time <= to && one.sequence <= maxSequence) yield one;
      }
    },
    extent: () => ({ from: list[0]?.time ?? 0, to: list.at(-1)?.time ?? 0 }),
  };
}

function pieceOf(engine: Engine, rule: string, maxSequence: number): readonly SnapshotPiece[] {
  const saved = engine.save(rule);
  if (saved === undefined) return [];
  const { meaning, position } = saved;
  return [{ rule, meaning, position, maxSequence, bytes: serialize(saved) }];
}

/** What is on record after these transitions: pending and firing alerts. */
function record(rules: readonly Rule[], transitions: readonly Transition[]): readonly Alert[] {
  const open = new Map<string, Alert>();
  for (const transition of transitions) {
    const id = alertId(transition);
    const made = nextAlert(
      open.get(id),
      transition,
      rules.find((one) => one.id === transition.rule),
    );
    if (made === undefined || made.state === "resolved") open.delete(id);
    else open.set(id, made);
  }
  return [...open.values()];
}

test("an engine that is restarted anywhere tells the same, and owes nothing", () => {
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 3 }),
      entries.filter((list) => list.length > 1),
      fc.nat(),
      fc.nat(200),
      // Where pieces were saved, and of which rules; those of the others are lost.
      fc.nat(),
      fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
      (made, list, cut, wait, savedAt, isSaved) => {
        fc.pre(made.every(hasBoundedPast));
        const rules = made.map((one, place) => ({ ...one, id: `rule-${place}` }));
        const before = list.slice(0, 1 + (cut % (list.length - 1)));
        const rest = list.slice(before.length);
        // Log time stands somewhere between the last entry that was judged and the first that was not.
        const last = before.at(-1)?.time ?? 0;
        const position = Math.min(last + wait, (rest[0]?.time ?? last) - 1);
        fc.pre(position >= last);

        const whole = createEngine(rules);
        const told: Transition[] = [];
        let pieces: readonly SnapshotPiece[] = [];
        const saveAfter = savedAt % before.length;
        before.forEach((entry, place) => {
          whole.enter(entry);
          if (place !== saveAfter || (before[place + 1]?.time ?? position + 1) === entry.time) return;
          told.push(...whole.advance(entry.time));
          pieces = rules
            .filter((_, which) => isSaved[which])
            .flatMap(({ id }) => pieceOf(whole, id, place + 1));
        });
        told.push(...whole.advance(position));
        const saved: SavedState = {
          last: { from: position - 1, to: position, maxSequence: before.length, judgedAt: 0, entries: 1 },
          openAlerts: record(rules, told),
          incidents: [],
          notified: new Map(),
          told: [],
          untold: new Map(),
          silences: [],
          lastIncidentNumber: 0,
          lastOrder: 0,
        };
        const recovered = recoverEngine(rules, {
          saved,
          reader: readerOf(list),
          pieces,
          storedUpTo: list.length,
        });
        expect(recovered.pending).toEqual([]);
        for (const entry of rest) {
          whole.enter(entry);
          recovered.engine.enter(entry);
        }
        const end = (list.at(-1)?.time ?? 0) + settle;
        expect(recovered.engine.advance(end)).toEqual(whole.advance(end));
      },
    ),
    { numRuns: 2_000 },
  );
});

test("a rule that was disabled does not go on", () => {
  const held = ruleOf({ type: "any", match: says("m"), windowMs: 1_000 }, { id: "held" });
  const engine = createEngine([held]);
  engine.enter(entryAt(900, "m"));
  const openAlerts = record([held], engine.advance(1_000));
  const saved: SavedState = {
    last: { from: 0, to: 1_000, maxSequence: 1, judgedAt: 0, entries: 1 },
    openAlerts,
    incidents: [],
    notified: new Map(),
    told: [],
    untold: new Map(),
    silences: [],
    lastIncidentNumber: 1,
    lastOrder: 0,
  };
  const sources = {
    saved,
    reader: readerOf([entryAt(900, "m")]),
    pieces: pieceOf(engine, "held", 1),
    storedUpTo: 1,
  };
  expect(openAlerts).toHaveLength(1);
  expect(recoverEngine([held], sources).pending).toEqual([]);
  expect(recoverEngine([{ ...held, enabled: false }], sources).engine.ruleCounts()).toEqual([]);
});
