import type { Clock } from "../ports/clock.ts";

/** How a process tells the time; plain data, so that it can be handed to a thread. */
export interface ClockSettings {
  /** Wall clock at which the process started, epoch ms. */
  readonly startedAt: number;
  /** What the clock says at that moment; the same, except where a recording is played. */
  readonly origin: number;
  /** 1 in real life; a demo or a test may let time run faster. */
  readonly speed: number;
}

export function realTime(): ClockSettings {
  const now = Date.now();
  return { startedAt: now, origin: now, speed: 1 };
}

/**
 * Between looks it grows by the monotonic clock, so a host clock that is set back does not take time back with it.
 * One that is set forward (or a machine that slept) is followed.
 */
export function createClock(settings: ClockSettings): Clock {
  let monotonic = performance.now();
  let wall = Date.now();

  return {
    now() {
      const elapsed = performance.now() - monotonic;
      monotonic += elapsed;
      wall = Math.max(wall + elapsed, Date.now());
      return Math.floor(settings.origin + (wall - settings.startedAt) * settings.speed);
    },
  };
}
