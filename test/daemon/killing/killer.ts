import { setTimeout as sleep } from "node:timers/promises";
import { listen, startProgram } from "../../cli/program.ts";
import { SECRETS } from "../scenario.ts";
import { until } from "../until.ts";
import type { Chance } from "./chance.ts";
import type { Mood } from "./mood.ts";
import type { Sender } from "./sender.ts";

export type Moment =
  | "starting"
  | "just started"
  | "committed"
  | "mid-batch"
  | "mid-send"
  | "mid-post"
  | "any";

export interface Kill {
  readonly moment: Moment;
  /** The moment did not come, so it was killed all the same. */
  readonly missed: boolean;
  /** From its start until it listened, ms; undefined where it was killed before. */
  readonly startMs: number | undefined;
}

/** Longest wait for the moment that was chosen. */
const maxWaitMs = 1500;

/** Before it posts to Slack again, a daemon that has just started looks, which Slack wants done once a second. */
const maxPostWaitMs = 6000;

/** Far more than it takes, since several people may share the machine. */
const maxStartMs = 90_000;

/** A batch without an answer for this long is let through, or its lines would be late. */
const maxUnansweredMs = 4000;
const maxBusyMs = 20_000;

export interface Victims {
  readonly folder: string;
  readonly sender: Sender;
  readonly mood: Mood;
  readonly chance: Chance;
}

/** Starts the daemon and kills it at the moment given. */
export async function killOnce(victims: Victims, wanted: Moment): Promise<Kill> {
  const { folder, sender, mood, chance } = victims;
  const hurried = sender.waitingMs() > maxUnansweredMs;
  const moment = hurried ? "committed" : wanted;
  const startedAt = performance.now();
  const child = startProgram(["serve"], { cwd: folder, env: SECRETS });
  const said = listen(child);
  let gone = false;
  const closed = new Promise<void>((resolve) => {
    child.on("close", () => {
      gone = true;
      resolve();
    });
  });
  function kill(): void {
    sender.goTo(undefined);
    child.kill("SIGKILL");
  }
  const addressOf = (): string | undefined => /listens on (http:\S+)/.exec(said.stdout())?.[1];
  if (moment === "starting") {
    await sleep(chance.between(50, 900));
    kill();
    await closed;
    return { moment, missed: addressOf() !== undefined, startMs: undefined };
  }
  const address = await until(
    "the daemon to listen",
    () => {
      if (gone) throw new Error(`the daemon ended by itself: ${said.stderr()}`);
      return addressOf();
    },
    { maxMs: maxStartMs, seen: () => [said.stdout(), said.stderr()] },
  );
  const startMs = Math.round(performance.now() - startedAt);
  sender.goTo(address);
  const missed = await awaitMoment(moment, victims, hurried ? maxBusyMs : waitFor(moment), kill);
  kill();
  await closed;
  mood.onTaken(() => false);
  return { moment, missed, startMs };
}

function waitFor(moment: Moment): number {
  return moment === "mid-post" ? maxPostWaitMs : maxWaitMs;
}

/** Resolves once the moment has come, false, or has not come in time, true. */
async function awaitMoment(
  moment: Moment,
  { sender, mood, chance }: Victims,
  maxMs: number,
  kill: () => void,
): Promise<boolean> {
  if (moment === "just started") await sleep(chance.between(0, 60));
  if (moment === "any") await sleep(chance.between(0, 900));
  if (moment === "just started" || moment === "any") return false;
  let came = false;
  const now = (): true => {
    came = true;
    kill();
    return true;
  };
  if (moment === "committed") sender.onceAcknowledged(now);
  if (moment === "mid-batch") sender.onceLargeLeaves(() => setTimeout(now, chance.between(0, 40)));
  // Not always the first, or nothing that follows it would ever be under way.
  let skip = chance.between(0, 2);
  if (moment === "mid-send") mood.onTaken(() => (skip-- > 0 ? false : now()));
  if (moment === "mid-post") mood.onTaken((by) => by === "slack" && now());
  const deadline = performance.now() + maxMs;
  while (!came && performance.now() < deadline) await sleep(2);
  sender.onceAcknowledged(() => {});
  return !came;
}
