import type { Matcher } from "./matcher.ts";

/** While an alert fires that the source matchers take, those that the target matchers take are not told. */
export interface InhibitRule {
  readonly name?: string;
  readonly sourceMatchers: readonly Matcher[];
  readonly targetMatchers: readonly Matcher[];
  /** Labels whose values must be the same on both; an absent one is "". */
  readonly equal: readonly string[];
}
