import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEngine } from "../../src/alerts/engine.ts";
import { createTimeline } from "../../src/detect/timeline.ts";
import type { Group, Transition } from "../../src/model/alert.ts";
import type { Entry } from "../../src/model/entry.ts";
import type { Rule } from "../../src/model/rule.ts";
import { entries, rule } from "../detect/arbitrary-rules.ts";
import { entryAt, ruleOf, says } from "../detect/made-up.ts";

const runs = 2_000;
const settle = 5_000_000;

function run(made: Rule, list: readonly Entry[], ticks: readonly boolean[]): readonly Transition[] {
  const engine = createEngine([made]);
  const out: Transition[] = [];
  for (const [place, entry] of list.entries()) {
    const before = list[place - 1];
    const looks = before !== undefined && entry.time > before.time && ticks[place % ticks.length] === true;
    if (looks) out.push(...engine.advance(before.time + ((place * 7) % (entry.time - before.time))));
    engine.enter(entry);
  }
  out.push(...engine.advance((list.at(-1)?.time ?? 0) + settle));
  return out;
}

interface Stretch {
  readonly group: Group;
  readonly from: number;
  /** Not included. */
  readonly to: number;
}

/** Stretches in which a rule fires, from what the engine tells of that rule alone. */
function firing(transitions: readonly Transition[]): readonly Stretch[] {
  return transitions.flatMap(({ at, group, state }, place) => {
    if (state !== "firing") return [];
    // In the order in which they were told: several episodes may lie within one millisecond.
    const later = transitions.slice(place);
    const end = later.find((one) => one.state === "resolved" && sameGroup(one.group, group));
    return [{ group, from: at, to: end?.at ?? Number.POSITIVE_INFINITY }];
  });
}

/** Stretches in which a condition is true: an alert would hold on while it is unknown. */
function trueStretches(made: Rule, list: readonly Entry[]): readonly Stretch[] {
  const found: { group: Group; from: number; to: number }[] = [];
  const timeline = createTimeline(
    [made],
    (_, group) => {
      let open: { group: Group; from: number; to: number } | undefined;
      return {
        nextTimer: () => Number.POSITIVE_INFINITY,
        onSignal(at, signal) {
          if (signal === true && open === undefined) {
            open = { group, from: at, to: Number.POSITIVE_INFINITY };
            found.push(open);
          } else if (signal !== true && open !== undefined) {
            open.to = at;
            open = undefined;
          }
        },
        onTimer: () => {},
        save: () => null,
        idle: () => open === undefined,
      };
    },
    undefined,
  );
  for (const entry of list) timeline.enter(entry);
  timeline.advance((list.at(-1)?.time ?? 0) + settle);
  return found;
}

/** The first instant that an episode shares with a stretch of the condition, looked for pair by pair. */
function expected(episodes: readonly Stretch[], holding: readonly Stretch[]): readonly string[] {
  return episodes
    .flatMap(({ group, from, to }) => {
      const same = holding.filter((one) => sameGroup(one.group, group));
      const shared = same
        .filter((one) => Math.max(one.from, from) < Math.min(one.to, to))
        .map((one) => Math.max(one.from, from));
      return shared.length === 0 ? [] : [`${Math.min(...shared)} ${JSON.stringify(group)}`];
    })
    .sort();
}

function sameGroup(a: Group, b: Group): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

describe("escalation against a plain reference", () => {
  test("comes at the first instant at which the alert fires and the condition holds, once for each episode", () => {
    const ticks = fc.array(fc.boolean(), { minLength: 1 });
    fc.assert(
      fc.property(rule, rule, entries, ticks, (made, other, list, pattern) => {
        // What a condition may say depends on whether there are groups.
        fc.pre(made.groupBy.length === other.groupBy.length);
        const escalate = { severity: "critical", condition: other.condition } as const;
        const whole = run({ ...made, escalate }, list, [false]);
        const alone = run(made, list, [false]);
        const holding = trueStretches(ruleOf(other.condition, { groupBy: made.groupBy }), list);
        expect(run({ ...made, escalate }, list, pattern)).toEqual(whole);
        expect(whole.filter((one) => one.escalatedTo === undefined)).toEqual(alone);
        const told = whole.filter((one) => one.escalatedTo === "critical");
        expect(told.map(({ at, group }) => `${at} ${JSON.stringify(group)}`).sort()).toEqual(
          expected(firing(alone), holding),
        );
      }),
      { numRuns: runs },
    );
  });
});

describe("an escalation", () => {
  const made = ruleOf(
    { type: "any", match: says("m"), windowMs: 100 },
    { escalate: { severity: "critical", condition: { type: "any", match: says("o"), windowMs: 50 } } },
  );
  const at = 1_000_000;

  function instants(list: readonly (readonly [number, string])[]): readonly (readonly [number, string])[] {
    return run(
      made,
      list.map(([time, message]) => entryAt(at + time, message)),
      [false],
    ).map((one) => [one.at - at, one.escalatedTo ?? one.state]);
  }

  test.each([
    [
      "with the alert, at the same millisecond",
      [[0, "mo"]],
      [
        [0, "firing"],
        [0, "critical"],
        [100, "resolved"],
      ],
    ],
    [
      "later, while it fires",
      [
        [0, "m"],
        [60, "o"],
      ],
      [
        [0, "firing"],
        [60, "critical"],
        [100, "resolved"],
      ],
    ],
    [
      "the condition first",
      [
        [0, "o"],
        [20, "m"],
      ],
      [
        [20, "firing"],
        [20, "critical"],
        [120, "resolved"],
      ],
    ],
    [
      "not where one ends as the other begins",
      [
        [0, "o"],
        [50, "m"],
      ],
      [
        [50, "firing"],
        [150, "resolved"],
      ],
    ],
    [
      "not at the instant at which the alert ends",
      [
        [0, "m"],
        [100, "o"],
      ],
      [
        [0, "firing"],
        [100, "resolved"],
      ],
    ],
    [
      "once, however often the condition comes back",
      [
        [0, "mo"],
        [60, "o"],
      ],
      [
        [0, "firing"],
        [0, "critical"],
        [100, "resolved"],
      ],
    ],
    [
      "anew in the next episode",
      [
        [0, "mo"],
        [200, "m"],
        [210, "o"],
      ],
      [
        [0, "firing"],
        [0, "critical"],
        [100, "resolved"],
        [200, "firing"],
        [210, "critical"],
        [300, "resolved"],
      ],
    ],
  ] as const)("%s", (_, list, told) => {
    expect(instants(list)).toEqual(told);
  });
});
