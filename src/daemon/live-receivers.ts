import type { Config } from "../config/config.ts";
import { openReceivers, type Receivers } from "./receivers.ts";

/** The receivers of the configuration in force. */
export interface LiveReceivers extends Omit<Receivers, "channels" | "lanes"> {
  readonly lanes: () => Receivers["lanes"];
  readonly channels: Pick<Receivers["channels"], "get">;
  /** What is being sent by the old ones goes on. */
  readonly replace: (config: Config) => void;
}

/** Real time after which nothing is sent by channels that were replaced: a mail takes two minutes at most. */
const closeAfterMs = 180_000;

export function openLiveReceivers(config: Config, now: () => number): LiveReceivers {
  let current = openReceivers(config, now);
  const leaving = new Map<Receivers, NodeJS.Timeout>();

  function closeLater(old: Receivers): void {
    const timer = setTimeout(() => {
      leaving.delete(old);
      old.close();
    }, closeAfterMs);
    timer.unref();
    leaving.set(old, timer);
  }

  return {
    lanes: () => current.lanes,
    channels: { get: (lane) => current.channels.get(lane) },
    mailHost: (lane) => current.mailHost(lane),
    webhook: (lane) => current.webhook(lane),
    replace(next) {
      const old = current;
      current = openReceivers(next, now);
      closeLater(old);
    },
    close() {
      for (const [old, timer] of leaving) {
        clearTimeout(timer);
        old.close();
      }
      current.close();
    },
  };
}
