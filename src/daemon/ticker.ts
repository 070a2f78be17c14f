import cron, { type ScheduledTask, type TaskOptions } from "node-cron";
import type { Logger } from "pino";

/** Why a tick is skipped matters to nobody: the next one judges the whole gap. */
const everySecond = "* * * * * *";

/** Says every second that it is time to look. In UTC, since other zones have hours that come twice or never. */
export function createTicker(onTick: () => Promise<void>, log: Logger): ScheduledTask {
  return cron.createTask(
    everySecond,
    async () => {
      try {
        await onTick();
      } catch (error) {
        log.error({ detail: error instanceof Error ? error.message : String(error) }, "tick failed");
      }
    },
    { timezone: "UTC", noOverlap: true, suppressMissedWarning: true, logger: quietLogger(log) },
  );
}

/** The scheduler writes to the console unless told where; a tick that found the last one still busy is no news. */
function quietLogger(log: Logger): NonNullable<TaskOptions["logger"]> {
  const say = (message: string | Error): void => {
    log.debug({ detail: String(message) }, "scheduler");
  };
  return { info: say, warn: say, debug: say, error: say };
}
