import { networkTrouble } from "./network-failure.ts";
import type { SetTimer } from "./pacing.ts";

export interface HeartbeatSettings {
  /** May hold a secret, so it is in no message. */
  readonly url: string;
  readonly everyMs: number;
  /** Why judging does not go on; empty while it does. A heart that beats all the same would hide a death. */
  readonly notReady: () => readonly string[];
  /** Something that moves with each step that was committed; undefined before the first. */
  readonly mark: () => number | undefined;
  readonly setTimer: SetTimer;
  readonly onBeat: (result: "accepted" | "failed" | "withheld", detail: string | undefined) => void;
  readonly timeoutMs?: number;
}

export interface Heartbeat {
  readonly stop: () => void;
}

export const heartbeatTimeoutMs = 10_000;

/**
 * A GET now and every so often, as long as judging goes on: since the last beat log time has moved, the writer
 * answers and can write. Nothing is tried again before its time: who listens allows for one that is lost.
 */
export function startHeartbeat(settings: HeartbeatSettings): Heartbeat {
  const { everyMs, setTimer, notReady, mark, onBeat } = settings;
  let stopped = false;
  let cancel: (() => void) | undefined;
  let beaten: { readonly mark: number | undefined } | undefined;

  async function beat(): Promise<void> {
    const reasons = [...notReady(), ...stoodStill()];
    if (reasons.length > 0) onBeat("withheld", reasons.join("; "));
    else {
      beaten = { mark: mark() };
      const failure = await ask(settings);
      onBeat(failure === undefined ? "accepted" : "failed", failure);
    }
    if (!stopped) cancel = setTimer(everyMs, () => void beat());
  }

  function stoodStill(): readonly string[] {
    if (beaten?.mark === undefined || beaten.mark !== mark()) return [];
    return ["nothing has been judged since the last heartbeat"];
  }

  void beat();
  return {
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}

/** What went wrong, without the address. */
async function ask({ url, timeoutMs = heartbeatTimeoutMs }: HeartbeatSettings): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      headers: { "user-agent": "tocsin", connection: "close" },
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    response.body?.cancel().catch(() => undefined);
    return response.ok ? undefined : `answered ${response.status}`;
  } catch (error) {
    return networkTrouble(error).text;
  }
}
