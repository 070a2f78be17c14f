import type { Entry } from "../model/entry.ts";
import { entryToJson } from "../model/entry-json.ts";
import { formatInstant } from "../model/instant.ts";
import type { Rule } from "../model/rule.ts";
import type { ExplainedGroup, Explanation } from "../study/explain.ts";
import { marginOf } from "../study/margin.ts";
import type { Reading, Reset, Turn } from "../study/signal-trace.ts";
import { whyNot } from "../study/why-not.ts";

/** The same for machines: instants as RFC 3339. */
export function explainJson(rule: Rule, explanation: Explanation): unknown {
  const { from, to, entries, inScope, withoutGroup, ofOtherGroups, expressions, groups } = explanation;
  return {
    rule: rule.id,
    from: formatInstant(from + 1),
    to: formatInstant(to),
    entries,
    in_scope: inScope,
    without_group: withoutGroup,
    of_other_groups: ofOtherGroups,
    why_not: whyNot(rule, explanation),
    expressions,
    groups: groups.map((group) => groupJson(rule, group, explanation)),
  };
}

function groupJson(rule: Rule, group: ExplainedGroup, { from, to }: Explanation): unknown {
  const { heard, matched, firstMatch, lastMatch, turns, turnCount, resets, resetCount } = group;
  return {
    group: group.group,
    ...(group.tenant === undefined ? {} : { tenant: group.tenant }),
    heard,
    matched,
    first_match: entryJson(firstMatch),
    last_match: entryJson(lastMatch),
    turns: turns.map((turn) => turnJson(rule, turn)),
    ...(turnCount > turns.length ? { turns_not_listed: turnCount - turns.length } : {}),
    resets: resets.map(resetJson),
    ...(resetCount > resets.length ? { resets_not_listed: resetCount - resets.length } : {}),
    nearest: group.nearest === undefined ? null : readingJson(rule, group.nearest),
    last: group.last === undefined ? null : readingJson(rule, group.last),
    transitions: group.transitions.map(({ at, state, value, startedAt, reason, escalatedTo }) => ({
      at: formatInstant(at),
      state,
      value,
      started_at: formatInstant(startedAt),
      reason,
      ...(escalatedTo === undefined ? {} : { escalated_to: escalatedTo }),
    })),
    // Where it is known; each is the sixtieth part of the time.
    columns: group.columns.flatMap((column, place) => {
      const begin = from + 1 + Math.floor(((to - from) * place) / group.columns.length);
      return column === undefined ? [] : [{ from: formatInstant(begin), ...column }];
    }),
  };
}

function turnJson(rule: Rule, turn: Turn): unknown {
  return { ...readingJson(rule, turn), before: turn.before, by: entryJson(turn.by) };
}

function resetJson({ at, lost, by }: Reset): unknown {
  return { at: formatInstant(at), lost, by: entryJson(by) };
}

function readingJson({ condition }: Rule, { at, signal, value, view }: Reading): object {
  const margin = "conditions" in condition ? undefined : marginOf(condition, value, view);
  return { at: formatInstant(at), signal, value, ...view, ...(margin === undefined ? {} : { margin }) };
}

function entryJson(entry: Entry | undefined): unknown {
  return entry === undefined ? null : entryToJson(entry);
}
