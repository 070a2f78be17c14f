import { createTimeline } from "../detect/timeline.ts";
import type { Transition } from "../model/alert.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import type { Entry } from "../model/entry.ts";
import type { Rule } from "../model/rule.ts";
import type { RuleCount } from "../ports/state-store.ts";
import { createAlertLife } from "./alert-life.ts";

/** How long an unknown signal holds a firing alert before it resolves as no_data. */
export const keepUnknownMs = 15 * 60_000;

/**
 * The one engine: live evaluation, replay and tests all call this. What it tells is a function of the entries, in
 * order, and of the rules; batching and the choice of instants to advance to change nothing.
 */
export interface Engine {
  /** Entries in order of (time, sequence), none at or before an instant advanced to. */
  readonly enter: (entry: Entry) => void;
  /** Judges up to and including `to`; what happened since the last call, by (at, rule, group, occurrence). */
  readonly advance: (to: number) => readonly Transition[];
  /** Counts since the engine was made. */
  readonly ruleCounts: () => readonly (RuleCount & { readonly overflowed: number })[];
  /** Time of the first entry ever judged. */
  readonly since: () => number;
  /** These rules are judged and told no more; the others go on as if nothing had happened. */
  readonly drop: (ids: ReadonlySet<string>) => void;
}

interface Ordered {
  readonly transition: Transition;
  readonly groupText: string;
  readonly occurrence: number;
}

export function createEngine(rules: readonly Rule[], since?: number): Engine {
  let told: Ordered[] = [];
  let occurrence = 0;
  const dropped = new Set<string>();

  const timeline = createTimeline(
    rules,
    (rule, group, tenant) => {
      // Written out once per group, not once per transition.
      let groupText: string | undefined;
      return createAlertLife(
        { forMs: rule.forMs, keepFiringForMs: rule.keepFiringForMs, keepUnknownMs },
        (change) => {
          if (dropped.has(rule.id)) return;
          groupText ??= canonicalJson(group);
          const transition: Transition = { ...change, rule: rule.id, group, tenant };
          told.push({ transition, groupText, occurrence: occurrence++ });
        },
      );
    },
    since,
  );

  return {
    enter: timeline.enter,
    advance(to) {
      timeline.advance(to);
      const ordered = told.sort(byOrder);
      told = [];
      return ordered.map(({ transition }) => transition);
    },
    ruleCounts: () =>
      timeline.rules().map(({ rule, counters, groups }) => ({
        rule: rule.id,
        ...counters(),
        groups: groups(),
      })),
    since: timeline.since,
    drop(ids) {
      for (const id of ids) dropped.add(id);
      timeline.drop(ids);
      told = told.filter(({ transition }) => !ids.has(transition.rule));
    },
  };
}

function byOrder(a: Ordered, b: Ordered): number {
  return (
    a.transition.at - b.transition.at ||
    compareText(a.transition.rule, b.transition.rule) ||
    compareText(a.groupText, b.groupText) ||
    a.occurrence - b.occurrence
  );
}

/** By UTF-16 code unit, the same everywhere; localeCompare depends on the machine. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
