/**
 * Of mails that were taken for some recipients only: those for whom they still wait, so that the others do not get
 * them again. Kept while the process runs; after a restart all of them get it, under the same Message-ID.
 */
export interface PendingRecipients {
  /** Undefined where the mail goes to all. */
  readonly of: (messageId: string) => readonly string[] | undefined;
  /** An empty list: nobody waits any more. */
  readonly set: (messageId: string, recipients: readonly string[]) => void;
}

/** Mails remembered; the oldest is forgotten first. */
const maxRemembered = 1000;

export function createPendingRecipients(): PendingRecipients {
  const waiting = new Map<string, readonly string[]>();
  return {
    of: (messageId) => waiting.get(messageId),
    set(messageId, recipients) {
      waiting.delete(messageId);
      if (recipients.length === 0) return;
      waiting.set(messageId, recipients);
      const [oldest] = waiting.keys();
      if (waiting.size > maxRemembered && oldest !== undefined) waiting.delete(oldest);
    },
  };
}
