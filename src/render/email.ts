import type { EmailAttachment, EmailMessage } from "../model/message.ts";
import { builtInHtml, builtInSubject, builtInText } from "./built-in-email.ts";
import { escapeHtml } from "./html-syntax.ts";
import type { IncidentView } from "./incident-view.ts";
import type { Templates } from "./load-templates.ts";
import { renderSlots, type TemplateTrouble, troubleWords } from "./render-slot.ts";
import { renderTicket } from "./ticket.ts";
import { cutText, visibleLine } from "./visible-text.ts";
import { wrapText } from "./wrap-text.ts";

/** What makes a mail's identity: the same notification always has the same Message-ID, so a repeated one collapses. */
export interface MailIdentity {
  /** Short id of this installation, so that two installations never share a thread; letters and digits. */
  readonly installation: string;
  /** Domain of the sender's address. */
  readonly host: string;
  /** The how-manieth notification of the incident this is, from 1; it is in the delivery's id. */
  readonly notification: number;
  /** Decides, with the severity, whether the mail is urgent. */
  readonly news: "opened" | "worse" | "reopened" | "other";
}

export interface RenderedEmail {
  readonly message: EmailMessage;
  readonly troubles: readonly TemplateTrouble[];
}

export const maxSubject = 90;
/** Gmail shows the first 102 KB of HTML. */
export const maxHtmlBytes = 80_000;
export const maxTextCharacters = 60_000;

/** full, or reduced: text and the most needed headers, for when the peer refused the content. */
export type EmailShape = "full" | "reduced";

/** `chart`: the picture of view.chartSvg as PNG; without it the mail goes without. */
export function renderEmail(
  view: IncidentView,
  templates: Templates,
  identity: MailIdentity,
  shape: EmailShape = "full",
  chart?: Uint8Array,
): RenderedEmail {
  const picture = shape === "full" ? chartAttachment(view, identity, chart) : undefined;
  return renderParts(withPicture(view, picture), templates, identity, shape, picture);
}

function renderParts(
  view: IncidentView,
  templates: Templates,
  identity: MailIdentity,
  shape: EmailShape,
  picture: EmailAttachment | undefined,
): RenderedEmail {
  const slots = renderSlots(view, templates);
  const root = messageId(view, identity, 1);
  const first = identity.notification <= 1;
  const subject = slots.text("email/subject.hbs", builtInSubject);
  const text = slots.text("email/text.hbs", builtInText);
  const html = shape === "reduced" ? "" : slots.text("email/html.hbs", builtInHtml);
  const ticket = renderTicket(view, templates);
  const troubles = [...slots.troubles(), ...ticket.troubles];
  const notices = troubles.map(troubleWords);
  const message: EmailMessage = {
    // Who comes to it later has nothing yet that this could answer, but joins the same thread.
    subject: `${first || identity.news === "opened" ? "" : "Re: "}${subjectLine(subject, view)}`,
    text: finishText(text, notices),
    html: html === "" ? "" : finishHtml(html, notices, view),
    messageId: messageId(view, identity, identity.notification),
    ...(first ? {} : { inReplyTo: root }),
    headers: headers(view, identity),
    highPriority: identity.news !== "other" && view.severity === "CRITICAL" && !view.resolved,
    attachments:
      shape === "reduced"
        ? []
        : [
            {
              filename: `${view.id}.md`,
              contentType: "text/markdown; charset=utf-8",
              content: ticket.ticket.markdown,
            },
            ...(picture === undefined ? [] : [picture]),
          ],
  };
  return { message, troubles };
}

/** The picture of the view's chart, as the mail refers to it. */
function chartAttachment(
  view: IncidentView,
  identity: MailIdentity,
  content: Uint8Array | undefined,
): EmailAttachment | undefined {
  if (content === undefined || view.chart === undefined) return undefined;
  // The same for the same notification, as the Message-ID is.
  const contentId = `chart.${messageId(view, identity, identity.notification).slice(1, -1)}`;
  return { filename: `${view.id}.png`, contentType: "image/png", content, contentId };
}

/** Templates show the picture only where there is one. */
function withPicture(view: IncidentView, picture: EmailAttachment | undefined): IncidentView {
  if (view.chart === undefined || picture === undefined) return view;
  return { ...view, chart: { ...view.chart, cid: picture.contentId } };
}

function messageId(view: IncidentView, identity: MailIdentity, notification: number): string {
  const count = notification <= 1 ? "" : `.${notification}`;
  return `<inc-${view.number}${count}.${safe(identity.installation)}@${safe(identity.host)}>`;
}

/** Characters of RFC 5322 §3.2.3 dot-atom that nobody has to quote. */
function safe(text: string): string {
  return text.replace(/[^A-Za-z0-9.-]/g, "") || "tocsin";
}

function subjectLine(subject: string, view: IncidentView): string {
  const line = cutText(visibleLine(subject), maxSubject);
  return line.includes(view.id) ? line : cutText(`[${view.id}] ${line}`, maxSubject);
}

/** RFC 3834 §5 for Auto-Submitted, RFC 2919 for List-Id; X-Auto-Response-Suppress is Exchange's. */
function headers(view: IncidentView, identity: MailIdentity): Readonly<Record<string, string>> {
  return {
    "List-Id": `Tocsin incidents <incidents.${safe(identity.host)}>`,
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "All",
    "X-Incident-Id": view.id,
    "X-Incident-Severity": view.severity.toLowerCase(),
    "X-Incident-Status": view.status.toLowerCase(),
  };
}

function finishText(text: string, notices: readonly string[]): string {
  const body = wrapText(text);
  const cut =
    body.length <= maxTextCharacters
      ? body
      : `${cutText(body, maxTextCharacters)}\n(cut for length; the attached ticket has all of it)`;
  return `${[cut, ...notices.map((notice) => wrapText(notice))].join("\n\n")}\n`;
}

/** Too much HTML would be clipped in the middle of the facts, so the short built-in page is sent instead. */
function finishHtml(html: string, notices: readonly string[], view: IncidentView): string {
  const fits = new TextEncoder().encode(html).length <= maxHtmlBytes;
  const said = fits ? notices : [...notices, "The mail's page was too large; the built-in one is used."];
  const page = fits ? html : builtInHtml(view);
  const lines = said.map((notice) => `<p>${escapeHtml(notice)}</p>`).join("");
  const end = page.lastIndexOf("</body>");
  return end === -1 ? page + lines : page.slice(0, end) + lines + page.slice(end);
}
