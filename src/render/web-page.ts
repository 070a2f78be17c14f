import { builtInWebDetails, builtInWebFacts, builtInWebHeadline, builtInWebRecord } from "./built-in-web.ts";
import type { IncidentView } from "./incident-view.ts";
import type { Templates } from "./load-templates.ts";
import { renderSlots, type TemplateTrouble } from "./render-slot.ts";

/** The parts of an incident's page that come from templates, each markup; the page puts forms between them. */
export interface WebPage {
  /** State and impact. */
  readonly headline: string;
  /** Since when, and where. */
  readonly facts: string;
  /** First steps, proof, traces. */
  readonly details: string;
  /** Alerts, how it was decided, what is not known, timeline. */
  readonly record: string;
  readonly troubles: readonly TemplateTrouble[];
}

export function renderWebPage(view: IncidentView, templates: Templates): WebPage {
  const slots = renderSlots(view, templates);
  const headline = slots.text("web/headline.hbs", builtInWebHeadline);
  const facts = slots.text("web/facts.hbs", builtInWebFacts);
  const details = slots.text("web/details.hbs", builtInWebDetails);
  const record = slots.text("web/record.hbs", builtInWebRecord);
  return { headline, facts, details, record, troubles: slots.troubles() };
}
