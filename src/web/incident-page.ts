import type { Delivery } from "../model/delivery.ts";
import type { Incident } from "../model/incident.ts";
import type { Silence } from "../model/silence.ts";
import type { IncidentView } from "../render/incident-view.ts";
import { troubleWords } from "../render/render-slot.ts";
import type { WebPage } from "../render/web-page.ts";
import { deliveriesTable } from "./deliveries-table.ts";
import { type Html, html, trusted } from "./html.ts";
import { acknowledgeForm, type FormContext, incidentForms, silenceNotice } from "./incident-forms.ts";

export interface IncidentPage {
  readonly incident: Incident;
  readonly view: IncidentView;
  readonly parts: WebPage;
  readonly deliveries: readonly Delivery[];
  /** Those that keep its alerts quiet now. */
  readonly silences: readonly Silence[];
  /** Absent: who looks may not act, or nothing can be done. */
  readonly forms: FormContext | undefined;
  /** Why what was asked for was not done. */
  readonly problem: string | undefined;
  /** How old the facts are, where newer ones did not come in time. */
  readonly stale: string | undefined;
}

/** In the order of messages: state, impact, who has it, where, since when, first steps, proof; then the record. */
export function incidentPage(page: IncidentPage): Html {
  const { incident, view, parts, deliveries, silences, forms, problem, stale } = page;
  const acknowledge = forms === undefined ? undefined : acknowledgeForm(forms);
  return html`<article class="incident">
${problem === undefined ? undefined : html`<p class="notice" role="alert"><strong>Not done.</strong> ${problem}</p>\n`}<div class="top">
${trusted(parts.headline)}
</div>
<div class="holder"><p><strong>Who has it:</strong> ${view.holder}</p>${acknowledge}</div>
<nav class="jump" aria-label="on this page">${jumps(page)}</nav>
${silences.map((silence) => silenceNotice(incident, silence, forms?.csrf))}
<div class="columns">
<div>
${stale === undefined ? undefined : html`<p class="notice">${stale}</p>\n`}${trusted(parts.facts)}
${chart(view)}
${trusted(parts.details)}
</div>
${forms === undefined ? undefined : html`<div>\n${incidentForms(forms)}\n</div>\n`}</div>
${trusted(parts.record)}
${deliveriesTable(deliveries)}
${parts.troubles.map((trouble) => html`<p class="notice">${troubleWords(trouble)}</p>\n`)}<p class="small">As of ${view.sentAt.utc}.${view.redactions === undefined ? undefined : ` ${view.redactions} in its log lines.`} The same in a terminal: <code>${view.see.command}</code></p>
</article>`;
}

/** To what may lie far down on a phone. */
function jumps({ view, forms }: IncidentPage): readonly Html[] {
  return [
    ...(view.runbook === undefined ? [] : [html`<a href="#steps">First steps</a> `]),
    ...(view.evidence === undefined ? [] : [html`<a href="#lines">Log lines</a> `]),
    ...(forms === undefined
      ? []
      : [html`<a href="#actions">${view.open ? "Note, assign, silence" : "Add a note"}</a> `]),
    ...(view.timeline.length === 0 ? [] : [html`<a href="#timeline">Timeline</a> `]),
  ];
}

/** On a phone the words below are what can be read. */
function chart({ chart, chartSvg }: IncidentView): Html | undefined {
  if (chart === undefined || chartSvg === undefined) return undefined;
  // The drawing holds numbers and words of ours only.
  return html`<figure class="chart"><div role="img" aria-label="${chart.alt}">${trusted(chartSvg)}</div>
<figcaption class="small" aria-hidden="true">${chart.alt}</figcaption></figure>`;
}
