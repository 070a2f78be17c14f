import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Delivery, DeliveryResult } from "../../src/model/delivery.ts";
import type { Lane } from "../../src/notify/deliver-one.ts";
import { createEmailChannel } from "../../src/notify/email.ts";
import { failure } from "../../src/notify/failure.ts";
import { createSlackChannel } from "../../src/notify/slack.ts";
import { createWebhookChannel } from "../../src/notify/webhook.ts";
import { until } from "../daemon/until.ts";
import { startHttpPeer } from "./http-peer.ts";
import { createOutbox, delivery, type Outbox, realTime } from "./outbox.ts";
import { json, startSlackPeer } from "./slack-peer.ts";
import { startSmtpPeer } from "./smtp-peer.ts";
import { virtualTime } from "./virtual-time.ts";

/** What DESIGN calls a delay: more than this between the moment a message is due and the one it is accepted. */
const maxDelayMs = 1000;

const LANES = ["limited/slack/0", "free/slack/0", "free/email/0", "free/webhook/0"] as const;

const KINDS = { slack: "post", email: "mail", webhook: "hook" } as const;

/** One message into each lane, as an incident that opens orders them. */
function ordered(incident: number, dueAt: number): readonly Delivery[] {
  return LANES.map((lane) => {
    const [receiver = "", name = ""] = lane.split("/");
    const channel = name === "email" || name === "webhook" ? name : "slack";
    const id = `INC-${incident}/1/${lane}/${KINDS[channel]}`;
    const operation = KINDS[channel];
    return delivery({
      id,
      incident,
      order: incident,
      lane,
      receiver,
      channel,
      operation,
      createdAt: dueAt,
      dueAt,
    });
  });
}

/** The longest delay in each lane, ms; undefined where something was not accepted. */
function delays({ rows }: Outbox): Readonly<Record<string, number | undefined>> {
  const longest: Record<string, number | undefined> = {};
  for (const lane of LANES) {
    const own = [...rows.values()].filter((row) => row.lane === lane);
    const waits = own.map((row) => (row.acceptedAt ?? Number.NaN) - row.createdAt);
    longest[lane] = waits.some(Number.isNaN) ? undefined : Math.max(...waits);
  }
  return longest;
}

async function allAccepted(outbox: Outbox): Promise<void> {
  const done = (): boolean => Object.values(delays(outbox)).every((one) => one !== undefined);
  await until("all to be accepted", done, { seen: () => delays(outbox) });
}

describe("a channel that says 429", () => {
  test("for a minute delays no other by a second (virtual clock)", async () => {
    const time = virtualTime(1_000_000);
    const limitedUntil = time.now() + 60_000;
    const ok: DeliveryResult = { state: "accepted", reference: "C1/1.1" };
    const left = (): number => limitedUntil - time.now();
    const limited = async (): Promise<DeliveryResult> =>
      left() > 0 ? failure("retry", "429 from Slack", { retryAfterMs: left() }) : ok;
    const slack = (send: () => Promise<DeliveryResult>, pace: string): Lane => ({
      type: "slack",
      pace,
      channel: { send, lookUp: async () => ({ state: "absent" }) },
    });
    const outbox = createOutbox(
      new Map<string, Lane>([
        ["limited/slack/0", slack(limited, "C1")],
        ["free/slack/0", slack(async () => ok, "C2")],
        ["free/email/0", { type: "email", channel: { send: async () => ok, close() {} } }],
        ["free/webhook/0", { type: "webhook", channel: { send: async () => ok } }],
      ]),
      time,
    );
    // What was ordered before the loop began would be looked up first.
    await time.advance(10);
    // A new incident each two seconds, for as long as the one channel is limited.
    for (let incident = 1; incident <= 30; incident += 1) {
      outbox.add(...ordered(incident, time.now()));
      await time.advance(2000);
    }
    await time.advance(120_000);
    const longest = delays(outbox);
    for (const lane of LANES.slice(1)) expect(longest[lane], lane).toBeLessThan(maxDelayMs);
    // The limited one obeyed, and lost nothing.
    expect(longest["limited/slack/0"]).toBeGreaterThan(59_000);
    const early = [...outbox.rows.values()].filter(
      (row) => row.lane === "limited/slack/0" && (row.acceptedAt ?? 0) < limitedUntil,
    );
    expect(early).toEqual([]);
    await outbox.loop.stop();
  });

  test("delays no other over real connections either", async () => {
    const slackPeer = await startSlackPeer();
    const webhookPeer = await startHttpPeer();
    const smtpPeer = await startSmtpPeer("takes it", []);
    let limitedUntil = 0;
    slackPeer.answer((response, call) => {
      const left = Math.ceil((limitedUntil - Date.now()) / 1000);
      if (call.body["channel"] === "C1" && left > 0) json(response, {}, 429, { "retry-after": String(left) });
      else json(response, { ok: true, channel: call.body["channel"], ts: "1.1" });
    });
    const slack = (channel: string): Lane => ({
      type: "slack",
      pace: channel,
      channel: createSlackChannel({ token: "xoxb-1", channel, apiUrl: slackPeer.url }),
    });
    const mails = createEmailChannel({
      host: "127.0.0.1",
      port: smtpPeer.port,
      from: { address: "tocsin@h.example" },
      to: [{ address: "a@h.example" }],
      requireTls: false,
    });
    const url = `${webhookPeer.origin}/hook`;
    const outbox = createOutbox(
      new Map<string, Lane>([
        ["limited/slack/0", slack("C1")],
        ["free/slack/0", slack("C2")],
        ["free/email/0", { type: "email", channel: mails }],
        ["free/webhook/0", { type: "webhook", channel: createWebhookChannel({ url, now: Date.now }) }],
      ]),
      realTime,
    );
    await sleep(10);
    // What each lane takes on this machine while nothing is limited, and what it takes beside a 429.
    outbox.add(...ordered(1, Date.now()));
    await allAccepted(outbox);
    const before = delays(outbox);
    await sleep(1200);
    limitedUntil = Date.now() + 2500;
    outbox.add(...ordered(2, Date.now()));
    await allAccepted(outbox);
    const longest = delays(outbox);
    for (const lane of LANES.slice(1)) {
      expect((longest[lane] ?? Number.NaN) - (before[lane] ?? 0), lane).toBeLessThan(maxDelayMs);
    }
    expect(longest["limited/slack/0"]).toBeGreaterThanOrEqual(2000);
    await outbox.loop.stop();
    mails.close();
    await Promise.all([slackPeer.close(), webhookPeer.close(), smtpPeer.close()]);
  });
});
