import { hostname } from "node:os";
import type { Config, ReceiverConfig } from "../config/config.ts";
import { type ReceiverChannel, receiverChannels } from "../daemon/receiver-channels.ts";
import type { ChannelType, DeliveryResult } from "../model/delivery.ts";
import type { SlackChannel } from "../ports/channel.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import { type TestOccasion, testMail, testPayload, testSlackMessage } from "./doctor-messages.ts";
import { type DoctorSection, type Finding, fine, note, wrong } from "./doctor-report.ts";
import { adviceFor } from "./peer-advice.ts";

/** Tries every channel of every receiver, or of the one named, and explains what the peers answer. */
export async function sendTests(config: Config, only: string | undefined): Promise<readonly DoctorSection[]> {
  const receivers = config.receivers.filter(({ name }) => only === undefined || name === only);
  if (receivers.length === 0) throw nobody(config, only);
  const sections: DoctorSection[] = [];
  for (const receiver of receivers) {
    const places = placesOf(receiver);
    for (const [at, one] of receiverChannels(receiver, Date.now).entries()) {
      const occasion = { receiver: receiver.name, host: hostname(), now: Date.now() };
      sections.push({
        title: `${one.lane.lane}: ${places[at] ?? ""}`,
        findings: await tryChannel(one, occasion),
      });
    }
  }
  return sections;
}

function nobody(config: Config, only: string | undefined): CliError {
  if (only === undefined) {
    return new CliError(
      "there is no receiver in the configuration",
      exitCodes.usage,
      "docs/receivers.md shows how to add one",
    );
  }
  const names = config.receivers.map(({ name }) => name).join(", ");
  return new CliError(`there is no receiver \`${only}\``, exitCodes.usage, `there are ${names || "none"}`);
}

/** Where each channel leads, in the order of receiverChannels; where its secret comes from, never the secret. */
export function placesOf(receiver: ReceiverConfig): readonly string[] {
  return [
    ...receiver.slackConfigs.map(
      ({ channel, token }) => `Slack channel ${channel}, token from ${token.origin}`,
    ),
    ...receiver.emailConfigs.map(
      ({ to, smarthost }) => `mail to ${to.join(", ")} by ${smarthost.host}:${smarthost.port}`,
    ),
    ...receiver.webhookConfigs.map(({ url }) => `webhook, address from ${url.origin}`),
  ];
}

async function tryChannel(one: ReceiverChannel, occasion: TestOccasion): Promise<readonly Finding[]> {
  const { channel } = one;
  const id = `test/${one.lane.lane}/${occasion.now}`;
  switch (channel.type) {
    case "slack":
      return trySlack(channel.channel, id, occasion);
    case "email": {
      const result = await timed(() => channel.channel.send(testMail(occasion, one.mailHost ?? "localhost")));
      channel.channel.close();
      return [told(result, "email")];
    }
    case "webhook": {
      const send = (status: "firing" | "resolved"): Promise<Timed> =>
        timed(() =>
          channel.channel.send({ deliveryId: `${id}/${status}`, payload: testPayload(occasion, status) }),
        );
      const firing = await send("firing");
      if (firing.result.state === "failed") return [told(firing, "webhook")];
      if (one.webhook?.sendResolved === false) return [told(firing, "webhook", "a firing test alert")];
      return [
        told(firing, "webhook", "a firing test alert"),
        told(await send("resolved"), "webhook", "its end"),
      ];
    }
  }
}

async function trySlack(
  channel: SlackChannel,
  deliveryId: string,
  occasion: TestOccasion,
): Promise<readonly Finding[]> {
  const message = testSlackMessage(occasion);
  const posted = await timed(() => channel.send({ operation: "post", deliveryId, message }));
  const finding = told(posted, "slack");
  if (posted.result.state === "failed") return [finding];
  const there = await channel.lookUp({ deliveryId, since: occasion.now });
  if (there.state === "found")
    return [finding, fine("can be looked up, so a lost answer doubles no message")];
  return [
    finding,
    note(
      "cannot be looked up: a message whose answer was lost is sent again",
      "give the app the scope channels:history (groups:history for a private channel) and name the channel by its id",
    ),
  ];
}

interface Timed {
  readonly result: DeliveryResult;
  readonly tookMs: number;
}

async function timed(send: () => Promise<DeliveryResult>): Promise<Timed> {
  const began = performance.now();
  const result = await send();
  return { result, tookMs: performance.now() - began };
}

function told({ result, tookMs }: Timed, channel: ChannelType, what?: string): Finding {
  const seconds = `${(tookMs / 1000).toFixed(1)} s`;
  if (result.state === "accepted") {
    const subject = what === undefined ? "accepted" : `${what} was accepted`;
    if (result.note === undefined) return fine(`${subject} in ${seconds}`);
    return { ...note(`${subject} in ${seconds}, but: ${result.note}`), ...explained(channel, result.note) };
  }
  const wait =
    result.retryAfterMs === undefined ? "" : `, asks to wait ${Math.ceil(result.retryAfterMs / 1000)} s`;
  const text = what === undefined ? result.detail : `${what}: ${result.detail}`;
  return { ...wrong(`${text}${wait}`), ...explained(channel, result.detail) };
}

function explained(channel: ChannelType, said: string): Pick<Finding, "means" | "mend"> {
  const { means, mend } = adviceFor(channel, said);
  return { means, mend };
}
