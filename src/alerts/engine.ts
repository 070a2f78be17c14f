import type { DuplicateCounts } from "../detect/duplicate-marks.ts";
import type { WatchCondition } from "../detect/rule-track.ts";
import { type SavedRule, savedOf } from "../detect/saved.ts";
import { createTimeline } from "../detect/timeline.ts";
import type { Transition } from "../model/alert.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import type { Entry } from "../model/entry.ts";
import type { Rule } from "../model/rule.ts";
import type { RuleCount } from "../ports/state-store.ts";
import { createAlertLife } from "./alert-life.ts";
import { createEscalations, escalationId, escalationRules } from "./escalations.ts";

/** How long an unknown signal holds a firing alert before it resolves as no_data. */
export const keepUnknownMs = 15 * 60_000;

/**
 * The one engine: live evaluation, replay and tests all call this. What it tells is a function of the entries, in
 * order, and of the rules; batching and the choice of instants to advance to change nothing.
 */
export interface Engine {
  /** Entries in order of (time, sequence), none at or before an instant advanced to. */
  readonly enter: (entry: Entry) => void;
  /**
   * Judges up to and including `to`; what happened since the last call, by (at, rule, group, occurrence).
   * Escalations are among it.
   */
  readonly advance: (to: number) => readonly Transition[];
  /** Counts since the engine was made. */
  readonly ruleCounts: () => readonly RuleCount[];
  /** Since the engine was made; nothing is marked where no rule leaves duplicates out. */
  readonly duplicates: () => DuplicateCounts;
  /** Time of the first entry ever judged. */
  readonly since: () => number;
  /** These rules are judged and told no more; the others go on as if nothing had happened. */
  readonly drop: (ids: ReadonlySet<string>) => void;
  /**
   * One rule, after an advance that judged all that has entered: what `createEngine` and `adopt` go on from as if
   * nothing had happened. Undefined where it is not judged.
   */
  readonly save: (id: string) => SavedRule | undefined;
  /** After an advance: the rule goes on from what was saved of another engine at the same instant. */
  readonly adopt: (saved: SavedRule) => void;
}

interface Ordered {
  readonly transition: Transition;
  readonly groupText: string;
  readonly occurrence: number;
}

/**
 * `since`: time of the first entry ever judged, where that was earlier. `saved`: what rules of the same meaning go on
 * from, each from its own instant.
 */
export function createEngine(
  rules: readonly Rule[],
  since?: number,
  saved?: readonly SavedRule[],
  watch?: WatchCondition,
): Engine {
  let told: Ordered[] = [];
  let occurrence = 0;
  const dropped = new Set<string>();

  function tell(transition: Transition, groupText: string): void {
    told.push({ transition, groupText, occurrence: occurrence++ });
  }

  const escalations = createEscalations();
  const escalating = escalationRules(rules);

  const goingOn = (saved ?? []).filter((one) => rules.some((rule) => savedOf([one], rule) !== undefined));
  for (const { id, escalation } of goingOn) escalations.restore(id, escalation?.watches ?? []);

  const timeline = createTimeline(
    [...rules, ...escalating.keys()],
    (rule, group, tenant, life) => {
      const escalated = escalating.get(rule);
      if (escalated !== undefined) return escalations.listener(escalated, group, tenant, life);
      // Written out once per group, not once per transition.
      let groupText: string | undefined;
      return createAlertLife(
        { forMs: rule.forMs, keepFiringForMs: rule.keepFiringForMs, keepUnknownMs },
        (change) => {
          if (dropped.has(rule.id)) return;
          groupText ??= canonicalJson(group);
          const transition: Transition = { ...change, rule: rule.id, group, tenant };
          tell(transition, groupText);
          if (rule.escalate !== undefined) escalations.heard(transition, rule.escalate.severity);
        },
        life,
      );
    },
    since,
    [...goingOn, ...goingOn.flatMap(({ escalation }) => escalation?.condition ?? [])],
    watch,
  );

  return {
    enter: timeline.enter,
    advance(to) {
      timeline.advance(to);
      for (const escalation of escalations.settle()) {
        if (!dropped.has(escalation.rule)) tell(escalation, canonicalJson(escalation.group));
      }
      const ordered = told.sort(byOrder);
      told = [];
      return ordered.map(({ transition }) => transition);
    },
    ruleCounts: () =>
      timeline
        .rules()
        .filter(({ rule }) => !escalating.has(rule))
        .map(({ rule, counters, groups }) => ({ rule: rule.id, ...counters(), groups: groups() })),
    duplicates: timeline.duplicates,
    since: timeline.since,
    drop(ids) {
      for (const id of ids) dropped.add(id);
      const beside = [...escalating]
        .filter(([, rule]) => ids.has(rule.id))
        .map(([condition]) => condition.id);
      timeline.drop(new Set([...ids, ...beside]));
      told = told.filter(({ transition }) => !ids.has(transition.rule));
    },
    save(id) {
      const saved = timeline.save(id);
      const beside = timeline.save(escalationId(id));
      if (saved === undefined || beside === undefined) return saved;
      return { ...saved, escalation: { condition: beside, watches: escalations.save(id) } };
    },
    adopt(saved) {
      timeline.adopt(saved);
      if (saved.escalation === undefined) return;
      timeline.adopt(saved.escalation.condition);
      escalations.restore(saved.id, saved.escalation.watches);
    },
  };
}

function byOrder(a: Ordered, b: Ordered): number {
  return (
    a.transition.at - b.transition.at ||
    compareText(a.transition.rule, b.transition.rule) ||
    compareText(a.groupText, b.groupText) ||
    compareText(a.transition.tenant ?? "", b.transition.tenant ?? "") ||
    a.occurrence - b.occurrence
  );
}

/** By UTF-16 code unit, the same everywhere; localeCompare depends on the machine. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
