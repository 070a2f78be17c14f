/** A count of one rule that should stay as it is, and when it last grew. */
export interface RuleGrowth {
  readonly rule: string;
  readonly total: number;
  /** Wall clock; undefined: not since Tocsin was started. */
  readonly grewAt: number | undefined;
  readonly firstGrewAt: number | undefined;
}

/** It counts as growing for so long after it last did, ms. */
export const growingMs = 15 * 60_000;

export function isGrowing({ grewAt }: RuleGrowth, now: number): boolean {
  return grewAt !== undefined && now - grewAt < growingMs;
}
