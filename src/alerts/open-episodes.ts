import type { SavedRule, SavedTrack } from "../detect/saved.ts";
import type { Group, Transition } from "../model/alert.ts";
import type { Rule } from "../model/rule.ts";
import { type OpenEpisodes, trackOpen } from "./reconcile.ts";

/** The episodes that held when the rules were saved. They are on record, so the value that they began with is not kept. */
export function savedEpisodes(saved: readonly SavedRule[], rules: readonly Rule[]): OpenEpisodes {
  const open = new Map<string, readonly Transition[]>();
  for (const { id, groups } of saved) {
    const rule = rules.find((one) => one.id === id);
    if (rule === undefined) continue;
    for (const { path, track } of groups) trackOpen(open, opening(rule, path, track));
  }
  return open;
}

function opening(rule: Rule, path: SavedRule["groups"][number]["path"], { life }: SavedTrack): Transition[] {
  if (life === null) return [];
  const [tenant, ...values] = path;
  const group: Group = Object.fromEntries(rule.groupBy.map((name, place) => [name, values[place] ?? null]));
  const { phase, startedAt, evidenceFrom } = life;
  const base = {
    rule: rule.id,
    group,
    tenant: tenant === null || tenant === undefined ? undefined : String(tenant),
    value: null,
    startedAt,
    reason: null,
    evidenceFrom,
  };
  const pending: Transition = { ...base, at: startedAt, state: "pending" };
  const firing: Transition = { ...base, at: startedAt + rule.forMs, state: "firing" };
  if (phase === "pending") return [pending];
  return rule.forMs === 0 ? [firing] : [pending, firing];
}
