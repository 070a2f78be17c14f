import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EmailMessage } from "../../src/model/message.ts";
import { createEmailChannel, type MailTimeouts } from "../../src/notify/email.ts";
import { createSlackChannel } from "../../src/notify/slack.ts";
import { createWebhookChannel } from "../../src/notify/webhook.ts";
import { type HttpOrdeal, holdToContract, type Ordeal, type Outcome, type Stand } from "./contract.ts";
import { freePort, type HttpPeer, type PeerAnswer, startHttpPeer } from "./http-peer.ts";
import { startSmtpPeer } from "./smtp-peer.ts";
import { testPayload } from "./test-payload.ts";

/** Short where the time-out is what is looked at; long where it must not be, however busy the machine is. */
function timeoutFor(ordeal: HttpOrdeal): number {
  return ordeal === "says nothing" || ordeal === "answers drop by drop" ? 400 : 10_000;
}

const maxMs = 12_000;

const nobodyAt = await freePort();
const NOWHERE = `http://127.0.0.1:${nobodyAt}`;

const once = (...is: Outcome["is"]): Outcome => ({ is, taken: 1 });
const never = (...is: Outcome["is"]): Outcome => ({ is, taken: 0 });

let peer: HttpPeer;
beforeAll(async () => {
  peer = await startHttpPeer();
});
afterAll(() => peer.close());

const WEBHOOK_SECRETS = ["T0canaryPATH9x8y7z", "canary-credentials-4711", "canary query/42"];

function webhookStand(ordeal: HttpOrdeal): Stand {
  const [path = "", credentials = "", query = ""] = WEBHOOK_SECRETS;
  const origin = ordeal === "is not there" ? NOWHERE : peer.origin;
  const channel = createWebhookChannel({
    url: `${origin}/hooks/${path}?key=${encodeURIComponent(query)}`,
    authorization: { type: "Bearer", credentials },
    timeoutMs: timeoutFor(ordeal),
    now: () => 1_800_000_000_000,
  });
  return stand(ordeal, { status: 200, body: "ok" }, WEBHOOK_SECRETS, () =>
    channel.send({ deliveryId: "INC-42/1/ops/webhook/0/hook", payload: testPayload }),
  );
}

const SLACK_SECRETS = ["xoxb-1234-canary-token"];

function slackStand(ordeal: HttpOrdeal): Stand {
  const [token = ""] = SLACK_SECRETS;
  const apiUrl = ordeal === "is not there" ? NOWHERE : `${peer.origin}/api/`;
  const channel = createSlackChannel({ token, channel: "C0123", apiUrl, timeoutMs: timeoutFor(ordeal) });
  const message = { text: "hello", blocks: [] };
  const body = JSON.stringify({ ok: true, channel: "C0123", ts: "17.5" });
  return stand(ordeal, { status: 200, body }, SLACK_SECRETS, () =>
    channel.send({ operation: "post", deliveryId: "INC-42/1/ops/slack/0/post", message }),
  );
}

function stand(
  ordeal: HttpOrdeal,
  accepting: PeerAnswer,
  secrets: readonly string[],
  send: Stand["send"],
): Stand {
  peer.play(ordeal, accepting, secrets);
  return { send, secrets, maxMs, taken: () => peer.requests.length };
}

const WEBHOOK: Readonly<Record<HttpOrdeal, Outcome>> = {
  "takes it": once("accepted"),
  "says nothing": once("ambiguous"),
  "resets before it has read it": never("ambiguous", "retry"),
  "resets after it has taken it": once("ambiguous"),
  // The head says that it is taken; nobody waits for the rest.
  "answers drop by drop": once("accepted"),
  "answers without end": once("accepted"),
  "repeats every secret in a refusal": once("content"),
  "is not there": never("retry"),
  "answers a page of HTML with 200": once("accepted"),
  redirects: once("configuration"),
  "429 with seconds": { ...once("retry"), retryAfterMs: 7000 },
  "429 with a date": { ...once("retry"), retryAfterMs: 9000 },
  "429 without Retry-After": once("retry"),
  "503 with Retry-After": { ...once("retry"), retryAfterMs: 5000 },
  "400": once("content"),
  "401": once("configuration"),
  "403": once("configuration"),
  "404": once("configuration"),
  "408": once("retry"),
  "413": once("content"),
  "422": once("content"),
  "500": once("ambiguous"),
  "502": once("ambiguous"),
  "504": once("ambiguous"),
};

const SLACK: Readonly<Record<HttpOrdeal, Outcome>> = {
  ...WEBHOOK,
  "answers drop by drop": once("ambiguous"),
  // A giant is not of Slack's making, as a page of HTML is not.
  "answers without end": once("retry"),
  "repeats every secret in a refusal": once("configuration"),
  "answers a page of HTML with 200": once("retry"),
  // Slack says seconds; the library that speaks with it reads no date.
  "429 with a date": { ...once("retry"), retryAfterMs: 30_000 },
  "429 without Retry-After": { ...once("retry"), retryAfterMs: 30_000 },
  // Slack itself says "try later" by 200 or 429, so this comes from something on the way.
  "503 with Retry-After": { ...once("ambiguous"), retryAfterMs: 5000 },
  "400": once("configuration"),
  "408": once("ambiguous"),
  "422": once("configuration"),
};

describe.each([
  ["webhook", webhookStand, WEBHOOK],
  ["slack", slackStand, SLACK],
] as const)("%s: its peer", (_, open, expected) => {
  // The keys of a table are what its type says.
  test.each(Object.entries(expected) as [HttpOrdeal, Outcome][])("%s", async (ordeal, outcome) => {
    await holdToContract(open(ordeal), outcome);
    expect(peer.strayed()).toBe(0);
    expect(peer.bytesTaken()).toBeLessThan(32_000_000);
  });
});

const EMAIL_SECRETS = ["canary-password-4711"];

const EMAIL: Readonly<Record<Ordeal, Outcome>> = {
  "takes it": once("accepted"),
  // No greeting, so nothing was said to it either.
  "says nothing": never("retry"),
  "resets before it has read it": never("ambiguous", "retry"),
  "resets after it has taken it": once("ambiguous"),
  "answers drop by drop": once("ambiguous"),
  "answers without end": once("ambiguous"),
  "repeats every secret in a refusal": once("content"),
  "is not there": never("retry"),
};

function mailTimeoutsFor(ordeal: Ordeal): MailTimeouts {
  const long = 10_000;
  const greetingMs = ordeal === "says nothing" ? 400 : long;
  // One that goes on talking is never silent, so only the whole time ends it.
  const totalMs = ordeal === "answers drop by drop" || ordeal === "answers without end" ? 1000 : long;
  return { connectionMs: long, greetingMs, socketMs: long, totalMs };
}

const mail: EmailMessage = {
  subject: "[INC-42] x",
  text: "x",
  html: "",
  messageId: "<inc-42.k7@h.example>",
  headers: {},
  highPriority: false,
  attachments: [],
};

describe("email: its peer", () => {
  test.each(Object.entries(EMAIL) as [Ordeal, Outcome][])("%s", async (ordeal, outcome) => {
    const [password = ""] = EMAIL_SECRETS;
    const server = await startSmtpPeer(ordeal, EMAIL_SECRETS);
    const channel = createEmailChannel({
      host: "127.0.0.1",
      port: ordeal === "is not there" ? nobodyAt : server.port,
      from: { address: "tocsin@h.example" },
      to: [{ address: "a@h.example" }],
      auth: { user: "u", password },
      requireTls: false,
      timeouts: mailTimeoutsFor(ordeal),
    });
    const taken = server.taken;
    await holdToContract({ send: () => channel.send(mail), taken, secrets: EMAIL_SECRETS, maxMs }, outcome);
    channel.close();
    await server.close();
  });
});
