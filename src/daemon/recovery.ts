import { deserialize } from "node:v8";
import { createEngine } from "../alerts/engine.ts";
import { type JoinedEngine, joinEngines } from "../alerts/joined-engine.ts";
import { type Reconciled, reconcile } from "../alerts/reconcile.ts";
import { type SavedRule, savedOf } from "../detect/saved.ts";
import type { Rule } from "../model/rule.ts";
import type { LogReader } from "../ports/log-store.ts";
import type { SnapshotPiece } from "../ports/snapshot-store.ts";
import type { LedgerStep, SavedState } from "../ports/state-store.ts";
import { startWarmUp } from "./warm-up.ts";

export interface Recovered extends Reconciled {
  readonly engine: JoinedEngine;
  /** Entries that were judged did not survive a loss of power; those of files will be read again. */
  readonly entriesLost: boolean;
}

/** Where a start finds what it goes on from. */
export interface RecoverySources {
  readonly saved: SavedState;
  readonly reader: Pick<LogReader, "range" | "extent">;
  /** From before; empty where there is nothing to go on from. */
  readonly pieces: readonly SnapshotPiece[];
  /** The highest sequence that is stored. After a loss of power it may be less than what was judged. */
  readonly storedUpTo: number;
}

/**
 * The engine as it was at the position, and what must be told and noted so that the record of these rules agrees with
 * it. Rules that were saved go on from there, the others read their past again; what comes of it is the same.
 */
export function recoverEngine(rules: readonly Rule[], sources: RecoverySources): Recovered {
  const { saved, reader } = sources;
  const { last } = saved;
  if (last === undefined)
    return { engine: joinEngines(createEngine(rules)), pending: [], continued: [], entriesLost: false };
  const alive = aliveRules(rules);
  const recorded = saved.openAlerts.filter(({ rule }) => alive.has(rule));
  const pieces = usable(rules, sources, last);
  const goOn = rules.filter((rule) => savedOf(pieces, rule) !== undefined);
  const fresh = rules.filter((rule) => !goOn.includes(rule));
  const warmUps = [
    startWarmUp(goOn, [], last.to, reader, pieces),
    startWarmUp(
      fresh,
      recorded.filter((alert) => fresh.some((rule) => rule.id === alert.rule)),
      last.to,
      reader,
    ),
  ].filter((_, place) => (place === 0 ? goOn : fresh).length > 0);
  for (const warmUp of warmUps) while (!warmUp.read(last));
  const [first, second] = warmUps.map(({ engine }) => engine);
  const engine = joinEngines(first ?? createEngine(rules));
  engine.replace(new Set(), second);
  const open = new Map(warmUps.flatMap((warmUp) => [...warmUp.open]));
  // What the record was made of is read again first: what is not there now is no reason to end an alert.
  if (sources.storedUpTo < last.maxSequence) return { engine, pending: [], continued: [], entriesLost: true };
  const settings = { position: last.to, alive, edited: new Set<string>() };
  return { engine, entriesLost: false, ...reconcile(open, recorded, settings) };
}

/**
 * Pieces that know nothing that is not on record, or was lost. One of entries that did not survive knows too much;
 * its rule is judged again over those that did.
 */
function usable(
  rules: readonly Rule[],
  { pieces, storedUpTo }: RecoverySources,
  last: LedgerStep,
): readonly SavedRule[] {
  const known = Math.min(storedUpTo, last.maxSequence);
  return pieces
    .filter(({ position, maxSequence }) => position <= last.to && maxSequence <= known)
    .filter(({ rule, meaning }) =>
      rules.some((one) => one.enabled && one.id === rule && one.meaning === meaning),
    )
    .flatMap(readPiece);
}

function readPiece({ bytes }: SnapshotPiece): readonly SavedRule[] {
  try {
    // Row mapper: the same version of the program wrote it, and its checksum was right.
    return [deserialize(bytes) as SavedRule];
  } catch {
    return [];
  }
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
