import fc from "fast-check";
import { expect, test } from "vitest";
import { alertId, nextAlert } from "../../src/alerts/alert-record.ts";
import type { Continued } from "../../src/alerts/continued.ts";
import { createEngine } from "../../src/alerts/engine.ts";
import { createJudge, type Judge } from "../../src/daemon/judge.ts";
import { type IncidentBook, nothingDecided } from "../../src/incidents/incident-book.ts";
import type { Alert, Transition } from "../../src/model/alert.ts";
import type { Condition } from "../../src/model/condition.ts";
import type { Entry } from "../../src/model/entry.ts";
import type { Rule } from "../../src/model/rule.ts";
import type { LogReader, StoredEntry } from "../../src/ports/log-store.ts";
import type { LedgerStep, SavedState } from "../../src/ports/state-store.ts";
import { entries, hasBoundedPast, rule } from "../detect/arbitrary-rules.ts";
import { entryAt, ruleOf, says } from "../detect/made-up.ts";

/** Others use the machine too. */
const busyMs = 180_000;

const settle = 5_000_000;

/** Alerts on record and what was told, as the daemon keeps them; enough of the book and the store for a judge. */
interface World {
  rules: readonly Rule[];
  readonly open: Map<string, Alert>;
  readonly told: Transition[];
  readonly continued: Continued[];
  meanings: ReadonlyMap<string, string>;
  last: LedgerStep | undefined;
}

function emptyWorld(rules: readonly Rule[]): World {
  return { rules, open: new Map(), told: [], continued: [], meanings: new Map(), last: undefined };
}

function bookOf(world: World): IncidentBook {
  function apply(transition: Transition): void {
    world.told.push(transition);
    const id = alertId(transition);
    const named = world.rules.find((one) => one.id === transition.rule);
    const made = nextAlert(world.open.get(id), transition, named);
    if (made === undefined || made.state === "resolved") world.open.delete(id);
    else world.open.set(id, made);
  }
  return {
    apply(transitions, _to, _now, continued = []) {
      world.continued.push(...continued);
      for (const { id, evidenceFrom } of continued) {
        const alert = world.open.get(id);
        if (alert !== undefined)
          world.open.set(id, { ...alert, evidenceFrom: Math.min(alert.evidenceFrom, evidenceFrom) });
      }
      transitions.forEach(apply);
      return nothingDecided;
    },
    undelivered: () => undefined,
    look: () => undefined,
    act: () => ({ result: { state: "refused", why: "" }, decisions: undefined }),
    saveSilence: () => nothingDecided,
    endSilence: () => undefined,
    settled() {},
    openAlerts: () => [...world.open.values()],
    openIncidents: () => 0,
  };
}

function storeOf(list: readonly Entry[]): LogReader {
  const stored = list.map(
    (entry, place): StoredEntry => ({ sequence: place + 1, source: "s", entry, raw: "" }),
  );
  return {
    *range({ from, to, maxSequence }) {
      for (const one of stored)
        if (one.entry.time > from && one.entry.time <= to && one.sequence <= maxSequence) yield one;
    },
    extent: () => ({ from: list[0]?.time ?? 0, to: list.at(-1)?.time ?? 0 }),
    counts: () => [],
    *arrivedAfter() {},
  };
}

/** A judge over what is on record: as a start makes one. */
function startJudge(world: World, list: readonly Entry[]): Judge {
  const saved: SavedState = {
    last: world.last,
    openAlerts: [...world.open.values()],
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
    meanings: world.meanings,
    snapshots: { load: () => [], save: () => true },
    storedUpTo: list.length,
    latenessMs: () => 3_600_000,
    elapsed: () => 0,
    lateWaiting: [],
    alertsSince: () => [],
    judgedFrom: () => (world.last === undefined ? undefined : (list[0]?.time ?? 0) - 1),
    reader: storeOf(list),
    writer: {
      commitStep({ step, ruleMeanings }) {
        world.last = step;
        world.meanings = ruleMeanings ?? world.meanings;
      },
    },
  });
}

/** Entries up to log time `to` come in and are judged, in steps of a made-up size. */
function feed(judge: Judge, list: readonly Entry[], to: number, stepMs: number): void {
  const from = judge.position();
  const fresh = list.filter((entry) => entry.time <= to && (from === undefined || entry.time > from));
  if (from === undefined && list[0] !== undefined) judge.begin(list[0].time, 0, 0);
  const stored = fresh.map(
    (entry): StoredEntry => ({
      sequence: list.indexOf(entry) + 1,
      source: "s",
      entry,
      raw: "",
    }),
  );
  judge.take(stored);
  // What has not come in yet has no sequence.
  const arrived = list.filter((entry) => entry.time <= to).length;
  for (let at = (judge.position() ?? 0) + stepMs; at < to; at += stepMs) judge.step(at, arrived, 0);
  judge.step(to, arrived, 0);
}

function change(judge: Judge, world: World, rules: readonly Rule[]): void {
  judge.changeRules(rules, () => {
    world.rules = rules;
  });
  while (judge.readOn());
}

/** Rules with ids of their own; the meaning of each is said by its text, as for real ones. */
function named(made: readonly Rule[], first = 0): readonly Rule[] {
  return made.map((one, place) => ({ ...one, id: `rule-${place + first}`, meaning: JSON.stringify(one) }));
}

const cut = fc.record({
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  wait: fc.nat(200),
  stepMs: fc.integer({ min: 7, max: 90 }),
});
/** A silence in a listed group, and what holds until it is cleared, may have begun longer ago than any rule looks back. */
function looksBackFarEnough(made: Rule): boolean {
  const { condition } = made;
  const parts = "conditions" in condition ? Object.values(condition.conditions) : [condition];
  return (
    hasBoundedPast(made) &&
    parts.every((part) => !("clear" in part) && (part.type !== "absence" || part.expect === undefined))
  );
}

function withoutEvidence(world: World | undefined): readonly object[] | undefined {
  return world?.told.map(({ evidenceFrom: _, ...transition }) => transition);
}

const filled = entries.filter((list) => list.length > 1);

function positionAt(list: readonly Entry[], { share, wait }: { share: number; wait: number }): number {
  const first = list[0]?.time ?? 0;
  const last = list.at(-1)?.time ?? 0;
  return first + Math.floor((last - first) * share) + wait;
}

test("a reload of the same rules, anywhere, changes nothing to the byte", { timeout: busyMs }, () => {
  fc.assert(
    fc.property(fc.array(rule, { minLength: 1, maxLength: 3 }), filled, cut, (made, list, where) => {
      const rules = named(made);
      const engine = createEngine(rules);
      const end = positionAt(list, where) + settle;
      for (const entry of list) engine.enter(entry);
      const world = emptyWorld(rules);
      const judge = startJudge(world, list);
      feed(judge, list, positionAt(list, where), where.stepMs);
      change(judge, world, named(made));
      feed(judge, list, end, settle);
      expect(world.told).toEqual(engine.advance(end));
      expect(world.continued).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test("rules that stay are not touched by edits of others", { timeout: busyMs }, () => {
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 2 }),
      fc.array(rule, { maxLength: 2 }),
      fc.array(rule, { maxLength: 2 }),
      filled,
      cut,
      (made, before, after, list, where) => {
        const stay = named(made);
        const end = positionAt(list, where) + settle;
        const engine = createEngine(stay);
        for (const entry of list) engine.enter(entry);
        const world = emptyWorld([...named(before, 5), ...stay]);
        const judge = startJudge(world, list);
        feed(judge, list, positionAt(list, where), where.stepMs);
        change(judge, world, [...stay, ...named(after, 5)]);
        feed(judge, list, end, settle);
        const ids = new Set(stay.map((one) => one.id));
        expect(world.told.filter((one) => ids.has(one.rule))).toEqual(engine.advance(end));
      },
    ),
    { numRuns: 500 },
  );
});

test("an edit that is reloaded is the same as one found at a start, then and after", {
  timeout: busyMs,
}, () => {
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 3 }),
      fc.array(rule, { maxLength: 3 }),
      filled,
      cut,
      fc.nat(300),
      (before, after, list, where, later) => {
        const at = positionAt(list, where);
        const runs = (["reload", "restart", "reload, then restart"] as const).map((how) => {
          const world = emptyWorld(named(before));
          let judge = startJudge(world, list);
          feed(judge, list, at, where.stepMs);
          if (how === "restart") {
            world.rules = named(after);
            judge = startJudge(world, list);
          } else change(judge, world, named(after));
          feed(judge, list, at + 1 + later, where.stepMs);
          if (how === "reload, then restart") judge = startJudge(world, list);
          feed(judge, list, at + settle, settle);
          return world;
        });
        const [reloaded, restarted, both] = runs;
        expect(reloaded?.told).toEqual(restarted?.told);
        expect(reloaded?.continued).toEqual(restarted?.continued);
        // A start reads from before the evidence on record: it may show more of it, and a silence as the longer one it is.
        if (after.every(looksBackFarEnough)) expect(withoutEvidence(both)).toEqual(withoutEvidence(reloaded));
      },
    ),
    { numRuns: 1_000 },
  );
});

test("what is told of an edited rule: nothing that had ended, what holds once, and each end", {
  timeout: busyMs,
}, () => {
  fc.assert(
    fc.property(rule, rule, filled, cut, (before, after, list, where) => {
      const at = positionAt(list, where);
      const world = emptyWorld(named([before]));
      const judge = startJudge(world, list);
      feed(judge, list, at, where.stepMs);
      const openBefore = new Set(world.open.keys());
      const toldBefore = world.told.length;
      change(judge, world, named([after]));
      feed(judge, list, at + settle, settle);
      const fresh = world.told.slice(toldBefore);
      const engine = createEngine(named([after]));
      for (const entry of list.filter((one) => one.time <= at)) engine.enter(entry);
      // Two episodes that begin in one millisecond have one id.
      const lastOf = new Map(engine.advance(at).map((one) => [alertId(one), one.state]));
      const endedBefore = new Set([...lastOf].flatMap(([id, state]) => (state === "resolved" ? [id] : [])));
      for (const one of fresh)
        if (!openBefore.has(alertId(one))) expect(endedBefore).not.toContain(alertId(one));
      // Nobody hears of one that fires already, and to whoever heard that it does it was no mere pending.
      const firing = new Set<string>();
      for (const one of world.told) {
        const id = alertId(one);
        if (one.state === "firing") expect(firing).not.toContain(id);
        if (one.state === "firing") firing.add(id);
        if (one.state !== "resolved") continue;
        expect(one.reason === "not_held" && firing.has(id)).toBe(false);
        firing.delete(id);
      }
      expect(firing.size).toBe(world.open.size);
    }),
    { numRuns: 1_000 },
  );
});

test.each(["running", "down"])("a rule that went away while it was %s ends its alerts", (when) => {
  const condition: Condition = { type: "any", match: says("m"), windowMs: 1_000 };
  const rules = named([ruleOf(condition), ruleOf(condition)]);
  const list = [entryAt(1_000, "m", "a")];
  const world = emptyWorld(rules);
  let judge = startJudge(world, list);
  feed(judge, list, 1_100, 50);
  expect(world.open.size).toBe(2);
  const left = rules.slice(1);
  if (when === "running") change(judge, world, left);
  else {
    world.rules = left;
    judge = startJudge(world, list);
  }
  feed(judge, list, 1_200, 50);
  expect(world.told.at(-1)).toMatchObject({
    at: 1_100,
    rule: "rule-0",
    state: "resolved",
    reason: "rule_removed",
  });
  expect([...world.open.values()]).toMatchObject([{ rule: "rule-1" }]);
});
