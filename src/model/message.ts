import type { Json } from "./entry.ts";

/** What goes to Slack: text is the notification and the fallback, blocks are the message. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly { readonly [key: string]: Json }[];
}

export interface EmailAttachment {
  readonly filename: string;
  readonly contentType: string;
  /** Text, or bytes such as a picture's. */
  readonly content: string | Uint8Array;
  /** Set where the HTML shows it by `cid:`; without angle brackets. */
  readonly contentId?: string;
}

export interface EmailMessage {
  /** Constant for the life of the incident, so that clients keep one thread. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** With angle brackets. */
  readonly messageId: string;
  /** Message-ID of the first mail of the incident; absent in that first one. */
  readonly inReplyTo?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly highPriority: boolean;
  readonly attachments: readonly EmailAttachment[];
}

export interface Ticket {
  readonly markdown: string;
  /** The same content for machines. */
  readonly json: { readonly [key: string]: Json };
}
