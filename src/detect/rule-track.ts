import type { Group } from "../model/alert.ts";
import type { Rule } from "../model/rule.ts";
import type { Coverage } from "./condition-state.ts";
import { conditionKind } from "./conditions.ts";
import { questionsOf } from "./entry-questions.ts";
import type { ExpressionTable } from "./expression-table.ts";
import type { GroupSlot } from "./group-slots.ts";
import type { GroupTable } from "./group-table.ts";
import { createGroupTrack, type GroupTrack } from "./group-track.ts";
import type { ScopeTable } from "./scope-track.ts";
import type { SignalListener } from "./signal.ts";

/** Makes what follows the signal of one group. */
export type ListenerFactory = (rule: Rule, group: Group, tenant: string | undefined) => SignalListener;

export interface RuleCounters {
  /** Entries in scope. */
  readonly examined: number;
  readonly matched: number;
  /** Entries for which an expression failed: no match, but counted. */
  readonly failed: number;
  /** Entries left out because max_groups was reached. */
  readonly overflowed: number;
}

/** One rule on the way through log time, with its groups. */
export interface RuleTrack {
  readonly rule: Rule;
  readonly counters: () => RuleCounters;
  readonly groups: () => number;
  /** A rule without group_by that speaks about silence has its group from the first entry on. */
  readonly begin: () => GroupTrack | undefined;
  /** It takes no entry any more. Its groups run out; what they still tell is for their listeners to leave out. */
  readonly drop: () => void;
}

export function createRuleTrack(
  rule: Rule,
  expressions: ExpressionTable,
  groupTable: GroupTable,
  scopes: ScopeTable,
  coverage: Coverage,
  listen: ListenerFactory,
): RuleTrack {
  const axis = groupTable.axis(rule.groupBy);
  const place = axis.join();
  const scope = scopes.scope(rule, axis);
  const counters = { matched: 0, failed: 0, overflowed: 0 };
  const { condition } = rule;
  const kind = conditionKind(condition);
  const judge = kind.judge(
    condition,
    questionsOf(expressions, () => {
      counters.failed++;
    }),
  );
  let groups = 0;

  function open(slot: GroupSlot): GroupTrack {
    const state = kind.create(condition, coverage);
    const track = createGroupTrack(state, listen(rule, slot.group, slot.tenant), () => {
      axis.remove(slot, place);
      groups--;
    });
    axis.add(slot, place, track);
    groups++;
    return track;
  }

  function groupFor(mayOpen: boolean): GroupTrack | undefined {
    const known = axis.find()?.tracks[place];
    if (known !== undefined || !mayOpen) return known;
    if (groups >= rule.maxGroups) {
      counters.overflowed++;
      return undefined;
    }
    return open(axis.open());
  }

  function enter(at: number): GroupTrack | undefined {
    const judged = judge();
    if (judged.match) counters.matched++;
    else if (!judged.other) return undefined;
    const group = groupFor(kind.makesGroup(judged));
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
      return { ...counters, examined, failed: failed + counters.failed };
    },
    groups: () => groups,
    begin() {
      if (!kind.speaksOfSilence(condition) || rule.groupBy.length > 0) return undefined;
      const slot = axis.openOnly();
      return slot.tracks[place] ?? open(slot);
    },
  };
}
