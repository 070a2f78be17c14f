import type { EmailConfig, ReceiverConfig, SlackConfig, WebhookConfig } from "../config/config.ts";
import type { Lane as NotifyLane } from "../incidents/notify-policy.ts";
import type { Lane } from "../notify/deliver-one.ts";
import { createEmailChannel, type MailAddress } from "../notify/email.ts";
import { createSlackChannel } from "../notify/slack.ts";
import { createWebhookChannel } from "../notify/webhook.ts";

/** One channel of one receiver. */
export interface ReceiverChannel {
  /** For deciding: names only. */
  readonly lane: NotifyLane;
  /** For sending. */
  readonly channel: Lane;
  /** Domain of the sender's address; mail only. */
  readonly mailHost?: string;
  /** What its payloads hold; webhooks only. */
  readonly webhook?: Pick<WebhookConfig, "maxAlerts" | "sendResolved">;
}

/** The channels of a receiver, in the order of the configuration. `now`: epoch ms. */
export function receiverChannels(receiver: ReceiverConfig, now: () => number): readonly ReceiverChannel[] {
  const { name } = receiver;
  return [
    ...receiver.slackConfigs.map((slack, place): ReceiverChannel => {
      const lane = { lane: laneName(receiver, "slack", place), receiver: name, channel: "slack" } as const;
      return { lane, channel: slackLane(slack) };
    }),
    ...receiver.emailConfigs.map((email, place): ReceiverChannel => {
      const lane = { lane: laneName(receiver, "email", place), receiver: name, channel: "email" } as const;
      const mailHost = parseMailbox(email.from).address.split("@").at(-1) ?? "localhost";
      return { lane, mailHost, channel: { type: "email", channel: createEmailChannel(mailSettings(email)) } };
    }),
    ...receiver.webhookConfigs.map((webhook, place): ReceiverChannel => {
      const { sendResolved, maxAlerts } = webhook;
      const named = {
        lane: laneName(receiver, "webhook", place),
        receiver: name,
        channel: "webhook",
      } as const;
      const lane = sendResolved ? named : { ...named, sendResolved };
      return { lane, webhook: { sendResolved, maxAlerts }, channel: webhookLane(webhook, now) };
    }),
  ];
}

function laneName(receiver: ReceiverConfig, channel: string, place: number): string {
  return `${receiver.name}/${channel}/${place}`;
}

function slackLane(slack: SlackConfig): Lane {
  const channel = createSlackChannel({
    token: slack.token.reveal(),
    channel: slack.channel,
    ...(slack.apiUrl === undefined ? {} : { apiUrl: slack.apiUrl }),
  });
  // Two receivers that lead to one channel share its one message a second.
  return { type: "slack", channel, pace: `${slack.apiUrl ?? ""} ${slack.channel}` };
}

function webhookLane({ url, authorization }: WebhookConfig, now: () => number): Lane {
  const channel = createWebhookChannel({
    url: url.reveal(),
    now,
    ...(authorization === undefined
      ? {}
      : { authorization: { type: authorization.type, credentials: authorization.credentials.reveal() } }),
  });
  return { type: "webhook", channel };
}

function mailSettings(email: EmailConfig): Parameters<typeof createEmailChannel>[0] {
  return {
    host: email.smarthost.host,
    port: email.smarthost.port,
    from: parseMailbox(email.from),
    to: email.to.map(parseMailbox),
    requireTls: email.requireTls,
    ...(email.auth === undefined
      ? {}
      : { auth: { user: email.auth.username, password: email.auth.password.reveal() } }),
    ...(email.hello === undefined ? {} : { hello: email.hello }),
  };
}

const NAMED_MAILBOX = /^\s*"?([^"<]*?)"?\s*<([^<>\s]+)>\s*$/;

/** `Tocsin <alerts@example.com>` or a bare address; the configuration has checked it. */
function parseMailbox(text: string): MailAddress {
  const named = NAMED_MAILBOX.exec(text);
  if (named === null) return { address: text.trim() };
  const [, name = "", address = ""] = named;
  return name === "" ? { address } : { name, address };
}
