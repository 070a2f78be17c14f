import fc from "fast-check";
import { expect, test } from "vitest";
import type { ConditionState, Coverage } from "../../src/detect/condition-state.ts";
import { conditionKind } from "../../src/detect/conditions.ts";
import { questionsOf } from "../../src/detect/entry-questions.ts";
import { createExpressionTable } from "../../src/detect/expression-table.ts";
import { createGroupTrack } from "../../src/detect/group-track.ts";
import type { Saved } from "../../src/detect/saved.ts";
import type { Signal } from "../../src/detect/signal.ts";
import type { AlertValue } from "../../src/model/alert.ts";
import type { Condition } from "../../src/model/condition.ts";
import type { Entry } from "../../src/model/entry.ts";
import { entries, rule } from "./arbitrary-rules.ts";

type Change = readonly [number, Signal, AlertValue];

/** A state that can be taken out and made anew from what it saves, behind one that stays. */
function replaceable(make: (saved?: Saved) => ConditionState): {
  readonly state: ConditionState;
  readonly replace: () => void;
} {
  let inner = make();
  return {
    state: {
      entryByEntry: inner.entryByEntry,
      changeBefore: (until) => inner.changeBefore(until),
      leave: (at) => inner.leave(at),
      reset: (judged) => inner.reset?.(judged) ?? false,
      absorb: (at, judged) => inner.absorb(at, judged),
      enter: (at, judged) => inner.enter(at, judged),
      ...(inner.judgeLooks === undefined ? {} : { judgeLooks: (at, look) => inner.judgeLooks?.(at, look) }),
      signal: (at) => inner.signal(at),
      value: () => inner.value(),
      evidenceFrom: () => inner.evidenceFrom(),
      quietUntil: () => inner.quietUntil(),
      emptyAt: () => inner.emptyAt(),
      save: () => inner.save(),
    },
    replace() {
      inner = make(structuredClone(inner.save()));
    },
  };
}

/** What a listener without timers hears; after the entries that `replaceAfter` names the state is made anew. */
function heard(
  condition: Condition,
  list: readonly Entry[],
  replaceAfter: (place: number) => boolean,
): readonly Change[] {
  const kind = conditionKind(condition);
  const table = createExpressionTable();
  const judge = kind.judge(
    condition,
    questionsOf(table, () => {}),
  );
  const coverage: Coverage = { since: () => list[0]?.time ?? 0, group: { service: "a" } };
  const changes: Change[] = [];
  let last: Signal = false;
  const { state, replace } = replaceable((saved) => kind.create(condition, coverage, saved));
  const track = createGroupTrack(
    state,
    {
      nextTimer: () => Number.POSITIVE_INFINITY,
      onSignal(at, signal, source) {
        if (signal !== last) changes.push([at, signal, source.value()]);
        last = signal;
      },
      onTimer: () => {},
      save: () => null,
      idle: () => last === false,
    },
    () => {},
  );
  list.forEach((entry, place) => {
    table.begin(entry);
    const judged = judge();
    if (judged.match || judged.other) track.enter(entry.time, judged);
    const next = list[place + 1]?.time ?? Number.POSITIVE_INFINITY;
    if (next === entry.time || !replaceAfter(place)) return;
    track.advance(Math.min(next - 1, entry.time + ((place * 13) % 60)));
    replace();
  });
  track.advance((list.at(-1)?.time ?? 0) + 5_000_000);
  return changes;
}

test("a state made from what another saved goes on as if nothing had happened", () => {
  fc.assert(
    fc.property(rule, entries, fc.array(fc.boolean(), { minLength: 1 }), ({ condition }, list, places) => {
      const whole = heard(condition, list, () => false);
      expect(heard(condition, list, (place) => places[place % places.length] === true)).toEqual(whole);
    }),
    { numRuns: 2_000 },
  );
});
