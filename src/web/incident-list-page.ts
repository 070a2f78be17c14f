import type { Incident, IncidentState } from "../model/incident.ts";
import { formatInstant } from "../model/instant.ts";
import { durationWords, plural } from "../model/words.ts";
import { maxTitle } from "../render/view-limits.ts";
import { cutText, visibleLine } from "../render/visible-text.ts";
import { type Html, html } from "./html.ts";

/** Incidents on the page; open ones come on top of them, however old. */
export const maxListed = 200;

export const STATES = ["open", "acknowledged", "resolved"] as const satisfies readonly IncidentState[];

export function isIncidentState(text: string | undefined): text is IncidentState {
  return STATES.some((one) => one === text);
}

export interface IncidentList {
  /** In the order in which they are shown. */
  readonly incidents: readonly Incident[];
  readonly state: IncidentState | undefined;
  readonly now: number;
  /** Why Tocsin cannot do its work now: an empty list then says nothing. */
  readonly troubles: readonly string[];
  /** There are older ones that are not listed. */
  readonly more: boolean;
}

/** Open ones first, then acknowledged ones, then the rest; each newest first. */
export function inListOrder(incidents: readonly Incident[]): readonly Incident[] {
  const place = (incident: Incident): number => STATES.indexOf(incident.state);
  return [...incidents].sort((a, b) => place(a) - place(b) || b.number - a.number);
}

export function incidentListPage({ incidents, state, now, troubles, more }: IncidentList): Html {
  return html`<h1>Incidents</h1>
${troubles.length === 0 ? undefined : html`<p class="notice" role="alert"><strong>Tocsin is not judging now:</strong> ${troubles.join("; ")}. What is not listed may be happening all the same.</p>\n`}<nav class="filter" aria-label="by state">${filter(undefined, state)}${STATES.map((one) => filter(one, state))}</nav>
${incidents.length === 0 ? html`<p class="empty">${state === undefined ? "There has been no incident." : `No incident is ${state}.`}</p>` : html`<ul class="incidents">\n${incidents.map((one) => row(one, now))}</ul>`}
${more ? html`<p class="small">Older ones: <code>tocsin incidents list --limit 1000</code></p>` : undefined}
<p class="small">As of ${instant(now)}; this page loads itself again every ${reloadSeconds} seconds.</p>`;
}

export const reloadSeconds = 30;

function filter(state: IncidentState | undefined, current: IncidentState | undefined): Html {
  const href = state === undefined ? "/incidents" : `/incidents?state=${state}`;
  const here = state === current ? html` aria-current="page"` : undefined;
  return html`<a href="${href}"${here}>${state ?? "all"}</a> `;
}

function row(incident: Incident, now: number): Html {
  const { number, severity, openedAt, resolvedAt, alerts } = incident;
  const title = cutText(visibleLine(incident.title), maxTitle) || "(no title)";
  const lasted = durationWords((resolvedAt ?? now) - openedAt);
  return html`<li><a class="${severity.toUpperCase()} ${incident.state.toUpperCase()}" href="/incidents/${number}">
<span class="state">${stateWord(incident)}</span>
<span class="severity">${severity}</span>
<span class="id">INC-${number}</span>
<span class="title">${title}</span>
<span class="when">${instant(openedAt)}, ${resolvedAt === undefined ? `for ${lasted}` : `lasted ${lasted}`}, ${plural(alerts.length, "alert")}${holder(incident)}</span>
</a></li>
`;
}

function stateWord({ state, reopened }: Incident): string {
  return state === "open" && reopened > 0 ? "reopened" : state;
}

function holder({ owner, acknowledged, state }: Incident): string {
  if (state === "resolved") return "";
  const who = owner ?? acknowledged?.by;
  return who === undefined ? "" : `, ${visibleLine(who)} has it`;
}

function instant(ms: number): string {
  return `${formatInstant(ms).slice(0, 19).replace("T", " ")} UTC`;
}
