import { describe, expect, it } from "vitest";
import { formatInstant } from "../../src/model/instant.ts";
import { replay } from "../../src/study/replay.ts";
import { corpus, rawLab2, storedLab2 } from "../enrich/lab2.ts";
import { parseLines } from "./parse-lines.ts";
import { shippedRules } from "./shipped.ts";

/** When each rule fires and resolves on the recording; phases are those of the recording's README. */
const expected: Readonly<Record<string, readonly (readonly [state: string, at: string, group: string])[]>> = {
  // Phase 2, and five minutes after its last 429.
  "long-backoff": [
    ["firing", "09:38:10.117", "module-proxy ci-5"],
    ["resolved", "09:43:21.394", "module-proxy ci-5"],
  ],
  // Phase 3: ci-7 only, since ci-3 gets a success after four; five minutes after its next other answer.
  "five-consecutive-backoffs": [
    ["firing", "09:38:52.307", "module-proxy ci-7"],
    ["resolved", "09:44:07.138", "module-proxy ci-7"],
  ],
  // Phases 2 and 3 together, then 4 and 5.
  "backoff-rate": [
    ["firing", "09:38:50.538", "module-proxy"],
    ["resolved", "09:39:53.860", "module-proxy"],
    ["firing", "09:40:24.922", "module-proxy"],
    ["resolved", "09:42:21.990", "module-proxy"],
  ],
  // Phase 5.
  "transient-503": [
    ["firing", "09:41:21.990", "module-proxy"],
    ["resolved", "09:42:25.297", "module-proxy"],
  ],
  // Phase 6.
  "503-without-retry-after": [
    ["firing", "09:41:54.306", "module-proxy"],
    ["resolved", "09:43:12.100", "module-proxy"],
  ],
  // Phase 8: ten seconds after the fifth 502, and thirty after the first answer.
  "dead-upstream": [
    ["firing", "09:43:49.172", "module-proxy"],
    ["resolved", "09:45:39.336", "module-proxy"],
  ],
  // Phase 8: thirty seconds after half of a minute is lost, until a tenth is.
  "sustained-502": [
    ["firing", "09:44:40.824", "module-proxy"],
    ["resolved", "09:46:03.994", "module-proxy"],
  ],
};

const readers = [
  { reader: "a small reader of this test", read: () => storedLab2().map(({ entry }) => entry) },
  { reader: "the parser", read: () => parseLines(rawLab2()) },
];

describe.skipIf(corpus === undefined)(
  "on the recording, the first seven rules fire in their phases only",
  () => {
    const { rules } = shippedRules();

    it.each(readers)("read by $reader", ({ read }) => {
      const told = [...replay(rules, read())].filter(({ state, reason }) => state !== "pending" && !reason);
      const byRule = Object.keys(expected).map((id) => {
        const lines = told.filter(({ rule }) => rule === id);
        return [id, lines.map(({ state, at, group }) => [state, clock(at), Object.values(group).join(" ")])];
      });
      expect(Object.fromEntries(byRule)).toEqual(expected);
    });
  },
);

function clock(at: number): string {
  return formatInstant(at).slice(11, 23);
}
