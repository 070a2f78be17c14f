import type { SavedLife, SavedWatch } from "../detect/saved.ts";
import type { SignalListener } from "../detect/signal.ts";
import type { Group, Transition } from "../model/alert.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import type { Rule, Severity } from "../model/rule.ts";

/**
 * When alerts become more severe: at the first instant of an episode at which the alert fires and the escalate
 * condition holds for its group. Once for each episode, and never back: what was critical an hour ago is still
 * handled as critical, and a condition at its limit does not make an incident flap.
 */
export interface Escalations {
  /** What follows the escalate condition of one group. */
  readonly listener: (
    rule: Rule,
    group: Group,
    tenant: string | undefined,
    saved?: SavedLife,
  ) => SignalListener;
  /** What became of an alert whose rule escalates. */
  readonly heard: (transition: Transition, severity: Severity) => void;
  /** Everything up to one instant has been heard: the escalations since the last call, in order of time. */
  readonly settle: () => readonly Transition[];
  /** Of one rule, after a settling. */
  readonly save: (rule: string) => readonly SavedWatch[];
  /** In place of what is known of the rule. */
  readonly restore: (rule: string, saved: readonly SavedWatch[]) => void;
}

type Heard =
  | { readonly at: number; readonly kind: "fires"; readonly alert: Transition; readonly severity: Severity }
  | { readonly at: number; readonly kind: "ends" | "holds" | "stops" };

/** One group of one rule, as long as its alert fires or its escalate condition holds. */
interface Watch {
  readonly rule: string;
  firing: { readonly alert: Transition; readonly severity: Severity; escalated: boolean } | undefined;
  holds: boolean;
  heard: Heard[];
}

/** The id under which the escalate condition of a rule is judged. */
export function escalationId(rule: string): string {
  return `${rule}/escalate`;
}

/** The escalate condition of each rule that has one, as a rule that is judged beside it. */
export function escalationRules(rules: readonly Rule[]): ReadonlyMap<Rule, Rule> {
  const made = new Map<Rule, Rule>();
  for (const rule of rules) {
    if (rule.escalate === undefined) continue;
    // No id holds a slash, so it cannot be taken for another rule.
    made.set({ ...rule, id: escalationId(rule.id), condition: rule.escalate.condition }, rule);
  }
  return made;
}

export function createEscalations(): Escalations {
  const watches = new Map<string, Watch>();
  // Those that heard something since the last settling.
  let stirred = new Set<string>();

  function hear(rule: string, key: string, heard: Heard): void {
    const watch = watches.get(key) ?? { rule, firing: undefined, holds: false, heard: [] };
    watches.set(key, watch);
    watch.heard.push(heard);
    stirred.add(key);
  }

  return {
    listener(rule, group, tenant, saved) {
      const key = watchKey(rule.id, group, tenant);
      let holds = saved !== undefined;
      let since = saved?.startedAt ?? Number.POSITIVE_INFINITY;
      return {
        nextTimer: () => Number.POSITIVE_INFINITY,
        onSignal(at, signal) {
          if ((signal === true) === holds) return;
          holds = !holds;
          since = at;
          hear(rule.id, key, { at, kind: holds ? "holds" : "stops" });
        },
        onTimer: () => {},
        idle: () => !holds,
        // It has no life but that it holds.
        save: () => (holds ? holdingSince(since) : null),
      };
    },
    heard(transition, severity) {
      const { rule, group, tenant, state, at } = transition;
      if (state === "pending") return;
      const key = watchKey(rule, group, tenant);
      if (state === "firing") hear(rule, key, { at, kind: "fires", alert: transition, severity });
      else hear(rule, key, { at, kind: "ends" });
    },
    settle() {
      const found: Transition[] = [];
      for (const key of stirred) {
        const watch = watches.get(key);
        if (watch === undefined) continue;
        found.push(...settleWatch(watch));
        if (watch.firing === undefined && !watch.holds) watches.delete(key);
      }
      stirred = new Set();
      return found.sort((a, b) => a.at - b.at);
    },
    save: (rule) =>
      [...watches]
        .filter(([, watch]) => watch.rule === rule)
        .map(([key, { firing, holds }]) => ({
          key,
          firing: firing === undefined ? null : { ...firing },
          holds,
        })),
    restore(rule, saved) {
      for (const [key, watch] of watches) if (watch.rule === rule) watches.delete(key);
      for (const { key, firing, holds } of saved) {
        watches.set(key, { rule, firing: firing === null ? undefined : { ...firing }, holds, heard: [] });
      }
    },
  };
}

function holdingSince(at: number): SavedLife {
  const never = Number.POSITIVE_INFINITY;
  return {
    phase: "firing",
    startedAt: at,
    evidenceFrom: at,
    endingSince: never,
    endingUnknown: false,
    endingValue: null,
  };
}

function watchKey(rule: string, group: Group, tenant: string | undefined): string {
  return canonicalJson([rule, tenant ?? null, group]);
}

/**
 * The alert and the condition are each heard in their own order. An instant is looked at as a whole: what ends at it
 * no longer counts.
 */
function settleWatch(watch: Watch): readonly Transition[] {
  const found: Transition[] = [];
  const heard = watch.heard.sort((a, b) => a.at - b.at);
  watch.heard = [];
  heard.forEach((one, place) => {
    if (one.kind === "fires") watch.firing = { alert: one.alert, severity: one.severity, escalated: false };
    else if (one.kind === "ends") watch.firing = undefined;
    else watch.holds = one.kind === "holds";
    const { firing, holds } = watch;
    if (heard[place + 1]?.at === one.at || firing === undefined || firing.escalated || !holds) return;
    firing.escalated = true;
    found.push({ ...firing.alert, at: one.at, escalatedTo: firing.severity });
  });
  return found;
}
