import type { ChannelType, Delivery, DeliveryResult, FailureClass, NotifyReason } from "../model/delivery.ts";
import type { IncidentEvent } from "../model/incident.ts";
import { durationWords } from "../model/words.ts";

const FAILURE_WORDS: Readonly<Record<FailureClass, string>> = {
  retry: "it may pass later",
  content: "the content was refused",
  configuration: "the configuration needs mending",
  ambiguous: "it may have been accepted all the same",
};

const CHANNEL_WORDS: Readonly<Record<ChannelType, string>> = {
  slack: "in Slack",
  email: "by mail",
  webhook: "by webhook",
};

const NEWS_WORDS: Readonly<Record<NotifyReason, string>> = {
  opened: "that it opened",
  opened_and_resolved: "that it opened and ended",
  updated: "that more alerts joined",
  worsened: "that it got worse",
  reopened: "that it came back",
  resolved: "that it is over",
  reminder: "that it is still open",
  acknowledged: "who acknowledged it",
  assigned: "who has it now",
};

/**
 * The timeline's line for an attempt, or undefined where it is no news: the same failure again, with another
 * try to come. The attempt itself is kept in any case.
 */
export function attemptEvent(
  delivery: Delivery,
  at: number,
  result: DeliveryResult,
  nextAt: number | undefined,
): IncidentEvent | undefined {
  const { incident } = delivery;
  if (result.state === "accepted") {
    const note = result.note === undefined ? "" : ` (${result.note})`;
    return { incident, at, kind: "notified", text: `${toldText(delivery)}${note}.` };
  }
  if (nextAt !== undefined && delivery.lastError === result.detail) return undefined;
  const next =
    nextAt === undefined
      ? "Given up; it is among the dead deliveries."
      : `Next try in ${durationWords(nextAt - at)}.`;
  const text = `${untoldText(delivery)}: ${result.detail} (${FAILURE_WORDS[result.class]}). ${next}`;
  return { incident, at, kind: "delivery_failed", text };
}

/** An edit tells nobody: it keeps right what they read. */
function toldText({ receiver, channel, operation, reason }: Delivery): string {
  const where = CHANNEL_WORDS[channel];
  if (operation === "update") return `Brought the message to ${receiver} ${where} up to date`;
  return `Told ${receiver} ${where} ${NEWS_WORDS[reason]}`;
}

function untoldText({ receiver, channel, operation, reason }: Delivery): string {
  const where = CHANNEL_WORDS[channel];
  if (operation === "update") return `Could not bring the message to ${receiver} ${where} up to date`;
  return `Could not tell ${receiver} ${where} ${NEWS_WORDS[reason]}`;
}
