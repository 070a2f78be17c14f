import type { Config } from "../config/config.ts";
import { replayArrivals } from "../daemon/arrival-replay.ts";
import { longestDelayMs } from "../daemon/writer-settings.ts";
import type { Transition } from "../model/alert.ts";
import type { Entry } from "../model/entry.ts";
import type { Rule } from "../model/rule.ts";
import { asObserved } from "../study/observed-time.ts";
import { CliError, exitCodes } from "./cli-error.ts";

/** What people would have been told of entries that came when they say that they were read. */
export function* asArrived(
  rules: readonly Rule[],
  entries: readonly Entry[],
  readAt: number,
  config: Config,
  until: number | undefined,
): Generator<Transition, void, undefined> {
  const observed = entries.flatMap((entry) => asObserved(entry, readAt) ?? []);
  const missing = entries.length - observed.length;
  if (missing > 0) {
    throw new CliError(
      `${missing} of ${entries.length} entries do not say when they were read`,
      exitCodes.problems,
      "--as-arrived needs `observed_time` in each, as `tocsin parse` and `tocsin query --json` print it",
    );
  }
  const counts = { late: 0, tooLate: 0, future: 0 };
  const { latenessMs, maxSkewMs } = config;
  const end = until === undefined ? {} : { until };
  const settings = { rules, delayMs: longestDelayMs(config), latenessMs, maxSkewMs, ...end };
  yield* replayArrivals(observed, settings, counts);
  process.stderr.write(
    `${counts.late} late, ${counts.tooLate} of them later than \`lateness\`; ${counts.future} ahead of the clock\n`,
  );
}
