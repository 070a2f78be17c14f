import type { AlertValue } from "../model/alert.ts";
import type { Rule } from "../model/rule.ts";

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
  readonly groups: readonly { readonly path: SavedPath; readonly track: SavedTrack }[];
};

/**
 * Whether a rule is saved at all. What escalates, and which entries are duplicates, is remembered for all groups
 * together and not saved, so such a rule reads its past again after a restart, and is not judged again for late entries.
 */
export function canBeSaved({ escalate, duplicates }: Pick<Rule, "escalate" | "duplicates">): boolean {
  return escalate === undefined && duplicates !== "skip";
}

/** Only a rule that still judges the same can go on from what was saved. */
export function savedOf(
  saved: readonly SavedRule[],
  rule: { readonly id: string; readonly meaning: string },
): SavedRule | undefined {
  return saved.find(({ id, meaning }) => id === rule.id && meaning === rule.meaning);
}
