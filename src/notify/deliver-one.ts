import type { Delivery, DeliveryResult } from "../model/delivery.ts";
import type { EmailMessage, SlackMessage } from "../model/message.ts";
import type { WebhookPayload } from "../model/webhook-payload.ts";
import type { EmailChannel, SlackChannel, SlackRequest, WebhookChannel } from "../ports/channel.ts";
import { classOfDetail, failure } from "./failure.ts";
import { maxFullAttempts } from "./retry-schedule.ts";

/** Where a lane leads. `pace` names the Slack channel: lanes that share one also share its one message a second. */
export type Lane =
  | { readonly type: "slack"; readonly channel: SlackChannel; readonly pace: string }
  | { readonly type: "email"; readonly channel: EmailChannel }
  | { readonly type: "webhook"; readonly channel: WebhookChannel };

type SlackOperation = SlackRequest["operation"];

/** Makes the message from what the incident is now; may throw, which counts as a failed try. */
export interface Composer {
  readonly slack: (
    delivery: Delivery,
    form: { readonly operation: SlackOperation; readonly reduced: boolean },
  ) => Promise<SlackMessage>;
  readonly email: (delivery: Delivery, form: { readonly reduced: boolean }) => Promise<EmailMessage>;
  readonly webhook: (delivery: Delivery, form: { readonly reduced: boolean }) => Promise<WebhookPayload>;
}

export interface Surroundings {
  readonly compose: Composer;
  /** Reference of the incident's root in the lane, where one was accepted. */
  readonly root: string | undefined;
  /** Waits for the channel's turn; called before each request to Slack. */
  readonly turn: (pace: string) => Promise<void>;
  /** The request may have gone out before this process started, and nobody recorded it. */
  readonly fromBefore: boolean;
  /** Epoch ms; nothing of this delivery was sent before. */
  readonly since: number;
}

export interface Outcome {
  readonly result: DeliveryResult;
  /** The reduced message was sent. */
  readonly reduced: boolean;
  /** Set when a new root was posted. */
  readonly newRoot?: string;
  /** It was sent by an earlier try, so it shows what was known then, not what is known now. */
  readonly fromEarlier?: true;
}

/** One try of one delivery. Never throws. */
export async function deliverOne(delivery: Delivery, lane: Lane, around: Surroundings): Promise<Outcome> {
  const reduced = classOfDetail(delivery.lastError) === "content" || delivery.attempts >= maxFullAttempts;
  try {
    return await deliverBy(delivery, lane, around, reduced);
  } catch (error) {
    const detail = `the message could not be made: ${error instanceof Error ? error.message : String(error)}`;
    // The reduced message needs nothing but the incident: when even that fails, our own database is in trouble.
    return { result: failure(reduced ? "retry" : "content", detail), reduced };
  }
}

async function deliverBy(
  delivery: Delivery,
  lane: Lane,
  around: Surroundings,
  reduced: boolean,
): Promise<Outcome> {
  switch (lane.type) {
    case "slack":
      return deliverSlack(delivery, lane, around, reduced);
    case "email": {
      const message = await around.compose.email(delivery, { reduced });
      return { result: await lane.channel.send(message), reduced };
    }
    case "webhook": {
      const payload = await around.compose.webhook(delivery, { reduced });
      return { result: await lane.channel.send({ deliveryId: delivery.id, payload }), reduced };
    }
  }
}

async function deliverSlack(
  delivery: Delivery,
  lane: Extract<Lane, { readonly type: "slack" }>,
  around: Surroundings,
  reduced: boolean,
): Promise<Outcome> {
  const { root } = around;
  const operation = root === undefined ? "post" : slackOperation(delivery);
  if (operation !== "update" && mayBeThere(delivery, around)) {
    const known = await lookFor(delivery, lane, around, { operation, root, reduced });
    if (known !== undefined) return known;
  }
  const message = await around.compose.slack(delivery, { operation, reduced });
  await around.turn(lane.pace);
  const result = await lane.channel.send(requestOf(delivery, operation, root, message));
  if (result.state === "failed" && result.rootGone === true && operation !== "post") {
    return postNewRoot(delivery, lane, around, reduced);
  }
  return postedOutcome(operation, result, reduced);
}

/** What a try before has sent; undefined where nothing is there, so that it has to be sent. */
async function lookFor(
  delivery: Delivery,
  lane: Extract<Lane, { readonly type: "slack" }>,
  around: Surroundings,
  wanted: {
    readonly operation: SlackOperation;
    readonly root: string | undefined;
    readonly reduced: boolean;
  },
): Promise<Outcome | undefined> {
  const { operation, root, reduced } = wanted;
  await around.turn(lane.pace);
  const inThread = operation === "reply" && root !== undefined ? { root } : {};
  const there = await lane.channel.lookUp({ deliveryId: delivery.id, since: around.since, ...inThread });
  if (there.state === "found") return foundOutcome(operation, there.reference, reduced);
  // Still not known whether it was sent, so the next try has to look again.
  if (there.state === "failed") return { result: stillAmbiguous(there.result), reduced };
  return undefined;
}

/**
 * The root was deleted, or is too old to edit: the news must not be lost with it. A try before may have posted the
 * new one already.
 */
async function postNewRoot(
  delivery: Delivery,
  lane: Extract<Lane, { readonly type: "slack" }>,
  around: Surroundings,
  reduced: boolean,
): Promise<Outcome> {
  if (mayBeThere(delivery, around)) {
    const known = await lookFor(delivery, lane, around, { operation: "post", root: undefined, reduced });
    if (known !== undefined) return known;
  }
  const message = await around.compose.slack(delivery, { operation: "post", reduced });
  await around.turn(lane.pace);
  const result = await lane.channel.send({ operation: "post", deliveryId: delivery.id, message });
  return postedOutcome("post", result, reduced);
}

function postedOutcome(operation: SlackOperation, result: DeliveryResult, reduced: boolean): Outcome {
  const posted = operation === "post" && result.state === "accepted" ? result.reference : undefined;
  return posted === undefined ? { result, reduced } : { result, reduced, newRoot: posted };
}

function foundOutcome(operation: SlackOperation, reference: string, reduced: boolean): Outcome {
  const note = "was already there from an earlier try";
  return { ...postedOutcome(operation, { state: "accepted", reference, note }, reduced), fromEarlier: true };
}

function mayBeThere(delivery: Delivery, around: Surroundings): boolean {
  return around.fromBefore || classOfDetail(delivery.lastError) === "ambiguous";
}

function stillAmbiguous(failed: Extract<DeliveryResult, { readonly state: "failed" }>): DeliveryResult {
  const after = failed.retryAfterMs === undefined ? {} : { retryAfterMs: failed.retryAfterMs };
  return failure("ambiguous", `could not look whether it was accepted; ${failed.detail}`, after);
}

function slackOperation(delivery: Delivery): SlackOperation {
  const { operation } = delivery;
  return operation === "mail" || operation === "hook" ? "post" : operation;
}

function requestOf(
  delivery: Delivery,
  operation: SlackOperation,
  root: string | undefined,
  message: SlackMessage,
): SlackRequest {
  const deliveryId = delivery.id;
  if (operation === "post" || root === undefined) return { operation: "post", deliveryId, message };
  if (operation === "update") return { operation, deliveryId, root, message };
  const broadcast = delivery.reason === "reopened" || delivery.reason === "worsened";
  return { operation, deliveryId, root, broadcast, message };
}
