import type { AlertValue, Transition } from "../model/alert.ts";
import type { Severity } from "../model/rule.ts";

/**
 * State as plain data that structured clone keeps, typed arrays included: what a snapshot of the engine is made of.
 * It is read back only by the same version of the program under rules of the same meaning, so its shape is not checked.
 */
export type Saved =
  | null
  | boolean
  | number
  | string
  | Float64Array
  | Uint32Array
  | readonly Saved[]
  | { readonly [key: string]: Saved };

/** Where one alert that holds stands in its life, beside its condition. Instants are epoch ms. */
export type SavedLife = {
  readonly phase: "pending" | "firing";
  readonly startedAt: number;
  readonly evidenceFrom: number;
  readonly endingSince: number;
  readonly endingUnknown: boolean;
  readonly endingValue: AlertValue;
};

/** One rule × one group, after an advance. */
export type SavedTrack = {
  readonly state: Saved;
  /** Null where no alert holds. */
  readonly life: SavedLife | null;
  readonly judgedUntil: number;
  /** Its place on the wake list; Infinity where it has none. */
  readonly scheduledAt: number;
};

/** Where the escalation of one group stands; `firing`: the alert, while it fires. */
export type SavedWatch = {
  readonly key: string;
  readonly firing: {
    readonly alert: Transition;
    readonly severity: Severity;
    readonly escalated: boolean;
  } | null;
  readonly holds: boolean;
};

/** The tenant's name, then the values of group_by in their order; null where the entry had none. */
export type SavedPath = readonly (string | number | boolean | null)[];

/**
 * One rule with its groups, after an advance. Worth something only to a rule of the same id and meaning. What was
 * counted is not in it: counts are kept with the ledger.
 */
export type SavedRule = {
  readonly id: string;
  readonly meaning: string;
  /** Log time advanced to; -Infinity before the first advance. */
  readonly position: number;
  /** Time of the first entry ever judged; Infinity before it. */
  readonly since: number;
  /** The groups that are there before any entry have been made. */
  readonly begun: boolean;
  readonly groups: readonly { readonly path: SavedPath; readonly track: SavedTrack }[];
  /** Of a rule that escalates: its second condition, and which alerts have escalated. */
  readonly escalation?: { readonly condition: SavedRule; readonly watches: readonly SavedWatch[] };
};

/** Only a rule that still judges the same can go on from what was saved. */
export function savedOf(
  saved: readonly SavedRule[],
  rule: { readonly id: string; readonly meaning: string },
): SavedRule | undefined {
  return saved.find(({ id, meaning }) => id === rule.id && meaning === rule.meaning);
}
