import type { Diagnostic } from "../model/diagnostic.ts";

/** A rule that is not judged by its whole past yet. */
export type WarmingRule =
  /** Its past is being read; the rules before stay in force until that is done. */
  | { readonly rule: string; readonly readPercent: number }
  /** Older entries had been deleted. `until`: log time from which it sees all that it looks back at, epoch ms. */
  | { readonly rule: string; readonly until: number };

/** What became of reading configuration, rules and templates again. */
export interface ReloadReport {
  /** Wall clock, epoch ms. */
  readonly at: number;
  /** Everything loads. */
  readonly ok: boolean;
  /** False: the configuration does not load, and the one before stays in force whole. */
  readonly configTaken: boolean;
  /** Rules in force, or about to be. */
  readonly rules: number;
  readonly warming: readonly WarmingRule[];
  /** Keys of the configuration that were changed and are taken at the next start. */
  readonly needsRestart: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}
