import type { Group } from "../model/alert.ts";
import type { Rule } from "../model/rule.ts";
import type { ConditionState, Coverage } from "./condition-state.ts";
import { conditionKind } from "./conditions.ts";
import { questionsOf } from "./entry-questions.ts";
import type { ExpressionTable } from "./expression-table.ts";
import { createGroupEstimate } from "./group-estimate.ts";
import type { GroupSlot } from "./group-slots.ts";
import type { GroupTable } from "./group-table.ts";
import { createGroupTrack, type GroupTrack } from "./group-track.ts";
import type { SavedLife, SavedRule, SavedTrack } from "./saved.ts";
import type { ScopeTable } from "./scope-track.ts";
import type { SignalListener } from "./signal.ts";

/** Makes what follows the signal of one group. */
export type ListenerFactory = (
  rule: Rule,
  group: Group,
  tenant: string | undefined,
  saved?: SavedLife,
) => SignalListener;

export interface RuleCounters {
  /** Entries in scope. */
  readonly examined: number;
  readonly matched: number;
  /** Entries for which an expression failed: no match, but counted. */
  readonly failed: number;
  /** Entries of groups beyond max_groups, which are not judged. */
  readonly overflowed: number;
  /** About how many groups those are. */
  readonly groupsLeftOut: number;
  /** Entries whose value found no room among those that a condition keeps. */
  readonly valuesLeftOut: number;
}

/** What a rule knows of the timeline that it is on. */
export interface RuleWorld extends Pick<Coverage, "since"> {
  /** Lets go of groups, of any rule, that had nothing left to remember before this instant. */
  readonly makeRoom: (at: number) => void;
}

/** Stands between a group's condition and the rest, to see what it does; it must not change that. */
export type WatchCondition = (
  state: ConditionState,
  of: { readonly rule: Rule; readonly group: Group; readonly tenant: string | undefined },
) => ConditionState;

/** One rule on the way through log time, with its groups. */
export interface RuleTrack {
  readonly rule: Rule;
  readonly counters: () => RuleCounters;
  readonly groups: () => number;
  /** The groups that are there from the first entry on: those that are listed, and the one of a rule without group_by that speaks about silence. */
  readonly begin: () => readonly GroupTrack[];
  /** It takes no entry any more. Its groups run out; what they still tell is for their listeners to leave out. */
  readonly drop: () => void;
  readonly save: () => SavedRule["groups"];
  /**
   * The groups that were saved, in place of those that there are; entries up to the saved position are left out from
   * then on. Only between an advance and the next entry.
   */
  readonly restore: (saved: SavedRule) => readonly GroupTrack[];
}

export function createRuleTrack(
  rule: Rule,
  expressions: ExpressionTable,
  groupTable: GroupTable,
  scopes: ScopeTable,
  world: RuleWorld,
  listen: ListenerFactory,
  watch?: WatchCondition,
): RuleTrack {
  const axis = groupTable.axis(rule.groupBy);
  const place = axis.join();
  const scope = scopes.scope(rule, axis);
  const counters = { matched: 0, failed: 0, overflowed: 0, valuesLeftOut: 0 };
  const leftOut = createGroupEstimate();
  const { condition } = rule;
  const kind = conditionKind(condition);
  const judge = kind.judge(
    condition,
    questionsOf(expressions, () => {
      counters.failed++;
    }),
  );
  let groups = 0;
  // What was restored has seen the entries up to here.
  let judgedUntil = Number.NEGATIVE_INFINITY;

  function onFull(): void {
    counters.valuesLeftOut++;
  }

  function open(slot: GroupSlot, saved?: SavedTrack): GroupTrack {
    const state = kind.create(condition, { since: world.since, group: slot.group, onFull }, saved?.state);
    const listener = listen(rule, slot.group, slot.tenant, saved?.life ?? undefined);
    const forget = (): void => {
      axis.remove(slot, place);
      groups--;
    };
    const watched = watch?.(state, { rule, group: slot.group, tenant: slot.tenant }) ?? state;
    const track = createGroupTrack(watched, listener, forget, saved);
    axis.add(slot, place, track);
    groups++;
    return track;
  }

  function groupFor(at: number, mayOpen: boolean): GroupTrack | undefined {
    const known = axis.find()?.tracks[place];
    if (known !== undefined || !mayOpen) return known;
    // Whether there is room must not depend on when somebody last looked.
    if (groups >= rule.maxGroups) world.makeRoom(at);
    if (groups >= rule.maxGroups) {
      counters.overflowed++;
      leftOut.add(axis.path());
      return undefined;
    }
    return open(axis.open());
  }

  function enter(at: number): GroupTrack | undefined {
    if (at <= judgedUntil) return undefined;
    const judged = judge();
    if (judged.match) counters.matched++;
    else if (!judged.other) return undefined;
    const group = groupFor(at, kind.makesGroup(judged, condition));
    group?.enter(at, judged);
    return group;
  }

  const scoped = { enter };
  scope.add(rule, scoped);
  return {
    rule,
    drop: () => scope.remove(scoped),
    counters: () => {
      const { examined, failed } = scope.counters;
      const groupsLeftOut = leftOut.count();
      return { ...counters, groupsLeftOut, examined, failed: failed + counters.failed };
    },
    groups: () => groups,
    begin() {
      const listed = [...(kind.expected?.(condition) ?? [])];
      if (rule.groupBy.length === 0 && kind.speaksOfSilence(condition)) listed.push({});
      return listed.map((group) => {
        const slot = axis.openNamed(group);
        return slot.tracks[place] ?? open(slot);
      });
    },
    save: () => savedGroups(axis.slots(), place),
    restore({ position, groups: kept }) {
      for (const { tracks } of [...axis.slots()]) {
        const track = tracks[place];
        if (track === undefined) continue;
        // Places that it has on the wake list mean nothing any more.
        track.scheduledAt = Number.POSITIVE_INFINITY;
        track.forget();
      }
      judgedUntil = position;
      return kept.map(({ path, track }) => open(axis.openSaved(path), track));
    },
  };
}

function savedGroups(slots: Iterable<GroupSlot>, place: number): SavedRule["groups"] {
  const groups: SavedRule["groups"][number][] = [];
  for (const { path, tracks } of slots) {
    const track = tracks[place];
    if (track === undefined) continue;
    groups.push({ path: path.map((value) => value ?? null), track: track.save() });
  }
  return groups;
}
