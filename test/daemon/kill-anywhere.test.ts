import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { openStoresForReading } from "../../src/store/open-stores.ts";
import { seed } from "../setup/seed.ts";
import { startServe } from "./daemon-process.ts";
import { type Chance, chanceOf } from "./killing/chance.ts";
import { type Kill, killOnce, type Moment } from "./killing/killer.ts";
import { type LogFile, startLogFile } from "./killing/log-file.ts";
import { createMood } from "./killing/mood.ts";
import { type MoodyMailbox, startMoodyMailbox } from "./killing/moody-mailbox.ts";
import { startMoodySlack } from "./killing/moody-slack.ts";
import { type MoodyWebhook, startMoodyWebhook } from "./killing/moody-webhook.ts";
import { type Sender, startSender } from "./killing/sender.ts";
import { createWorld, HELD_OFF, REFUSED, teams } from "./killing/world.ts";
import { recordedEpisodes, replayedEpisodes } from "./recorded-alerts.ts";
import { type ListedIncident, SECRETS, type Status, scenarioFolder, tocsinJson } from "./scenario.ts";
import type { SlackChannel } from "./slack-channel.ts";
import { until } from "./until.ts";

const kills = Number(process.env["TOCSIN_KILLS"] ?? 50);

interface Peers {
  readonly slack: SlackChannel;
  readonly mailbox: MoodyMailbox;
  readonly webhook: MoodyWebhook;
}

/** Log time waits longer than a batch goes without an answer, so that what is sent again is not late. */
const patient = "delay: 15s\n";

function configOf({ slack, mailbox, webhook }: Peers, more: string): string {
  const names = Array.from({ length: teams }, (_, team) => `team-${team}`);
  const routes = names.map(
    (name, team) => `    - {receiver: ${name}, matchers: ['service=~".*-t${team}-.*"']}`,
  );
  const receivers = names.map(
    (name, team) => `  - name: ${name}
    slack_configs: [{channel: C0TEAM${team}, token: {env: SLACK_TOKEN}, api_url: "${slack.url}"}]
    email_configs:
      - {to: [${name}@example.com], from: tocsin@example.com, smarthost: "127.0.0.1:${mailbox.port}", require_tls: false}
    webhook_configs: [{url: "${webhook.url}"}]`,
  );
  return `listen: 127.0.0.1:0
rules: [./rules]
sources: [{name: file, path: ./edge.log}]
route:
  receiver: team-0
  group_wait: 300ms
  group_interval: 1s
  routes:
${routes.join("\n")}
receivers:
${receivers.join("\n")}
${more}`;
}

function momentsOf(chance: Chance): readonly Moment[] {
  return Array.from({ length: kills }, () =>
    chance.oneOf<Moment>("starting", "just started", "committed", "mid-batch", "mid-send", "mid-post", "any"),
  );
}

function tally(lines: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

/** What is stored, by source, in the order in which it came. */
function storedLines(folder: string): Readonly<Record<"wire" | "file", readonly string[]>> {
  const stores = openStoresForReading(join(folder, "data"));
  const everything = { from: 0, to: Number.MAX_SAFE_INTEGER, maxSequence: Number.MAX_SAFE_INTEGER };
  const entries = [...stores.log.range(everything)].sort((a, b) => a.sequence - b.sequence);
  stores.close();
  const of = (source: string): readonly string[] =>
    entries.filter((entry) => entry.source === source).map(({ raw }) => raw);
  return { wire: of("wire"), file: of("file") };
}

/** Every line once: of a batch without an answer all or none, and nothing else. */
function expectStoredOnce(stored: ReturnType<typeof storedLines>, file: LogFile, sender: Sender): void {
  expect(difference(stored.file, file.lines)).toEqual({ missing: [], twice: [] });
  const wire = new Set(stored.wire);
  const due = sender.batches.filter(
    ({ lines, fate }) => fate === "acknowledged" || lines.some((one) => wire.has(one)),
  );
  const lines = due.flatMap((batch) => batch.lines);
  expect(difference(stored.wire, lines)).toEqual({ missing: [], twice: [] });
}

function difference(
  have: readonly string[],
  want: readonly string[],
): { readonly missing: readonly string[]; readonly twice: readonly string[] } {
  const [stored, sent] = [tally(have), tally(want)];
  return {
    missing: [...sent].filter(([line, count]) => (stored.get(line) ?? 0) < count).map(([line]) => line),
    twice: [...stored].filter(([line, count]) => count > (sent.get(line) ?? 0)).map(([line]) => line),
  };
}

interface ListedDelivery {
  readonly id: string;
  readonly incident: number;
  readonly channel: string;
}

/** One root for each incident, in its final state; no message under two names; nothing twice that can be asked for. */
function expectToldOnce(peers: Peers, incidents: readonly ListedIncident[]): void {
  const { slack, mailbox, webhook } = peers;
  const incidentOf = (deliveryId: string): string => deliveryId.split("/")[0] ?? "";
  const roots = slack.roots();
  expect(
    [...tally(roots.map((root) => incidentOf(root.deliveryId)))].filter(([, count]) => count > 1),
  ).toEqual([]);
  expect(
    [...tally(slack.replies().map((reply) => reply.deliveryId))].filter(([, count]) => count > 1),
  ).toEqual([]);
  for (const { number } of incidents) {
    const id = `INC-${number}`;
    const root = roots.find((one) => incidentOf(one.deliveryId) === id);
    expect(root?.versions.at(-1), `${id} in Slack`).toContain("RESOLVED");
    expect(mailbox.mails.filter((mail) => mail.incident === id).at(-1)?.status, `${id} by mail`).toBe(
      "resolved",
    );
    const hooks = webhook.hooks.filter((hook) => incidentOf(hook.key) === id);
    expect(hooks.at(-1)?.status, `${id} by webhook`).toBe("resolved");
  }
  for (const reply of slack.replies()) {
    const root = roots.find((one) => one.ts === reply.threadTs);
    expect(incidentOf(root?.deliveryId ?? ""), reply.deliveryId).toBe(incidentOf(reply.deliveryId));
  }
}

/** Whatever came more often than it was ordered came under the name that it had before. */
function expectSameNames({ slack, mailbox, webhook }: Peers, ordered: readonly ListedDelivery[]): void {
  // Not all that was ordered was sent: what a message made later says already is left out.
  const known = new Set(ordered.map(({ id }) => id));
  const posts = [...slack.roots(), ...slack.replies()];
  const named = [...posts.map((post) => post.deliveryId), ...webhook.hooks.map(({ key }) => key)];
  expect(named.filter((id) => !known.has(id))).toEqual([]);
  const mails = ordered.filter(({ channel }) => channel === "email");
  for (const incident of new Set(mails.map((mail) => mail.incident))) {
    const ids = new Set(
      mailbox.mails.filter((mail) => mail.incident === `INC-${incident}`).map((mail) => mail.messageId),
    );
    const orders = mails.filter((mail) => mail.incident === incident).length;
    expect(ids.size, `mails of ${incident}`).toBeLessThanOrEqual(orders);
    expect(ids.size).toBeGreaterThan(0);
  }
}

/** As they would have been had nobody killed anything: those of `replay`, joined by service. */
async function expectSameIncidents(
  folder: string,
  stored: ReturnType<typeof storedLines>,
  incidents: readonly ListedIncident[],
  until: string,
): Promise<number> {
  writeFileSync(join(folder, "all.ndjson"), `${[...stored.wire, ...stored.file].join("\n")}\n`);
  const replayed = await replayedEpisodes(folder, "all.ndjson", until);
  expect(await recordedEpisodes(folder)).toEqual(replayed);
  const services = replayed.map(({ group }) => String(JSON.parse(group).service));
  const recorded = incidents.map(({ alerts }) => [
    ...new Set(alerts.map(({ group }) => String(group["service"]))),
  ]);
  expect(recorded.flat().sort()).toEqual([...new Set(services)].sort());
  expect(recorded.every((one) => one.length === 1)).toBe(true);
  return replayed.length;
}

function report(all: readonly Kill[], more: object): string {
  const starts = all.flatMap(({ startMs }) => startMs ?? []).sort((a, b) => a - b);
  const startMs = [starts[0], starts[Math.floor(starts.length / 2)], starts.at(-1)];
  const missed = all.filter((one) => one.missed).length;
  return JSON.stringify({
    seed,
    kills: Object.fromEntries(tally(all.map(({ moment }) => moment))),
    missed,
    startMs,
    ...more,
  });
}

/** Even where the test fails: what goes on writing outlives it otherwise. */
const endings: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const end of endings) await end();
});

it(`killed ${kills} times anywhere (seed ${seed}): nothing lost, nothing told twice`, async () => {
  const began = performance.now();
  const chance = chanceOf(seed);
  const mood = createMood(chance);
  const peers: Peers = {
    slack: await startMoodySlack(mood),
    mailbox: await startMoodyMailbox(mood),
    webhook: await startMoodyWebhook(mood),
  };
  const folder = scenarioFolder({
    "rules/refused.yaml": REFUSED,
    "rules/held-off.yaml": HELD_OFF,
    "tocsin.yaml": configOf(peers, patient),
    "edge.log": "",
  });
  const startedAt = Date.now();
  const sender = startSender(createWorld("wire", { startedAt, offsetMs: 500 }, chance), chance);
  const fileWorld = createWorld("file", { startedAt, offsetMs: 2300 }, chance);
  const file = startLogFile(join(folder, "edge.log"), fileWorld, chance);
  endings.push(file.finish, sender.abandon, peers.slack.close, peers.mailbox.close, peers.webhook.close);
  const first = await startServe(folder, SECRETS);
  await until("the first lines", () => storedLines(folder).file.length > 0, { maxMs: 60_000 });
  await first.kill();
  file.mayRotate();
  const done: Kill[] = [];
  for (const moment of momentsOf(chance)) done.push(await killOnce({ folder, sender, mood, chance }, moment));

  const last = await startServe(folder, SECRETS);
  sender.goTo(last.address);
  await file.finish();
  await sender.finish();
  mood.calm();
  await until("all of the file", () => storedLines(folder).file.length >= file.lines.length, {
    maxMs: 90_000,
    seen: () => [difference(storedLines(folder).file, file.lines).missing.length, last.stderr().slice(-2000)],
  });
  expect(await last.stop()).toBe(0);

  // All lines are there: log time need not wait for any.
  writeFileSync(join(folder, "tocsin.yaml"), configOf(peers, "delay: 0s\n"));
  const endOfLines = Date.now() + 4500;
  const final = await startServe(folder, SECRETS);
  const status = await until(
    "rest",
    async () => {
      const now = await tocsinJson<Status>(folder, "status");
      const judged = Date.parse(now.ledger?.to ?? "") >= endOfLines;
      return judged && now.deliveries.queued === 0 && now;
    },
    { maxMs: 180_000, seen: () => [final.stderr().slice(-4000)] },
  );
  const stored = storedLines(folder);
  expectStoredOnce(stored, file, sender);
  expect(status.ledger).toMatchObject({ gaps: 0, late: 0 });
  const incidents = await tocsinJson<readonly ListedIncident[]>(
    folder,
    "incidents",
    "list",
    "--limit",
    "1000",
  );
  const ordered = await tocsinJson<readonly ListedDelivery[]>(
    folder,
    "deliveries",
    "list",
    "--limit",
    "1000",
  );
  const episodes = await expectSameIncidents(folder, stored, incidents, status.ledger?.to ?? "");
  process.stderr.write(
    `${report(done, {
      whims: mood.whims(),
      lines: stored.wire.length + stored.file.length,
      abandoned: sender.batches.filter(({ fate }) => fate === "abandoned").length,
      rotations: file.rotations(),
      episodes,
      incidents: incidents.length,
      deliveries: ordered.length,
      posts: [peers.slack.roots().length, peers.slack.replies().length],
      mails: [peers.mailbox.mails.length, new Set(peers.mailbox.mails.map((mail) => mail.messageId)).size],
      hooks: [peers.webhook.hooks.length, new Set(peers.webhook.hooks.map((hook) => hook.key)).size],
      seconds: Math.round((performance.now() - began) / 1000),
    })}\n`,
  );
  expect(status.deliveries.dead).toBe(0);
  expectToldOnce(peers, incidents);
  expectSameNames(peers, ordered);
  expect(incidents.map(({ state }) => state)).toEqual(incidents.map(() => "resolved"));
  expect(await final.stop()).toBe(0);
}, 900_000);
