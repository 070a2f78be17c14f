import type { loadBuilt } from "./built.ts";
import { mixTexts } from "./mix.ts";
import type { Work } from "./work.ts";

type Built = Awaited<ReturnType<typeof loadBuilt>>;

const minuteMs = 60_000;
const source = "edge";

export type BenchWriter = Awaited<ReturnType<Built["startWriter"]>>;
type OnStatus = Parameters<Built["startWriter"]>[1];

/**
 * The writer thread itself, started as the daemon starts it and given chunks as the daemon's intake gives them:
 * redacted, parsed, stored, judged, committed, answered. The copies of the lines between the threads are part of it.
 */
export async function ingestWork(built: Built, dir: string): Promise<Work<readonly string[]>> {
  const writer = await startBenchWriter(built, dir, Date.now());
  return {
    prepare: (lines) => lines,
    async run(lines) {
      // Behind, as a tail that catches up is, so that log time follows the lines and not the clock.
      const reply = await writer.ingest({ source, format: "auto", lines, mode: "new", behind: true });
      if (reply.stored !== lines.length) throw new Error(`stored ${reply.stored} of ${lines.length} lines`);
    },
    close: writer.stop,
  };
}

/** With the 40 rules; its clock says `now`. */
export function startBenchWriter(
  { startWriter }: Built,
  dir: string,
  now: number,
  onStatus: OnStatus = () => {},
): Promise<BenchWriter> {
  return startWriter(
    {
      dataDir: dir,
      clock: { startedAt: Date.now(), origin: now, speed: 1 },
      redactionKey: "bench",
      live: {
        rules: { files: mixTexts, kept: [] },
        goodRuleFiles: [],
        book: {
          lanes: [{ lane: "ops/slack/0", receiver: "ops", channel: "slack" }],
          route: undefined,
          inhibitRules: [],
          info: "record",
          catchUpMs: 24 * 60 * minuteMs,
          reopenWithinMs: 15 * minuteMs,
        },
        delayMs: 2_000,
        maxSkewMs: 5 * minuteMs,
        latenessMs: 3_600_000,
        idleAfterMs: minuteMs,
        redaction: { patterns: [], keyNames: [], privateModules: [] },
        knownAddresses: [],
        retention: {
          maxAgeMs: 14 * 24 * 60 * minuteMs,
          maxBytes: 0,
          incidentsMaxAgeMs: 14 * 24 * 60 * minuteMs,
        },
        sourceDefaults: {},
      },
    },
    onStatus,
    (reason) => {
      throw new Error(reason);
    },
  );
}
