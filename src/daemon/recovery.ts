import { alertId } from "../alerts/alert-record.ts";
import { createEngine, type Engine } from "../alerts/engine.ts";
import { longestLookbackMs } from "../detect/lookback.ts";
import type { Alert, Transition } from "../model/alert.ts";
import type { Rule } from "../model/rule.ts";
import type { LogReader } from "../ports/log-store.ts";
import type { SavedState } from "../ports/state-store.ts";

export interface Recovered {
  readonly engine: Engine;
  /**
   * What must still be told so that the record agrees with the engine: alerts that hold under the rules as they
   * are now but were not on record, and ends of alerts on record that no longer hold.
   */
  readonly pending: readonly Transition[];
}

/**
 * The engine as it was at the position: the entries of the longest lookback before it, and before the start of the
 * oldest open alert, are judged again in silence.
 */
export function recoverEngine(rules: readonly Rule[], saved: SavedState, reader: LogReader): Recovered {
  const { last } = saved;
  if (last === undefined) return { engine: createEngine(rules), pending: [] };
  const since = reader.extent()?.from;
  const engine = createEngine(rules, since);
  const oldest = saved.openAlerts.reduce((least, alert) => Math.min(least, alert.startedAt), last.to);
  const from = oldest - longestLookbackMs(rules) - 1;
  const open = new Map<string, Transition[]>();
  let previous: number | undefined;
  for (const { entry } of reader.range({ from, to: last.to, maxSequence: last.maxSequence })) {
    if (previous !== undefined && entry.time > previous) track(open, engine.advance(previous));
    engine.enter(entry);
    previous = entry.time;
  }
  track(open, engine.advance(last.to));
  return { engine, pending: differences(open, saved.openAlerts, last.to, rules) };
}

/** Keeps, for each alert that is open, the transitions that opened it. */
function track(open: Map<string, Transition[]>, transitions: readonly Transition[]): void {
  for (const transition of transitions) {
    const id = alertId(transition);
    if (transition.state === "resolved") open.delete(id);
    else open.set(id, [...(open.get(id) ?? []), transition]);
  }
}

function differences(
  open: ReadonlyMap<string, readonly Transition[]>,
  recorded: readonly Alert[],
  position: number,
  rules: readonly Rule[],
): readonly Transition[] {
  const known = new Map(recorded.map((alert) => [alert.id, alert]));
  const alive = new Set(rules.filter((rule) => rule.enabled).map((rule) => rule.id));
  const missing = [...open].flatMap(([id, transitions]) =>
    transitions.filter((one) => known.get(id)?.state !== one.state && known.get(id)?.state !== "firing"),
  );
  const ended = recorded.filter((alert) => !open.has(alert.id));
  return [...missing, ...ended.map((alert) => endOf(alert, position, alive))];
}

function endOf(alert: Alert, at: number, alive: ReadonlySet<string>): Transition {
  const { rule, group, tenant, startedAt, evidenceFrom } = alert;
  const reason = alive.has(rule) ? null : "rule_removed";
  return { at, rule, group, tenant, state: "resolved", value: null, startedAt, reason, evidenceFrom };
}
