import type { Entry } from "../model/entry.ts";
import type { Rule } from "../model/rule.ts";
import { createExpressionTable } from "./expression-table.ts";
import { createGroupTable } from "./group-table.ts";
import type { GroupTrack } from "./group-track.ts";
import { createRuleTrack, type ListenerFactory, type RuleTrack } from "./rule-track.ts";
import { createScopeTable } from "./scope-track.ts";
import { createWakeList } from "./wake-list.ts";

/**
 * All rules on the way through log time. Entries come in order of (time, sequence) and never at or before an
 * instant already advanced to; nothing else decides what is told, so how entries are batched or how often
 * `advance` is called changes nothing.
 */
export interface Timeline {
  readonly enter: (entry: Entry) => void;
  /** Everything up to and including `to` is judged: deadlines too, and no entry may come at or before it. */
  readonly advance: (to: number) => void;
  readonly rules: () => readonly RuleTrack[];
  /** These rules are judged no more; the others go on as if nothing had happened. */
  readonly drop: (ids: ReadonlySet<string>) => void;
  /** Time of the first entry ever judged; Infinity before it. */
  readonly since: () => number;
}

/** `since`: time of the first entry ever judged, where that was before these entries (after a restart). */
export function createTimeline(
  rules: readonly Rule[],
  listen: ListenerFactory,
  since: number | undefined,
): Timeline {
  let first = since ?? Number.POSITIVE_INFINITY;
  let begun = false;
  const coverage = { since: () => first };
  const expressions = createExpressionTable();
  const groupTable = createGroupTable();
  const scopeTable = createScopeTable(expressions);
  let tracks = rules
    .filter((rule) => rule.enabled)
    .map((rule) => createRuleTrack(rule, expressions, groupTable, scopeTable, coverage, listen));
  const wakeList = createWakeList<GroupTrack>();
  // Groups that an entry entered since the last advance: their wake-up may have moved.
  let touched: GroupTrack[] = [];

  function touch(group: GroupTrack | undefined): void {
    if (group === undefined || group.unfinished) return;
    group.unfinished = true;
    touched.push(group);
  }

  function begin(at: number): void {
    begun = true;
    first = Math.min(first, at);
    for (const rule of tracks) touch(rule.begin());
  }

  function settle(group: GroupTrack, to: number): void {
    group.advance(to);
    if (group.spent()) {
      group.forget();
      // Places that it still has on the wake list mean nothing any more.
      group.scheduledAt = Number.POSITIVE_INFINITY;
      return;
    }
    const at = group.wakeAt();
    // An earlier wake-up that stands already will look again, so only a nearer one is worth a place.
    if (at >= group.scheduledAt) return;
    group.scheduledAt = at;
    wakeList.push(at, group);
  }

  return {
    rules: () => tracks,
    drop(ids) {
      for (const track of tracks) if (ids.has(track.rule.id)) track.drop();
      tracks = tracks.filter((track) => !ids.has(track.rule.id));
    },
    since: () => first,
    enter(entry) {
      if (!begun) begin(entry.time);
      expressions.begin(entry);
      groupTable.begin(entry);
      for (const scope of scopeTable.scopes) scope.enter(entry.time, touch);
    },
    advance(to) {
      const settling = touched;
      touched = [];
      for (const group of settling) {
        group.unfinished = false;
        settle(group, to);
      }
      while (wakeList.earliest() <= to) {
        const woken = wakeList.pop();
        if (woken === undefined || woken.at !== woken.item.scheduledAt) continue;
        woken.item.scheduledAt = Number.POSITIVE_INFINITY;
        settle(woken.item, to);
      }
    },
  };
}
