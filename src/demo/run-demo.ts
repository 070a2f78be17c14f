import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { destination } from "pino";
import { createClock } from "../daemon/clock.ts";
import { runDaemon } from "../daemon/run-daemon.ts";
import { openStoresForReading, type ReadStores } from "../store/open-stores.ts";
import { demoConfig } from "./demo-config.ts";
import { startMailbox } from "./mailbox.ts";
import { type Player, startPlayer } from "./player.ts";
import { recordingFrom } from "./recording.ts";
import { startShow } from "./show.ts";
import { startSlackServer } from "./slack-server.ts";
import { tellWhatHappened } from "./story.ts";

export interface DemoSettings {
  /** Where everything is written; a new folder in the system's temporary one when undefined. */
  readonly folder: string | undefined;
}

/** The demo's time runs this much faster than real time: nine minutes of log in half a minute. */
const speed = 19;
/** Log time after the last line in which alerts end and messages go out, ms. */
const afterwardsMs = 30_000;
/** Real time after which it ends whatever is still on the way, ms. */
const maxDemoMs = 55_000;

/**
 * The real daemon over a real log: its lines are written to a file that is tailed, with their times moved so that
 * the recording ends now; the receivers are a mailbox and a Slack-speaking server on loopback.
 */
export async function runDemo(settings: DemoSettings): Promise<void> {
  const startedAt = Date.now();
  const folder = await makeFolder(settings.folder);
  const logFile = join(folder, "edge.ndjson");
  await writeFile(logFile, "");
  const slack = await startSlackServer(join(folder, "received"));
  const mailbox = await startMailbox(join(folder, "received"));
  const config = demoConfig({ folder, logFile, slackApiUrl: slack.apiUrl, smtpPort: mailbox.port });

  const spanMs = lengthOf(recordingFrom(0));
  const clockSettings = { startedAt, origin: startedAt - spanMs - afterwardsMs, speed };
  const lines = recordingFrom(clockSettings.origin + 2_000);
  const started = await runDaemon({
    config,
    clock: clockSettings,
    logTo: destination(join(folder, "tocsin.log")),
    onFatal() {},
  });
  if (started.state === "held") throw new Error(`${folder} is in use by another demo`);
  const stores = openStoresForReading(config.data);
  const clock = createClock(clockSettings);
  const player = startPlayer(lines, logFile, clock);
  const show = startShow({ stores, player, lines: lines.length, clock, address: started.daemon.address });
  await waitForEnd(player, stores, lines.at(-1)?.at ?? 0, startedAt + maxDemoMs);
  show.stop();
  await started.daemon.stop();
  await Promise.all([slack.stop(), mailbox.stop()]);
  await tellWhatHappened({
    stores,
    config,
    folder,
    slack,
    mailbox,
    seconds: (Date.now() - startedAt) / 1000,
  });
  stores.close();
}

async function makeFolder(wanted: string | undefined): Promise<string> {
  const folder = wanted ?? (await mkdtemp(join(tmpdir(), "tocsin-demo-")));
  await mkdir(join(folder, "received"), { recursive: true });
  return folder;
}

function lengthOf(lines: readonly { readonly at: number }[]): number {
  return (lines.at(-1)?.at ?? 0) - (lines[0]?.at ?? 0);
}

/** Until every line is judged and every message is delivered. */
async function waitForEnd(
  player: Player,
  stores: ReadStores,
  lastLineAt: number,
  deadline: number,
): Promise<void> {
  await player.done;
  while (Date.now() < deadline) {
    const judged = (stores.state.ledger()?.to ?? 0) >= lastLineAt;
    if (judged && stores.state.deliveryCounts().queued === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
