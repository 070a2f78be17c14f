import type { Entry } from "../model/entry.ts";
import type { Rule } from "../model/rule.ts";
import { createDuplicateMarks, type DuplicateCounts } from "./duplicate-marks.ts";
import { createExpressionTable } from "./expression-table.ts";
import { createGroupTable } from "./group-table.ts";
import type { GroupTrack } from "./group-track.ts";
import { createRuleTrack, type ListenerFactory, type RuleTrack, type WatchCondition } from "./rule-track.ts";
import { type SavedRule, savedOf } from "./saved.ts";
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
  /** Nothing is marked, and counted, where no rule leaves duplicates out. */
  readonly duplicates: () => DuplicateCounts;
  /**
   * One rule, after an advance that judged all that has entered; undefined where it is not judged. Made from that, it
   * goes on as if nothing had happened.
   */
  readonly save: (id: string) => SavedRule | undefined;
  /** After an advance: the rule goes on from what was saved, which stands at the same instant. */
  readonly adopt: (saved: SavedRule) => void;
}

/**
 * `since`: time of the first entry ever judged, where that was before these entries (after a restart). `saved`: what
 * its rules go on from, each from its own instant on; a rule that is not in it, or means something else by now, starts
 * with nothing.
 */
export function createTimeline(
  rules: readonly Rule[],
  listen: ListenerFactory,
  since: number | undefined,
  saved: readonly SavedRule[] = [],
  watch?: WatchCondition,
): Timeline {
  let first = saved.reduce((least, one) => Math.min(least, one.since), since ?? Number.POSITIVE_INFINITY);
  let position = Number.NEGATIVE_INFINITY;
  let begun = false;
  const world = { since: () => first, makeRoom };
  const expressions = createExpressionTable();
  const groupTable = createGroupTable();
  // Marking costs a look at each entry, so it is done only where somebody asks.
  const skipping = rules.some((rule) => rule.enabled && rule.duplicates === "skip");
  const marks = skipping ? createDuplicateMarks() : undefined;
  let isDuplicate = false;
  const scopeTable = createScopeTable(expressions, () => isDuplicate);
  let tracks = rules
    .filter((rule) => rule.enabled)
    .map((rule) => createRuleTrack(rule, expressions, groupTable, scopeTable, world, listen, watch));
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
    for (const rule of tracks) if (!goingOn.has(rule)) rule.begin().forEach(touch);
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

  /** Groups with entries of the open millisecond wait for its end. */
  function settleTouched(to: number): void {
    const settling = touched;
    touched = [];
    for (const group of settling) {
      if (group.isOpenAt(to + 1)) {
        touched.push(group);
        continue;
      }
      group.unfinished = false;
      settle(group, to);
    }
  }

  function wake(to: number): void {
    while (wakeList.earliest() <= to) {
      const woken = wakeList.pop();
      if (woken === undefined || woken.at !== woken.item.scheduledAt) continue;
      woken.item.scheduledAt = Number.POSITIVE_INFINITY;
      settle(woken.item, to);
    }
  }

  let roomMadeAt = Number.NEGATIVE_INFINITY;

  /** All that came before this millisecond is in, so everything up to it can be judged. */
  function makeRoom(at: number): void {
    if (at === roomMadeAt) return;
    roomMadeAt = at;
    settleTouched(at - 1);
    wake(at - 1);
  }

  // Rules that had begun when they were saved.
  const goingOn = new Set<RuleTrack>();

  function restore(track: RuleTrack, kept: SavedRule): void {
    if (kept.begun) goingOn.add(track);
    for (const group of track.restore(kept)) {
      if (group.scheduledAt < Number.POSITIVE_INFINITY) wakeList.push(group.scheduledAt, group);
    }
  }

  for (const track of tracks) {
    const kept = savedOf(saved, track.rule);
    if (kept !== undefined) restore(track, kept);
  }

  return {
    rules: () => tracks,
    drop(ids) {
      for (const track of tracks) if (ids.has(track.rule.id)) track.drop();
      tracks = tracks.filter((track) => !ids.has(track.rule.id));
    },
    save(id) {
      const track = tracks.find(({ rule }) => rule.id === id);
      if (track === undefined) return undefined;
      return { id, meaning: track.rule.meaning, position, since: first, begun, groups: track.save() };
    },
    adopt(kept) {
      const track = tracks.find(({ rule }) => rule.id === kept.id);
      if (track !== undefined) restore(track, kept);
    },
    since: () => first,
    duplicates: () => marks?.counts() ?? { marked: 0, unremembered: 0 },
    enter(entry) {
      if (!begun) begin(entry.time);
      if (marks !== undefined) isDuplicate = marks.next(entry);
      expressions.begin(entry);
      groupTable.begin(entry);
      for (const scope of scopeTable.scopes) scope.enter(entry.time, touch);
    },
    advance(to) {
      // After a restart nothing may have come yet, and the groups that are listed are there all the same.
      if (!begun && first <= to) begin(first);
      position = Math.max(position, to);
      settleTouched(to);
      wake(to);
    },
  };
}
