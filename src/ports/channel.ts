import type { DeliveryResult } from "../model/delivery.ts";
import type { EmailMessage, SlackMessage } from "../model/message.ts";
import type { WebhookPayload } from "../model/webhook-payload.ts";

/** One request to Slack. A root is named by its reference, `CHANNEL_ID/ts`. */
export type SlackRequest =
  | { readonly operation: "post"; readonly deliveryId: string; readonly message: SlackMessage }
  | {
      readonly operation: "update";
      readonly deliveryId: string;
      readonly root: string;
      readonly message: SlackMessage;
    }
  | {
      readonly operation: "reply";
      readonly deliveryId: string;
      readonly root: string;
      /** Also show it in the channel: only for worse or reopened. */
      readonly broadcast: boolean;
      readonly message: SlackMessage;
    };

/**
 * Whether a message that may have been accepted is there. unknown: the peer does not let us look; failed: it
 * could not be asked now.
 */
export type LookUp =
  | { readonly state: "found"; readonly reference: string }
  | { readonly state: "absent" }
  | { readonly state: "unknown" }
  | { readonly state: "failed"; readonly result: Extract<DeliveryResult, { readonly state: "failed" }> };

/** Sends one message by one request; never throws, never waits longer than its own time-out. */
export interface SlackChannel {
  readonly send: (request: SlackRequest) => Promise<DeliveryResult>;
  /** One request. `since`: epoch ms, when the delivery was ordered; `root`: look in its thread. */
  readonly lookUp: (wanted: {
    readonly deliveryId: string;
    readonly since: number;
    readonly root?: string;
  }) => Promise<LookUp>;
}

export interface EmailChannel {
  readonly send: (message: EmailMessage) => Promise<DeliveryResult>;
  readonly close: () => void;
}

export interface WebhookChannel {
  /** A webhook cannot be asked whether it has a delivery, so the same id is sent again until it is accepted. */
  readonly send: (request: {
    readonly deliveryId: string;
    readonly payload: WebhookPayload;
  }) => Promise<DeliveryResult>;
}
