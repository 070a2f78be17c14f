import type { ExpectedAlert, ExpectedTransition } from "../rules/rule-test-schema.ts";
import { isAsExpected, pairUp } from "./expected-alert.ts";
import type { SeenAlert } from "./test-alerts.ts";

/** One line of the difference between what a test expects and what happened. */
export type DiffLine =
  | { readonly mark: "same" | "happened"; readonly at: number; readonly alert: SeenAlert | "no alert" }
  | { readonly mark: "expected"; readonly at: number; readonly alert: ExpectedAlert | "no alert" };

/** What an item of `expect`, or `transitions`, came to. */
export interface AlertCheck {
  readonly of: "expect" | "transitions";
  /** The instant of an item of `expect`. */
  readonly at?: number;
  /** Where it stands in the rule's file. */
  readonly line: number;
  readonly passed: boolean;
  readonly diff: readonly DiffLine[];
}

/**
 * The alerts of one instant: those that are pending or firing are listed without exception. One that has resolved may
 * be named, and need not.
 */
export function compareInstant(
  at: number,
  expected: readonly ExpectedAlert[],
  alerts: readonly SeenAlert[],
): readonly DiffLine[] {
  const hold = pairUp(
    expected.filter(({ state }) => state !== "resolved"),
    alerts.filter(({ state }) => state !== "resolved"),
  );
  const ended = pairUp(
    expected.filter(({ state }) => state === "resolved"),
    alerts.filter(({ state }) => state === "resolved"),
  );
  const missing = [...hold.missing, ...ended.missing];
  const noneExpected = expected.length === 0 && hold.surplus.length > 0;
  const noneHappened = missing.length > 0 && hold.met.length + hold.surplus.length === 0;
  return [
    ...lines("same", at, [...hold.met, ...ended.met]),
    ...missing.map((alert): DiffLine => ({ mark: "expected", at, alert })),
    ...(noneExpected ? [{ mark: "expected", at, alert: "no alert" } as const] : []),
    ...lines("happened", at, hold.surplus),
    ...(noneHappened ? [{ mark: "happened", at, alert: "no alert" } as const] : []),
  ];
}

/** The whole timeline: nothing may be missing, nothing be there beside it, and the order counts. */
export function compareTimeline(
  expected: readonly ExpectedTransition[],
  transitions: readonly SeenAlert[],
): readonly DiffLine[] {
  const same = (from: number, to: number): boolean => {
    const [one, alert] = [expected[from], transitions[to]];
    return one !== undefined && alert !== undefined && one.at === alert.at && isAsExpected(one, alert);
  };
  let before = 0;
  while (same(before, before)) before++;
  let after = 0;
  const shorter = Math.min(expected.length, transitions.length);
  while (before + after < shorter && same(expected.length - 1 - after, transitions.length - 1 - after)) {
    after++;
  }
  const middle = [
    ...expected
      .slice(before, expected.length - after)
      .map((alert): DiffLine => ({ mark: "expected", at: alert.at, alert })),
    ...transitions
      .slice(before, transitions.length - after)
      .map((alert): DiffLine => ({ mark: "happened", at: alert.at, alert })),
  ];
  return [
    ...transitionLines(transitions.slice(0, before)),
    ...middle.sort((a, b) => a.at - b.at),
    ...transitionLines(transitions.slice(transitions.length - after)),
  ];
}

function lines(mark: "same" | "happened", at: number, alerts: readonly SeenAlert[]): readonly DiffLine[] {
  return alerts.map((alert) => ({ mark, at, alert }));
}

function transitionLines(alerts: readonly SeenAlert[]): readonly DiffLine[] {
  return alerts.map((alert) => ({ mark: "same", at: alert.at, alert }));
}

export function isSame(diff: readonly DiffLine[]): boolean {
  return diff.every(({ mark }) => mark === "same");
}
