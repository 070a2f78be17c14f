import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { json, type SlackCall } from "../notify/slack-peer.ts";
import { type DaemonProcess, startServe } from "./daemon-process.ts";
import {
  configText,
  type ListedIncident,
  postLines,
  REFUSALS,
  requestLine,
  SECRETS,
  type Status,
  scenarioFolder,
  tocsinJson,
} from "./scenario.ts";
import { type SlackChannel, startSlackChannel } from "./slack-channel.ts";
import { until } from "./until.ts";

interface Killing {
  readonly folder: string;
  readonly slack: SlackChannel;
  readonly daemon: DaemonProcess;
  /** A batch under a key of its own; the test's ledger of what was acknowledged. */
  readonly send: (daemon: DaemonProcess, key: string) => Promise<void>;
}

const body = (): string => `${requestLine({ status: 200 })}\n${requestLine()}\n`;

/** A daemon that is to be killed, with one acknowledged batch that fires. */
async function begin(slack: SlackChannel): Promise<Killing> {
  const folder = scenarioFolder({
    "rules/refusals.yaml": REFUSALS,
    "tocsin.yaml": configText({ slackUrl: slack.url }, "delay: 0s\n"),
  });
  const batches = new Map<string, string>();
  const daemon = await startServe(folder, SECRETS);
  const send = async (to: DaemonProcess, key: string): Promise<void> => {
    const batch = batches.get(key) ?? body();
    batches.set(key, batch);
    const answer = await postLines(to.address, batch, { key, query: "source=edge" });
    expect(answer.status).toBe(200);
  };
  return { folder, slack, daemon, send };
}

/** After the restart: the end was told once, in the thread of the only root, and nothing is left over or missing. */
async function settled({ folder, slack }: Killing, daemon: DaemonProcess): Promise<void> {
  await until("the end to be told", () => slack.replies().length > 0, {
    maxMs: 25_000,
    seen: () => [slack.calls.map(({ method }) => method), daemon.stderr()],
  });
  const status = await until("the outbox to be empty", async () => {
    const now = await tocsinJson<Status>(folder, "status");
    return now.deliveries.queued === 0 && now;
  });
  expect(status.deliveries.dead).toBe(0);
  expect(status.ledger).toMatchObject({ gaps: 0, late: 0 });
  expect(status.sources).toMatchObject([{ source: "edge", entries: 2, unparsable: 0 }]);
  expect(slack.roots()).toHaveLength(1);
  expect(slack.roots()[0]?.versions.at(-1)).toContain("RESOLVED");
  expect(slack.replies()).toHaveLength(1);
  expect(slack.replies()[0]).toMatchObject({ threadTs: slack.roots()[0]?.ts });
  const incidents = await tocsinJson<readonly ListedIncident[]>(folder, "incidents", "list");
  expect(incidents).toMatchObject([
    { number: 1, state: "resolved", reopened: 0, alerts: [{ rule: "refusals" }] },
  ]);
  expect(await daemon.stop()).toBe(0);
}

const isIncident = (folder: string) => async (): Promise<boolean> =>
  (await tocsinJson<readonly ListedIncident[]>(folder, "incidents", "list")).length > 0;

describe.concurrent("killed with SIGKILL and started again", () => {
  it("before group_wait is over: the order of the message survives", async () => {
    const slack = await startSlackChannel();
    const killing = await begin(slack);
    await killing.send(killing.daemon, "a");
    await killing.daemon.kill();
    expect(slack.calls).toEqual([]);
    const again = await startServe(killing.folder, SECRETS);
    // Whoever got no answer sends again; this one had its answer, and the repeat must add nothing.
    await killing.send(again, "a");
    await until("the incident", isIncident(killing.folder));
    await until("the root", () => slack.roots().length > 0);
    await settledOrOver(killing, again);
    await slack.close();
  }, 60_000);

  it("between post and end: the end comes into the thread that is there", async () => {
    const slack = await startSlackChannel();
    const killing = await begin(slack);
    await killing.send(killing.daemon, "a");
    await until("the root", () => slack.roots().length > 0, { seen: () => killing.daemon.stderr() });
    await killing.daemon.kill();
    await sleep(4500);
    const again = await startServe(killing.folder, SECRETS);
    await killing.send(again, "a");
    await settled(killing, again);
    await slack.close();
  }, 60_000);

  it("while Slack says 429: the message goes out once, when it may", async () => {
    const slack = await startSlackChannel();
    let refusals = 0;
    let refusing = true;
    slack.script((response) => {
      if (!refusing) return false;
      refusals++;
      json(response, { ok: false, error: "ratelimited" }, 429, { "retry-after": "1" });
      return true;
    });
    const killing = await begin(slack);
    await killing.send(killing.daemon, "a");
    await until("a refusal", () => refusals > 0, { seen: () => killing.daemon.stderr() });
    await killing.daemon.kill();
    const again = await startServe(killing.folder, SECRETS);
    await until("another refusal", () => refusals > 1, { seen: () => again.stderr() });
    refusing = false;
    await until("the root", () => slack.roots().length > 0);
    await settledOrOver(killing, again);
    await slack.close();
  }, 60_000);

  it("after Slack took the message and before it answered: it is found, not sent again", async () => {
    const slack = await startSlackChannel();
    const killing = await begin(slack);
    let taken: SlackCall | undefined;
    slack.script((_, call) => {
      if (taken !== undefined || call.method !== "chat.postMessage") return false;
      taken = call;
      slack.accept(call);
      return true;
    });
    await killing.send(killing.daemon, "a");
    await until("Slack to take the message", () => taken !== undefined);
    await killing.daemon.kill();
    const again = await startServe(killing.folder, SECRETS);
    await settled(killing, again);
    expect(slack.calls.map(({ method }) => method)).toContain("conversations.history");
    await slack.close();
  }, 60_000);
});

it("before anything was judged in a fresh directory: what was acknowledged is judged all the same", async () => {
  const folder = scenarioFolder({
    "rules/refusals.yaml": REFUSALS,
    "tocsin.yaml": configText({}, "delay: 3s\n"),
  });
  const daemon = await startServe(folder);
  expect((await postLines(daemon.address, requestLine())).body).toMatchObject({ stored: 1 });
  await daemon.kill();
  const again = await startServe(folder);
  await until("the incident", isIncident(folder), { seen: () => again.stderr() });
  expect(await again.stop()).toBe(0);
}, 60_000);

/**
 * Where nobody was told while it went on, one message may tell both; else the end comes as a reply. Either way there
 * is one root, and it says that it is over.
 */
async function settledOrOver(killing: Killing, daemon: DaemonProcess): Promise<void> {
  const { slack, folder } = killing;
  await until(
    "the root to say that it is over",
    () => slack.roots()[0]?.versions.at(-1)?.includes("RESOLVED"),
    {
      maxMs: 25_000,
      seen: () => [slack.calls.map(({ method }) => method), daemon.stderr()],
    },
  );
  if (slack.roots()[0]?.versions.length !== 1) return settled(killing, daemon);
  const status = await until("the outbox to be empty", async () => {
    const now = await tocsinJson<Status>(folder, "status");
    return now.deliveries.queued === 0 && now;
  });
  expect(status.deliveries.dead).toBe(0);
  expect(status.ledger).toMatchObject({ gaps: 0, late: 0 });
  expect(status.sources).toMatchObject([{ source: "edge", entries: 2, unparsable: 0 }]);
  expect(slack.roots()).toHaveLength(1);
  expect(await daemon.stop()).toBe(0);
}
