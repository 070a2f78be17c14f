import { describe, expect, test } from "vitest";
import { type FailedAttempt, nextTry } from "../../src/notify/retry-schedule.ts";

const now = 1_000_000_000;
const first: FailedAttempt = {
  attempt: 1,
  class: "retry",
  retryAfterMs: undefined,
  reduced: false,
  since: now,
  now,
  jitter: 0,
};

function delay(over: Partial<FailedAttempt>): number | string {
  const next = nextTry({ ...first, ...over });
  return next.state === "again" ? next.at - now : next.why;
}

describe("when to try again", () => {
  test.each([
    ["at once, when chance says so", {}, 1000],
    ["within two seconds after the first", { jitter: 0.999 }, 1999],
    ["doubling", { attempt: 5, jitter: 0.999_999 }, 31_999],
    ["never more than five minutes", { attempt: 1000, jitter: 0.999_999 }, 299_999],
    ["not before Retry-After", { retryAfterMs: 45_000 }, 45_000],
    ["a little after it", { retryAfterMs: 45_000, jitter: 0.5 }, 45_500],
    ["Retry-After is bounded", { retryAfterMs: 1e12 }, 3_600_000],
    ["a negative one is none", { retryAfterMs: -5 }, 0],
    [
      "what may have been accepted, as a failure",
      { class: "ambiguous" as const, attempt: 2, jitter: 0.5 },
      2500,
    ],
    ["refused content once more, at once", { class: "content" as const }, 1000],
    [
      "and then no more",
      { class: "content" as const, reduced: true },
      "even the reduced message was refused",
    ],
    ["what a person must mend, slowly", { class: "configuration" as const, attempt: 40 }, 300_000],
    ["until a day is over", { since: now - 86_400_000 + 500 }, "given up after 24 hours"],
    ["the last moment of the day counts", { since: now - 86_400_000 + 1000 }, 1000],
  ])("%s", (_, over, expected) => expect(delay(over)).toBe(expected));
});
