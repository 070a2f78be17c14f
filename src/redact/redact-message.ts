import type { EmailMessage, SlackMessage } from "../model/message.ts";
import type { WebhookPayload } from "../model/webhook-payload.ts";
import { redactHtml } from "./redact-html.ts";
import { type RedactText, redactLeaves } from "./redact-leaves.ts";

/**
 * Messages on their way out. The values they are made of were redacted before; this is for what a template wrote
 * itself. `kept` are texts that stay wherever they stand, such as the address of a runbook.
 */
export interface MessageRedactor {
  readonly slack: (message: SlackMessage, kept: readonly string[]) => SlackMessage;
  readonly email: (message: EmailMessage, kept: readonly string[]) => EmailMessage;
  readonly webhook: (payload: WebhookPayload, kept: readonly string[]) => WebhookPayload;
}

export function createMessageRedactor(redact: RedactText): MessageRedactor {
  return {
    slack: (message, kept) => redactLeaves(message, around(kept, redact)),
    webhook: (payload, kept) => redactLeaves(payload, around(kept, redact)),
    email(message, kept) {
      const text = around(kept, redact);
      return {
        ...message,
        subject: text(message.subject),
        text: text(message.text),
        html: redactHtml(message.html, text),
        attachments: message.attachments.map((attachment) =>
          typeof attachment.content === "string"
            ? { ...attachment, content: text(attachment.content) }
            : attachment,
        ),
      };
    },
  };
}

/** Redacts what stands between the kept texts. */
function around(kept: readonly string[], redact: RedactText): RedactText {
  const forms = [
    ...new Set(kept.flatMap((text) => (text === "" ? [] : [text, text.replaceAll("&", "&amp;")]))),
  ];
  if (forms.length === 0) return redact;
  const pattern = new RegExp(
    forms
      .sort((a, b) => b.length - a.length)
      .map((form) => form.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"))
      .join("|"),
    "g",
  );
  return (text) => {
    let result = "";
    let at = 0;
    for (const match of text.matchAll(pattern)) {
      result += redact(text.slice(at, match.index)) + match[0];
      at = match.index + match[0].length;
    }
    return at === 0 ? redact(text) : result + redact(text.slice(at));
  };
}
