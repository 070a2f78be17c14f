/** A clock whose hands the test turns, with timers that fire in order. */
export interface VirtualTime {
  readonly now: () => number;
  readonly setTimer: (ms: number, then: () => void) => () => void;
  /** Lets everything up to `ms` from now happen. */
  readonly advance: (ms: number) => Promise<void>;
  readonly pending: () => number;
}

export function virtualTime(start: number): VirtualTime {
  let now = start;
  const timers = new Map<object, { readonly at: number; readonly then: () => void }>();
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  };
  const advance = async (ms: number): Promise<void> => {
    const end = now + ms;
    await settle();
    for (;;) {
      const [next] = [...timers.entries()].sort(([, a], [, b]) => a.at - b.at);
      if (next === undefined || next[1].at > end) break;
      timers.delete(next[0]);
      now = Math.max(now, next[1].at);
      next[1].then();
      await settle();
    }
    now = end;
  };
  return {
    now: () => now,
    setTimer: (ms, then) => {
      const key = {};
      timers.set(key, { at: now + ms, then });
      return () => timers.delete(key);
    },
    advance,
    pending: () => timers.size,
  };
}
