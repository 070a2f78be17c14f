/** Runs `then` after `ms`; the returned function cancels it. */
export type SetTimer = (ms: number, then: () => void) => () => void;

export interface Pacing {
  /** Resolves when the channel of this name may be asked; turns are handed out in order. */
  readonly turn: (name: string) => Promise<void>;
  /** Lets all who wait go at once. */
  readonly stop: () => void;
}

/** Slack takes about one message a second and channel, and counts what comes sooner against us. */
export const minSlackIntervalMs = 1100;

/** `now` in ms; only differences matter. */
export function createPacing(now: () => number, setTimer: SetTimer): Pacing {
  const nextFree = new Map<string, number>();
  const waiting = new Map<object, () => void>();
  let stopped = false;
  const turn = (name: string): Promise<void> => {
    const at = Math.max(now(), nextFree.get(name) ?? 0);
    // A clock that was set back must not make a channel wait for more than one turn.
    const wait = Math.min(at - now(), minSlackIntervalMs * (waiting.size + 1));
    nextFree.set(name, now() + wait + minSlackIntervalMs);
    if (wait <= 0 || stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const ticket = {};
      const go = (): void => {
        cancel();
        waiting.delete(ticket);
        resolve();
      };
      const cancel = setTimer(wait, go);
      waiting.set(ticket, go);
    });
  };
  const stop = (): void => {
    stopped = true;
    for (const go of [...waiting.values()]) go();
  };
  return { turn, stop };
}
