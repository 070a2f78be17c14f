import type { Config, EmailConfig, ReceiverConfig, SlackConfig } from "../config/config.ts";
import type { Lane as NotifyLane } from "../incidents/notify-policy.ts";
import type { Lane } from "../notify/deliver-one.ts";
import { createEmailChannel, type MailAddress } from "../notify/email.ts";
import { createSlackChannel } from "../notify/slack.ts";

/** The channels that the configured route leads to. */
export interface Receivers {
  /** For deciding: names only. */
  readonly lanes: readonly NotifyLane[];
  /** For sending, by lane. */
  readonly channels: ReadonlyMap<string, Lane>;
  /** Domain of the sender's address, by lane. */
  readonly mailHost: (lane: string) => string;
  readonly close: () => void;
}

/** One lane for each channel of the receiver that the route names; none without a route. */
export function openReceivers(config: Config): Receivers {
  const receiver = config.receivers.find((one) => one.name === config.route?.receiver);
  const channels = new Map<string, Lane>();
  const hosts = new Map<string, string>();
  const lanes: NotifyLane[] = [];
  if (receiver !== undefined) {
    receiver.slackConfigs.forEach((slack, place) => {
      const lane = laneName(receiver, "slack", place);
      lanes.push({ lane, receiver: receiver.name, channel: "slack" });
      channels.set(lane, slackLane(slack));
    });
    receiver.emailConfigs.forEach((email, place) => {
      const lane = laneName(receiver, "email", place);
      lanes.push({ lane, receiver: receiver.name, channel: "email" });
      hosts.set(lane, parseMailbox(email.from).address.split("@").at(-1) ?? "localhost");
      channels.set(lane, { type: "email", channel: createEmailChannel(mailSettings(email)) });
    });
  }
  return {
    lanes,
    channels,
    mailHost: (lane) => hosts.get(lane) ?? "localhost",
    close() {
      for (const lane of channels.values()) if (lane.type === "email") lane.channel.close();
    },
  };
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
