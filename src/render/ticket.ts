import type { Ticket } from "../model/message.ts";
import { builtInTicket } from "./built-in-ticket.ts";
import type { IncidentView } from "./incident-view.ts";
import type { Templates } from "./load-templates.ts";
import { escapeMarkdown } from "./markdown-syntax.ts";
import { renderSlots, type TemplateTrouble, troubleWords } from "./render-slot.ts";

export interface RenderedTicket {
  readonly ticket: Ticket;
  readonly troubles: readonly TemplateTrouble[];
}

/** The incident with everything: as Markdown, and the same as JSON. */
export function renderTicket(view: IncidentView, templates: Templates): RenderedTicket {
  const slots = renderSlots(view, templates);
  const text = slots.text("ticket/ticket.md.hbs", builtInTicket);
  const notices = slots.troubles().map((trouble) => escapeMarkdown(troubleWords(trouble)));
  return {
    ticket: { markdown: `${[text, ...notices].join("\n\n")}\n`, json: view.machine },
    troubles: slots.troubles(),
  };
}
