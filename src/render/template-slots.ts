import type { ChannelSyntax } from "./channel-syntax.ts";
import { htmlSyntax } from "./html-syntax.ts";
import { markdownSyntax } from "./markdown-syntax.ts";
import { plainSyntax } from "./plain-syntax.ts";
import { slackSyntax } from "./slack-syntax.ts";
import { webSyntax } from "./web-syntax.ts";

interface Slot {
  /** How a value is written when a template of this slot inserts it. */
  readonly syntax: ChannelSyntax;
  /** A message cannot be sent without it: an empty result counts as a failure. */
  readonly required: boolean;
}

/** Every template that there is, by path below templates/. A new one also needs its built-in text. */
export const SLOTS = {
  "slack/notification.hbs": { syntax: slackSyntax, required: true },
  "slack/headline.hbs": { syntax: slackSyntax, required: true },
  "slack/impact.hbs": { syntax: slackSyntax, required: true },
  "slack/facts.hbs": { syntax: slackSyntax, required: false },
  "slack/alerts.hbs": { syntax: slackSyntax, required: false },
  "slack/evidence.hbs": { syntax: plainSyntax, required: false },
  "slack/traces.hbs": { syntax: slackSyntax, required: false },
  "slack/steps.hbs": { syntax: slackSyntax, required: false },
  "slack/links.hbs": { syntax: slackSyntax, required: true },
  "slack/footer.hbs": { syntax: slackSyntax, required: false },
  "slack/reply.hbs": { syntax: slackSyntax, required: true },
  "email/subject.hbs": { syntax: plainSyntax, required: true },
  "email/text.hbs": { syntax: plainSyntax, required: true },
  "email/html.hbs": { syntax: htmlSyntax, required: true },
  "ticket/ticket.md.hbs": { syntax: markdownSyntax, required: true },
  "web/headline.hbs": { syntax: webSyntax, required: true },
  "web/facts.hbs": { syntax: webSyntax, required: true },
  "web/details.hbs": { syntax: webSyntax, required: false },
  "web/record.hbs": { syntax: webSyntax, required: true },
} as const satisfies Record<string, Slot>;

export type SlotName = keyof typeof SLOTS;

export function isSlotName(name: string): name is SlotName {
  return Object.hasOwn(SLOTS, name);
}

export function slotNames(): readonly SlotName[] {
  return Object.keys(SLOTS).filter(isSlotName);
}
