import type { Logger } from "pino";
import type { HeartbeatConfig } from "../config/config.ts";
import { type Heartbeat, startHeartbeat } from "../notify/heartbeat.ts";
import type { Metrics } from "./metrics/metrics.ts";
import type { StatusBoard } from "./status-board.ts";

/** The heartbeat of the configuration, or none. What goes wrong is logged once, until something else does. */
export function startBeating(
  config: HeartbeatConfig | undefined,
  board: Pick<StatusBoard, "notReady" | "last">,
  metrics: Pick<Metrics, "beaten">,
  log: Logger,
): Heartbeat {
  if (config === undefined) return { stop() {} };
  let told: string | undefined;
  return startHeartbeat({
    url: config.url.reveal(),
    everyMs: config.everyMs,
    notReady: board.notReady,
    mark: () => board.last()?.position,
    setTimer(ms, then) {
      const timer = setTimeout(then, ms);
      return () => clearTimeout(timer);
    },
    onBeat(result, detail) {
      metrics.beaten(result);
      if (detail !== told && detail !== undefined) log.warn({ detail }, `heartbeat ${result}`);
      told = detail;
    },
  });
}
