/**
 * Why somebody is told. worsened: its severity rose; updated: more alerts joined (an edit in place, no news);
 * opened_and_resolved: it was over before anybody could be told; reminder: still open, and nobody has acknowledged it
 * for repeat_interval; acknowledged, assigned: somebody took it, or was given it.
 */
export type NotifyReason =
  | "opened"
  | "worsened"
  | "updated"
  | "reopened"
  | "resolved"
  | "opened_and_resolved"
  | "reminder"
  | "acknowledged"
  | "assigned";

/**
 * One request to one channel:
 * post: a new root message; update: the root edited in place; reply: news in its thread; mail: one email;
 * hook: one payload to a webhook.
 */
export type DeliveryOperation = "post" | "update" | "reply" | "mail" | "hook";

export type ChannelType = "slack" | "email" | "webhook";

export type DeliveryState = "queued" | "accepted" | "dead";

/** One message to one receiver, ordered in the transaction of the decision. */
export interface Delivery {
  /** Deterministic: INC-42/2/ops/slack/0/reply, the 2 being the how-manieth notification of the incident. */
  readonly id: string;
  readonly incident: number;
  /** Position in the order in which the deliveries of one lane must be sent. */
  readonly order: number;
  readonly receiver: string;
  readonly channel: ChannelType;
  /** Receiver, channel and index: ops/slack/0. One lane is sent in order and never delays another. */
  readonly lane: string;
  readonly operation: DeliveryOperation;
  readonly reason: NotifyReason;
  /** What the message must say besides, such as that a silence has just ended; one or two sentences. */
  readonly notice?: string;
  readonly state: DeliveryState;
  readonly createdAt: number;
  /** Wall clock; not sent before. */
  readonly dueAt: number;
  /** Wall clock when dueAt was decided; absent: createdAt. The wait is the difference, whatever the clock says now. */
  readonly decidedAt?: number;
  /** Wall clock when somebody had it sent again; how long it is tried counts from then. */
  readonly resentAt?: number;
  /** The receiver that could not be told, in whose place this is. */
  readonly standsFor?: string;
  readonly attempts: number;
  /** The last failure, in one line, secrets removed. */
  readonly lastError: string | undefined;
  readonly acceptedAt: number | undefined;
  /** What the peer calls it: Slack's channel id and ts joined by a slash, the Message-ID, a hook's Idempotency-Key. */
  readonly reference: string | undefined;
}

/**
 * retry: try again later; content: the peer refuses this content, a simpler one may pass; configuration: a
 * person must mend token, channel or recipient; ambiguous: it may have been accepted.
 */
export type FailureClass = "retry" | "content" | "configuration" | "ambiguous";

export type DeliveryResult =
  | { readonly state: "accepted"; readonly reference: string | undefined; readonly note?: string }
  | {
      readonly state: "failed";
      readonly class: FailureClass;
      /** The message that was to be edited or answered is gone: a new root is due. */
      readonly rootGone?: true;
      /** The peer's own Retry-After. */
      readonly retryAfterMs?: number;
      /** One line, without secrets. */
      readonly detail: string;
    };
