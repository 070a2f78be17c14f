import type { Alert, ResolveReason, Transition } from "../model/alert.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import { alertId } from "./alert-record.ts";
import type { Continued } from "./continued.ts";
import { missingEscalation } from "./missing-escalation.ts";

/** What was told by an engine that read the past in silence: by id, the transitions of episodes that are open. */
export type OpenEpisodes = ReadonlyMap<string, readonly Transition[]>;

export interface ReconcileSettings {
  /** Log time at which the engine stands. */
  readonly position: number;
  /** Rules that are judged. */
  readonly alive: ReadonlySet<string>;
  /** Rules whose meaning is another than that by which the record was made. */
  readonly edited: ReadonlySet<string>;
}

export interface Reconciled {
  /**
   * What must still be told so that the record agrees with the engine: alerts that hold under the rules as they are
   * now but are not on record, and ends of alerts on record that no longer hold.
   */
  readonly pending: readonly Transition[];
  readonly continued: readonly Continued[];
}

/**
 * Compares an engine with the record. An episode that a record of the same rule and group stands for goes on as
 * that one, even where the rule was edited and sees another start: people know it by its id.
 */
export function reconcile(
  open: OpenEpisodes,
  recorded: readonly Alert[],
  settings: ReconcileSettings,
): Reconciled {
  const byGroup = new Map(recorded.map((alert) => [groupKey(alert), alert]));
  const goesOn = new Set<string>();
  const pending: Transition[] = [];
  const continued: Continued[] = [];
  for (const [episode, transitions] of open) {
    const [first] = transitions;
    if (first === undefined) continue;
    const alert = byGroup.get(groupKey(first));
    if (alert === undefined) {
      pending.push(...transitions);
      continue;
    }
    goesOn.add(alert.id);
    const fires = transitions.find((one) => one.state === "firing");
    if (alert.state === "pending" && fires !== undefined) {
      const { startedAt } = alert;
      pending.push({ ...fires, startedAt, at: Math.max(fires.at, startedAt) });
    }
    pending.push(...missingEscalation(transitions, alert));
    const firing = alert.state === "firing" || fires !== undefined;
    const edited = settings.edited.has(alert.rule);
    if (!edited && episode === alert.id && (fires !== undefined || !firing)) continue;
    const { evidenceFrom } = first;
    const { id, rule, startedAt } = alert;
    continued.push({ id, rule, episode, startedAt, firing, evidenceFrom, edited });
  }
  const ended = recorded.filter((alert) => !goesOn.has(alert.id));
  return { pending: [...pending, ...ended.map((alert) => endOf(alert, settings))], continued };
}

/** Keeps, for each alert that is open, the transitions that opened it. */
export function trackOpen(
  open: Map<string, readonly Transition[]>,
  transitions: readonly Transition[],
): void {
  for (const transition of transitions) {
    const id = alertId(transition);
    if (transition.state === "resolved") open.delete(id);
    else open.set(id, [...(open.get(id) ?? []), transition]);
  }
}

/** A rule has at most one open alert of a group. */
function groupKey({ rule, tenant, group }: Pick<Alert, "rule" | "tenant" | "group">): string {
  return canonicalJson([rule, tenant ?? null, group]);
}

function endOf(alert: Alert, settings: ReconcileSettings): Transition {
  const { rule, group, tenant, startedAt, evidenceFrom } = alert;
  const reason = whyEnded(alert, settings);
  const at = settings.position;
  return { at, rule, group, tenant, state: "resolved", value: null, startedAt, reason, evidenceFrom };
}

function whyEnded({ rule, state }: Alert, { alive, edited }: ReconcileSettings): ResolveReason | null {
  if (!alive.has(rule)) return "rule_removed";
  if (edited.has(rule)) return "rule_changed";
  return state === "pending" ? "not_held" : null;
}
