import type { Transition } from "../../src/model/alert.ts";
import { canonicalJson } from "../../src/model/canonical-json.ts";
import { createEntry, type Entry } from "../../src/model/entry.ts";
import type { Rule } from "../../src/model/rule.ts";
import type { RuleTest } from "../../src/rules/rule-test-schema.ts";
import { replay } from "../../src/study/replay.ts";

/** Any instant will do: rules know no calendar. */
const origin = Date.parse("2026-01-01T00:00:00Z");

type TestEntry = NonNullable<RuleTest["entries"]>[number];

/** The entries of a rule test, with every repetition. */
export function entriesOf(test: RuleTest): readonly Entry[] {
  return (test.entries ?? []).flatMap((one) =>
    Array.from({ length: one.times ?? 1 }, (_, i) => asEntry(one, one.at + i * (one.every ?? 0))),
  );
}

function asEntry({ at: _at, every: _every, times: _times, ...fields }: TestEntry, at: number): Entry {
  const time = origin + at;
  return { ...createEntry("generic_json", time), kind: "http_request", ...fields, time };
}

/** Pending and firing alerts of a rule at an instant of a test. */
export function holdingAt(rule: Rule, entries: readonly Entry[], at: number): readonly Transition[] {
  const last = new Map<string, Transition>();
  for (const transition of replay([rule], entries, origin + at)) {
    last.set(canonicalJson(transition.group), transition);
  }
  return [...last.values()].filter((transition) => transition.state !== "resolved");
}
