import type { Incident } from "../model/incident.ts";
import { maxActionText } from "../model/incident-action.ts";
import { formatInstant } from "../model/instant.ts";
import { matcherText } from "../model/matcher.ts";
import type { Silence } from "../model/silence.ts";
import { durationWords } from "../model/words.ts";
import { visibleLine } from "../render/visible-text.ts";
import { type Html, html } from "./html.ts";
import { matchersOf, tomorrow } from "./incident-silence.ts";
import { csrfField } from "./page-frame.ts";

export interface FormContext {
  readonly incident: Incident;
  readonly csrf: string;
  readonly now: number;
  /** What was typed into a form that was not taken, so that it need not be typed again. */
  readonly typed?: { readonly form: string; readonly fields: URLSearchParams };
}

/** The one button that is needed at 03:00, by itself; nothing once somebody has it. */
export function acknowledgeForm({ incident, csrf }: FormContext): Html | undefined {
  if (incident.state !== "open") return undefined;
  return html`<form method="post" action="${pathOf(incident)}/acknowledge">${csrfField(csrf)}<button class="primary">Acknowledge</button></form>`;
}

/** Assign, note, silence, resolve: what makes sense in the incident's state. */
export function incidentForms(context: FormContext): Html {
  const { incident } = context;
  const open = incident.state !== "resolved";
  return html`<section id="actions">
<h2>${open ? "Do something" : "Add to the record"}</h2>
${open ? assignForm(context) : undefined}
${noteForm(context)}
${open ? silenceForm(context) : undefined}
${open ? resolveForm(context) : undefined}
</section>`;
}

function assignForm(context: FormContext): Html {
  return html`${start(context, "assign")}<label for="owner">Give it to</label>
<div class="row"><input id="owner" name="owner" required maxlength="${maxActionText}" placeholder="a person or team" value="${typed(context, "assign", "owner")}"><button>Assign</button></div></form>`;
}

function noteForm(context: FormContext): Html {
  return html`${start(context, "note")}<label for="text">Note</label>
<textarea id="text" name="text" required maxlength="${maxActionText}" rows="3" placeholder="what you see, what you tried">${typed(context, "note", "text")}</textarea><button>Add note</button></form>`;
}

function silenceForm(context: FormContext): Html {
  const { incident, now } = context;
  const morning = tomorrow(now);
  const until = `${formatInstant(morning).slice(0, 16).replace("T", " ")} UTC (in ${durationWords(morning - now)})`;
  return html`<details${openIfTyped(context, "silence")}><summary>Silence its alerts</summary>${start(context, "silence")}
<p class="small">Nobody is told of alerts with ${matchersOf(incident).map((matcher, place) => html`${place === 0 ? undefined : ", "}<code>${visibleLine(matcherText(matcher))}</code>`)}. They stay on record.</p>
<label for="for">For</label>
<select id="for" name="for"><option value="1h">1 hour</option><option value="4h">4 hours</option><option value="${formatInstant(morning)}">until tomorrow, ${until}</option></select>
<label for="comment">Why</label>
<div class="row"><input id="comment" name="comment" required maxlength="${maxActionText}" value="${typed(context, "silence", "comment")}"><button>Silence</button></div></form></details>`;
}

function resolveForm(context: FormContext): Html {
  return html`<details${openIfTyped(context, "resolve")}><summary>Resolve by hand</summary>${start(context, "resolve")}
<p class="small">It resolves by itself when its alerts end. Alerts that go on firing do not reopen it.</p>
<label for="reason">What ended it</label>
<div class="row"><input id="reason" name="reason" required maxlength="${maxActionText}" value="${typed(context, "resolve", "reason")}"><button>Resolve</button></div></form></details>`;
}

/** Who keeps its alerts quiet, until when and why; with a button that ends it where `csrf` is given. */
export function silenceNotice(incident: Incident, silence: Silence, csrf: string | undefined): Html {
  const until = formatInstant(silence.endsAt).slice(0, 16).replace("T", " ");
  const words = html`<strong>Silenced until ${until} UTC</strong> by ${visibleLine(silence.createdBy)}: ${visibleLine(silence.comment)}`;
  if (csrf === undefined) return html`<p class="notice">${words}</p>`;
  const action = `${pathOf(incident)}/silences/${encodeURIComponent(silence.id)}/expire`;
  return html`<form class="notice" method="post" action="${action}">${csrfField(csrf)}${words} <button class="quiet">End it now</button></form>`;
}

function start({ incident, csrf }: FormContext, form: string): Html {
  return html`<form method="post" action="${pathOf(incident)}/${form}">${csrfField(csrf)}`;
}

function typed(context: FormContext, form: string, field: string): string {
  return context.typed?.form === form ? (context.typed.fields.get(field) ?? "") : "";
}

function openIfTyped(context: FormContext, form: string): Html | undefined {
  return context.typed?.form === form ? html` open` : undefined;
}

function pathOf(incident: Incident): string {
  return `/incidents/${incident.number}`;
}
