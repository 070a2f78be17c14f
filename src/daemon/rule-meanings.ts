import type { Rule } from "../model/rule.ts";

/** Rules that mean what they meant when the record was made; all, where that is not on record. */
export function unedited(rules: readonly Rule[], meanings: ReadonlyMap<string, string>): readonly Rule[] {
  return meanings.size === 0 ? rules : rules.filter(({ id, meaning }) => meanings.get(id) === meaning);
}

/** By rule, of those that are judged. */
export function meaningsOf(rules: readonly Rule[]): ReadonlyMap<string, string> {
  return new Map(rules.filter((rule) => rule.enabled).map(({ id, meaning }) => [id, meaning]));
}
