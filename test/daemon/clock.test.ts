import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createClock } from "../../src/daemon/clock.ts";

const origin = Date.UTC(2026, 10, 22, 9);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "performance"], now: origin });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Real time passes: the monotonic clock and the host's go on together. */
function pass(ms: number): void {
  vi.advanceTimersByTime(ms);
}

test("a host clock that is set back takes no time back: time goes on as it passes", () => {
  const clock = createClock({ startedAt: origin, origin, speed: 1 });
  pass(1_000);
  expect(clock.now()).toBe(origin + 1_000);
  vi.setSystemTime(origin - 3_600_000);
  expect(clock.now()).toBe(origin + 1_000);
  pass(500);
  expect(clock.now()).toBe(origin + 1_500);
});

test("one that is set forward, or a machine that slept, is followed", () => {
  const clock = createClock({ startedAt: origin, origin, speed: 1 });
  pass(1_000);
  clock.now();
  vi.setSystemTime(origin + 3_600_000);
  expect(clock.now()).toBe(origin + 3_600_000);
});

test("a recording is played faster, from its own beginning", () => {
  const clock = createClock({ startedAt: origin, origin: 1_000, speed: 100 });
  pass(30);
  expect(clock.now()).toBe(4_000);
});
