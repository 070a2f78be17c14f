import type { SlackMessage } from "../model/message.ts";
import { impactSentences } from "./built-in-sentences.ts";
import * as builtIn from "./built-in-slack.ts";
import type { IncidentView } from "./incident-view.ts";
import type { Templates } from "./load-templates.ts";
import { renderSlots, type Slots, type TemplateTrouble, troubleWords } from "./render-slot.ts";
import { contextBlock, type Part, preformattedBlock, sectionBlock, solveLayout } from "./slack-layout.ts";
import { maxNotification } from "./slack-limits.ts";
import { escapeSlack } from "./slack-syntax.ts";
import { cutText } from "./visible-text.ts";

/**
 * root: the incident's one message, in any state; reply: news in its thread; reduced: what cannot be refused,
 * for when Slack refused the content.
 */
export type SlackShape = "root" | "reply" | "reduced";

export interface RenderedSlack {
  readonly message: SlackMessage;
  readonly troubles: readonly TemplateTrouble[];
}

/** A longer evidence text would push the first steps off the screen. */
export const maxEvidenceText = 2500;
/** Headline and impact are never dropped, so they have less room than a section has. */
const maxLeadText = 1500;

export function renderSlack(
  view: IncidentView,
  templates: Templates,
  shape: SlackShape = "root",
): RenderedSlack {
  if (shape === "reduced") return { message: reducedMessage(view), troubles: [] };
  const slots = renderSlots(view, templates);
  const text = notification(view, slots);
  const parts = shape === "reply" ? replyParts(slots) : rootParts(slots);
  const footer = [...(shape === "reply" ? [] : [slots.text("slack/footer.hbs", builtIn.builtInFooter)])];
  const notices = slots.troubles().map((trouble) => escapeSlack(cutText(troubleWords(trouble), 300)));
  const all = [...parts, { name: "the footer", block: contextBlock([...footer, ...notices]), dropRank: 1 }];
  const how = escapeSlack(`All of it: ${view.see.url ?? view.see.command}`);
  return { message: { text, blocks: solveLayout(all, how) }, troubles: slots.troubles() };
}

/** What does not fit the lock screen is made anew from the parts that do. */
function notification(view: IncidentView, slots: Slots): string {
  const text = slots.text("slack/notification.hbs", builtIn.builtInNotification).replaceAll("\n", " ");
  if (text.length <= maxNotification) return text;
  const before = escapeSlack(`${view.severity} ${view.status} · `);
  const after = escapeSlack(` · ${view.impactShort} · ${view.id}`);
  const room = maxNotification - before.length - after.length;
  let title = view.shortTitle;
  while (escapeSlack(title).length > room && title.length > 1) title = cutText(title, title.length - 1);
  const fitted = before + escapeSlack(title) + after;
  return fitted.length <= maxNotification
    ? fitted
    : escapeSlack(`${view.severity} ${view.status} · ${view.id}`);
}

/**
 * What must be known within half a minute comes first: state, impact and whether it gets worse, where, since when
 * and who has it, what to do first. Proof follows, since log lines would push the first steps off a phone.
 */
function rootParts(slots: Slots): readonly Part[] {
  return [
    {
      name: "the headline",
      dropRank: 0,
      block: sectionBlock(slots.text("slack/headline.hbs", builtIn.builtInHeadline), maxLeadText),
    },
    {
      name: "the impact",
      dropRank: 0,
      block: sectionBlock(slots.text("slack/impact.hbs", builtIn.builtInImpact), maxLeadText),
    },
    {
      name: "the facts",
      dropRank: 2,
      block: sectionBlock(slots.text("slack/facts.hbs", builtIn.builtInFacts)),
    },
    {
      name: "the first steps",
      dropRank: 3,
      block: sectionBlock(slots.text("slack/steps.hbs", builtIn.builtInSteps)),
    },
    {
      name: "the other alerts",
      dropRank: 5,
      block: sectionBlock(slots.text("slack/alerts.hbs", builtIn.builtInAlerts)),
    },
    {
      name: "the log lines",
      dropRank: 4,
      block: preformattedBlock(slots.text("slack/evidence.hbs", builtIn.builtInEvidence), maxEvidenceText),
    },
    {
      name: "the traces",
      dropRank: 6,
      block: contextBlock([slots.text("slack/traces.hbs", builtIn.builtInTraces)]),
    },
    {
      name: "the links",
      dropRank: 0,
      block: sectionBlock(slots.text("slack/links.hbs", builtIn.builtInLinks), maxLeadText),
    },
  ];
}

function replyParts(slots: Slots): readonly Part[] {
  const reply = slots.text("slack/reply.hbs", builtIn.builtInReply);
  return [{ name: "the news", dropRank: 0, block: sectionBlock(reply) }];
}

/** No mark-up, no link, no date token, no rich text. */
function reducedMessage(view: IncidentView): SlackMessage {
  const plain = (text: string): { readonly type: "plain_text"; readonly text: string } => ({
    type: "plain_text",
    text,
  });
  const text = escapeSlack(cutText(`${view.severity} ${view.status} · ${view.id} · ${view.shortTitle}`, 100));
  const lines = [
    `${view.severity} · ${view.status} — ${view.id} ${view.title}`,
    impactSentences(view),
    `Since ${view.since.utc} (${view.lasted}). Owner: ${view.holder}.`,
    `The full message was refused by Slack. All of it: ${view.see.url ?? view.see.command}`,
  ];
  return { text, blocks: [{ type: "section", text: plain(cutText(lines.join("\n"), 2900)) }] };
}
