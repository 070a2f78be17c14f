import fc from "fast-check";
import { expect, test } from "vitest";
import { alertId, nextAlert } from "../../src/alerts/alert-record.ts";
import { createEngine } from "../../src/alerts/engine.ts";
import { createJudge, type Judge } from "../../src/daemon/judge.ts";
import { conditionKind } from "../../src/detect/conditions.ts";
import { type IncidentBook, nothingDecided } from "../../src/incidents/incident-book.ts";
import type { Alert, Transition } from "../../src/model/alert.ts";
import type { Condition } from "../../src/model/condition.ts";
import type { Entry } from "../../src/model/entry.ts";
import type { Rule } from "../../src/model/rule.ts";
import type { LogReader, StoredEntry } from "../../src/ports/log-store.ts";
import type { SnapshotPiece } from "../../src/ports/snapshot-store.ts";
import type { LateWaiting, LedgerStep, SavedState } from "../../src/ports/state-store.ts";
import { entries, hasBoundedPast, rule } from "../detect/arbitrary-rules.ts";

const settle = 3_000_000;

/** What survives a restart. */
interface World {
  readonly rules: readonly Rule[];
  readonly stored: StoredEntry[];
  readonly alerts: Map<string, Alert>;
  last: LedgerStep | undefined;
  waiting: readonly LateWaiting[];
  pieces: readonly SnapshotPiece[];
  /** Real time goes on by enough between any two events for a round of all that is done by the way. */
  elapsed: number;
}

function isOpen(alert: Alert): boolean {
  return alert.state !== "resolved";
}

function bookOf(world: World): IncidentBook {
  const { alerts, rules } = world;
  const open = new Map([...alerts].filter(([, alert]) => isOpen(alert)));
  function apply(transition: Transition): void {
    const id = alertId(transition);
    const made = nextAlert(
      open.get(id),
      transition,
      rules.find((one) => one.id === transition.rule),
    );
    if (made === undefined) return;
    alerts.set(id, made);
    if (isOpen(made)) open.set(id, made);
    else open.delete(id);
  }
  return {
    apply(transitions, _to, _now, continued = [], corrected = []) {
      for (const { id, evidenceFrom, amendedStart } of continued) {
        const known = open.get(id);
        if (known === undefined) continue;
        const alert = { ...known, evidenceFrom, ...(amendedStart === undefined ? {} : { amendedStart }) };
        open.set(id, alert);
        alerts.set(id, alert);
      }
      for (const alert of corrected) alerts.set(alert.id, alert);
      transitions.forEach(apply);
      return nothingDecided;
    },
    undelivered: () => undefined,
    look: () => undefined,
    act: () => ({ result: { state: "refused", why: "" }, decisions: undefined }),
    saveSilence: () => nothingDecided,
    endSilence: () => undefined,
    settled() {},
    openAlerts: () => [...open.values()],
    openIncidents: () => 0,
  };
}

function storeOf({ stored }: World): LogReader {
  const inOrder = (list: StoredEntry[]): StoredEntry[] =>
    list.sort((a, b) => a.entry.time - b.entry.time || a.sequence - b.sequence);
  return {
    *range({ from, to, maxSequence }) {
      yield* inOrder(
        stored.filter(
          ({ entry, sequence }) => entry.time > from && entry.time <= to && sequence <= maxSequence,
        ),
      );
    },
    *arrivedAfter(after, to) {
      yield* stored.filter(({ entry, sequence }) => sequence > after && entry.time <= to);
    },
    extent() {
      const [first] = inOrder([...stored]);
      return first === undefined ? undefined : { from: first.entry.time, to: first.entry.time };
    },
    counts: () => [],
  };
}

function startJudge(world: World): Judge {
  const saved: SavedState = {
    last: world.last,
    openAlerts: [...world.alerts.values()].filter(isOpen),
    incidents: [],
    notified: new Map(),
    told: [],
    untold: new Map(),
    silences: [],
    lastIncidentNumber: 0,
    lastOrder: 0,
  };
  return createJudge({
    rules: world.rules,
    book: bookOf(world),
    saved,
    meanings: new Map(),
    judgedFrom: () => undefined,
    reader: storeOf(world),
    writer: {
      commitStep({ step, lateWaiting }) {
        world.last = step;
        world.waiting = lateWaiting ?? world.waiting;
      },
    },
    snapshots: {
      load: () => world.pieces,
      save(pieces) {
        world.pieces = pieces;
        return true;
      },
    },
    storedUpTo: world.stored.length,
    latenessMs: () => 3_600_000,
    lateWaiting: world.waiting,
    alertsSince: (rules, since) =>
      [...world.alerts.values()].filter(
        (alert) =>
          rules.includes(alert.rule) &&
          (isOpen(alert) || (alert.firedAt !== undefined && (alert.resolvedAt ?? 0) >= since)),
      ),
    elapsed: () => world.elapsed,
  });
}

interface Episode {
  readonly key: string;
  readonly from: number;
  readonly to: number;
}

/** What an engine tells that has all entries in order. */
function inOrder(rules: readonly Rule[], list: readonly Entry[], end: number): readonly Episode[] {
  const engine = createEngine(rules);
  for (const entry of list) engine.enter(entry);
  const fired = new Set<string>();
  return engine.advance(end).flatMap((one): Episode[] => {
    if (one.state === "firing") fired.add(alertId(one));
    if (one.state !== "resolved" || !fired.has(alertId(one))) return [];
    return [{ key: keyOf(one), from: one.startedAt, to: one.at }];
  });
}

function keyOf({ rule: id, group }: Pick<Alert, "rule" | "group">): string {
  return JSON.stringify([id, group]);
}

function meet(a: Episode, b: Episode): boolean {
  return a.key === b.key && (a.from === b.from || (a.from < b.to && b.from < a.to));
}

const lateness = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: 300, max: 2_000_000 }) },
);

test("entries that come late raise the alerts that they raise in time, over restarts too", () => {
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 3 }),
      entries.filter((list) => list.length > 1),
      fc.array(lateness, { minLength: 1, maxLength: 9 }),
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 9 }),
      (made, list, lates, chances) => {
        // A latched signal has no bounded past, which is known and another matter.
        fc.pre(made.every(({ condition }) => !("clear" in condition)));
        fc.pre(made.every(hasBoundedPast));
        // What is missed for ever holds at the end.
        fc.pre(made.every(({ condition }) => !endsNever(condition)));
        const rules = made.map((one, place) => ({ ...one, id: `rule-${place}` }));
        const world: World = {
          rules,
          stored: [],
          alerts: new Map(),
          last: undefined,
          waiting: [],
          pieces: [],
          elapsed: 0,
        };
        const arriving = list
          .map((entry, place) => ({ entry, at: entry.time + (lates[place % lates.length] ?? 0) }))
          .sort((a, b) => a.at - b.at);
        let judge = startJudge(world);
        const oldest = Math.min(...list.map((entry) => entry.time));
        judge.begin(oldest, 0, 0);
        const readOn = (): void => {
          world.elapsed += 50_000;
          while (judge.readOn());
        };
        arriving.forEach(({ entry, at }, place) => {
          const chance = chances[place % chances.length] ?? 0;
          const one = { sequence: place + 1, source: "s", entry, raw: "" };
          world.stored.push(one);
          if (chance !== 9) judge.take([one]);
          // Killed between storing and judging, or after.
          if (chance >= 8) judge = startJudge(world);
          if (chance > 2) judge.step(at - 1, place + 1, 0);
          if (chance > 4) readOn();
          if (chance === 7) judge = startJudge(world);
        });
        const end = Math.max(...arriving.map(({ at }) => at)) + settle;
        judge.step(end, arriving.length, 0);
        readOn();
        judge.step(end + 1, arriving.length, 0);
        readOn();
        judge.step(end + 2, arriving.length, 0);

        const truth = inOrder(rules, arrivalOrder(arriving), end);
        const told = [...world.alerts.values()].filter((alert) => alert.firedAt !== undefined);
        const episodes = told.map((alert) => ({
          key: keyOf(alert),
          from: Math.min(alert.startedAt, alert.amendedStart ?? alert.startedAt),
          to: alert.resolvedAt ?? end,
          alert,
        }));
        for (const one of truth) expect(episodes.some((other) => meet(one, other))).toBe(true);
        for (const one of episodes) {
          expect(isOpen(one.alert)).toBe(false);
          if (!truth.some((other) => meet(one, other))) expect(one.alert.notConfirmed).toBe(true);
        }
        expect(world.waiting).toEqual([]);
      },
    ),
    { numRuns: 2_000 },
  );
});

function endsNever(condition: Condition): boolean {
  const kind = conditionKind(condition);
  return kind.speaksOfSilence(condition) || kind.expected?.(condition) !== undefined;
}

/** By time, then by arrival. */
function arrivalOrder(arriving: readonly { readonly entry: Entry }[]): readonly Entry[] {
  return arriving.map(({ entry }) => entry).sort((a, b) => a.time - b.time);
}
