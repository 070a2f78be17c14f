import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEngine } from "../../src/alerts/engine.ts";
import type { Transition } from "../../src/model/alert.ts";
import type { Entry } from "../../src/model/entry.ts";
import type { Rule } from "../../src/model/rule.ts";
import { entries, joinedRule, rule, ruleOfType } from "./arbitrary-rules.ts";
import { referenceTransitions } from "./reference.ts";

const TYPES = [
  "any",
  "count",
  "distinct",
  "consecutive",
  "ratio",
  "absence",
  "new_value",
  "change",
  "sequence",
] as const;

const runs = 2_000;
/** They take about two seconds each where nothing else runs. */
const timeoutMs = 120_000;
const settle = 5_000_000;

function told(transition: Transition): object {
  const { at, group, state, value, startedAt, reason } = transition;
  return { at, group: group["service"] ?? null, state, value, startedAt, reason };
}

/** The engine with `advance` after entries wherever `advanceAfter` says so and time moves on. */
function run(
  made: readonly Rule[],
  list: readonly Entry[],
  advanceAfter: (place: number) => boolean,
): Transition[] {
  const engine = createEngine(made);
  const out: Transition[] = [];
  list.forEach((entry, place) => {
    const previous = list[place - 1];
    if (previous !== undefined && entry.time > previous.time && advanceAfter(place)) {
      // Anywhere from the previous entry to just before this one is a fair place to look.
      out.push(...engine.advance(previous.time + ((place * 7) % (entry.time - previous.time))));
    }
    engine.enter(entry);
  });
  out.push(...engine.advance((list.at(-1)?.time ?? 0) + settle));
  return out;
}

describe("the engine against a plain reference", () => {
  test.each([...TYPES.map((type) => [type, ruleOfType(type)] as const), ["joined", joinedRule] as const])(
    "tells the same transitions for %s",
    (_, made) => {
      fc.assert(
        fc.property(made, entries, (one, list) => {
          const until = (list.at(-1)?.time ?? 0) + settle;
          expect(run([one], list, () => false).map(told)).toEqual(referenceTransitions(one, list, until));
        }),
        { numRuns: runs },
      );
    },
    timeoutMs,
  );

  test("batching and the tick pattern change nothing, at the bound of max_groups neither", {
    timeout: timeoutMs,
  }, () => {
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 1, maxLength: 4 }),
        entries,
        fc.array(fc.boolean()),
        fc.constantFrom(1, 2, 10_000),
        (made, list, ticks, maxGroups) => {
          const named = made.map((one, place) => ({ ...one, id: `rule-${place}`, maxGroups }));
          const whole = run(named, list, () => false);
          const ticked = run(named, list, (place) => ticks[place % Math.max(1, ticks.length)] ?? true);
          expect(ticked).toEqual(whole);
        },
      ),
      { numRuns: runs },
    );
  });
});
