import { countedBy } from "../model/condition-matches.ts";
import type { Entry } from "../model/entry.ts";
import { groupReader, lacksAll } from "../model/group.ts";
import type { Rule } from "../model/rule.ts";
import type { Episode } from "./episodes.ts";

/** Whether a rule counted an entry for a group: in scope, of the group, a match. */
export function countedFor(
  rule: Rule,
  { group, tenant }: Pick<Episode, "group" | "tenant">,
): (entry: Entry) => boolean {
  const counts = countedBy(rule.condition);
  const inGroup = inScopeOf(rule, { group, tenant });
  return (entry) => inGroup(entry) && counts(entry);
}

/** Whether a rule looked at an entry for a group. */
export function inScopeOf(
  rule: Rule,
  { group, tenant }: Pick<Episode, "group" | "tenant">,
): (entry: Entry) => boolean {
  const readers = rule.groupBy.map((name) => ({ read: groupReader(name), wanted: group[name] ?? null }));
  const all = readers.map(({ read }) => read);
  return (entry) => {
    if (rule.where !== undefined && rule.where.test(entry) !== true) return false;
    if (entry.tenant !== tenant) return false;
    if (!rule.absentGroups && lacksAll(entry, all)) return false;
    return readers.every(({ read, wanted }) => (read(entry) ?? null) === wanted);
  };
}

/**
 * The entry that made it true: of those of the millisecond in which the signal began, the last that was counted.
 * Undefined where it was not an entry but the lack of one, or one that left a window.
 */
export function decidingEntry<E extends { readonly entry: Entry }>(
  rule: Rule,
  episode: Episode,
  entriesBetween: (from: number, to: number) => Iterable<E>,
): E | undefined {
  const counted = countedFor(rule, episode);
  const { startedAt } = episode;
  return [...entriesBetween(startedAt - 1, startedAt)].findLast(({ entry }) => counted(entry));
}
