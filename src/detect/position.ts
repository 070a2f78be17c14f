/** A source of which it is known that more of it is waiting to be read. */
export interface BehindSource {
  readonly name: string;
  /** Time of its newest committed entry; undefined before its first. */
  readonly lowMark: number | undefined;
  /** Wall clock at which its low mark last moved, or at which it was first seen to be behind. */
  readonly progressAt: number;
}

export interface PositionInput {
  /** Wall clock. */
  readonly now: number;
  /** Log time up to which everything has been judged; undefined before the first step. */
  readonly position: number | undefined;
  /** How long entries are waited for before their time is judged. */
  readonly delayMs: number;
  readonly behind: readonly BehindSource[];
  /** A source without progress for this long stops holding the position back. */
  readonly idleAfterMs: number;
}

export interface PositionResult {
  readonly position: number;
  /** Who holds it back, for `status`. */
  readonly heldBy: string | undefined;
  /** Sources that are behind but have stood still for too long to be waited for. */
  readonly idle: readonly string[];
}

/**
 * min(now − delay, low mark of every source that is behind); never moves back. The delay is taken off a low mark
 * too: lines of one file are as much out of order while it is caught up with as when it is read live.
 */
export function nextPosition(input: PositionInput): PositionResult {
  const { now, position, delayMs, behind, idleAfterMs } = input;
  const idle: string[] = [];
  let next = now - delayMs;
  let heldBy: string | undefined;
  for (const source of behind) {
    if (now - source.progressAt >= idleAfterMs) {
      idle.push(source.name);
      continue;
    }
    const mark = (source.lowMark ?? Number.NEGATIVE_INFINITY) - delayMs;
    if (mark >= next) continue;
    next = mark;
    heldBy = source.name;
  }
  return { position: Math.max(next, position ?? Number.NEGATIVE_INFINITY), heldBy, idle };
}
