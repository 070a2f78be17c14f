import { createEngine, type Engine } from "../alerts/engine.ts";
import { type Reconciled, reconcile } from "../alerts/reconcile.ts";
import type { Rule } from "../model/rule.ts";
import { isSelfRule } from "../model/self-rule.ts";
import type { LogReader } from "../ports/log-store.ts";
import type { SavedState } from "../ports/state-store.ts";
import { startWarmUp } from "./warm-up.ts";

export interface Recovered extends Reconciled {
  readonly engine: Engine;
}

/**
 * The engine as it was at the position, and what must be told and noted so that the record agrees with it. `meanings`:
 * by rule, the meaning by which the record was made.
 */
export function recoverEngine(
  rules: readonly Rule[],
  saved: SavedState,
  reader: Pick<LogReader, "range" | "extent">,
  meanings: ReadonlyMap<string, string> = new Map(),
): Recovered {
  const { last } = saved;
  if (last === undefined) return { engine: createEngine(rules), pending: [], continued: [] };
  const recorded = saved.openAlerts.filter((alert) => !isSelfRule(alert.rule));
  const warmUp = startWarmUp(rules, recorded, last.to, reader);
  while (!warmUp.read(last));
  const settings = { position: last.to, alive: aliveRules(rules), edited: editedRules(rules, meanings) };
  return { engine: warmUp.engine, ...reconcile(warmUp.open, recorded, settings) };
}

export function aliveRules(rules: readonly Rule[]): ReadonlySet<string> {
  return new Set(rules.filter((rule) => rule.enabled).map((rule) => rule.id));
}

/** Rules that mean something else than what is on record. One that is not on record may be what it always was. */
export function editedRules(
  rules: readonly Rule[],
  meanings: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const edited = rules.filter(({ id, meaning }) => (meanings.get(id) ?? meaning) !== meaning);
  return new Set(edited.map((rule) => rule.id));
}
