import type { Config } from "../config/config.ts";

/** What looks at the configuration again and again, as it is in force. */
export type WatchedConfig = Pick<Config, "sources" | "self" | "retention" | "heartbeat">;

export function liveConfig(current: () => Config): WatchedConfig {
  const { retention, heartbeat } = current();
  return {
    // Taken at start only.
    retention,
    ...(heartbeat === undefined ? {} : { heartbeat }),
    get sources() {
      return current().sources;
    },
    get self() {
      return current().self;
    },
  };
}
