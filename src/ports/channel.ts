import type { DeliveryResult } from "../model/delivery.ts";
import type { EmailMessage, SlackMessage } from "../model/message.ts";

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

/** Sends one message by one request; never throws, never waits longer than its own time-out. */
export interface SlackChannel {
  readonly send: (request: SlackRequest) => Promise<DeliveryResult>;
}

export interface EmailChannel {
  readonly send: (message: EmailMessage) => Promise<DeliveryResult>;
  readonly close: () => void;
}
