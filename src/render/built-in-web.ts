/** The incident's page where a template is missing or fails; see built-in-slack.ts for why words are kept here. */
import {
  backoffSentence,
  causeSentence,
  factRows,
  impactSentences,
  peakSentence,
} from "./built-in-sentences.ts";
import { prose } from "./channel-syntax.ts";
import { escapeHtml } from "./html-syntax.ts";
import type { IncidentView } from "./incident-view.ts";
import { webSyntax } from "./web-syntax.ts";

export function builtInWebHeadline(view: IncidentView): string {
  return [
    `<div class="band ${view.severity} ${view.status}">`,
    `<p>${escapeHtml(`${view.severity} · ${view.status} · ${view.id}`)}</p>`,
    `<h1>${escapeHtml(view.title)}</h1>`,
    "</div>",
    `<p class="impact">${escapeHtml(impactSentences(view))}</p>`,
    ...[peakSentence(view, webSyntax), backoffSentence(view, webSyntax), causeSentence(view, webSyntax)]
      .filter((sentence) => sentence !== "")
      .map((sentence) => `<p>${sentence}</p>`),
  ].join("\n");
}

export function builtInWebFacts(view: IncidentView): string {
  const rows: readonly (readonly [string, string])[] = [
    ["Since", `${view.since.utc} (${view.lasted})`],
    ...(view.until === undefined ? [] : ([["Until", view.until.utc]] as const)),
    ...factRows(view),
  ];
  return `<dl>${rows.map(([name, text]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd>`).join("")}</dl>`;
}

export function builtInWebDetails(view: IncidentView): string {
  return [
    list(
      "First steps",
      (view.runbook?.steps ?? []).map((step) => prose(webSyntax, step)),
    ),
    list(
      "Log lines",
      (view.evidence?.patterns ?? []).map((item) => escapeHtml(`${item.count} × ${item.pattern}`)),
    ),
    ...(view.evidence === undefined ? [] : [webSyntax.block(view.evidence.first.verbatim)]),
    list(
      "Traces",
      (view.traces?.chosen ?? []).map((trace) => webSyntax.link(trace.url ?? "", `${trace.id} ${trace.why}`)),
    ),
  ].join("\n");
}

export function builtInWebRecord(view: IncidentView): string {
  return [
    list(
      "Alerts",
      view.allAlerts.map((alert) => escapeHtml(`${alert.severity} ${alert.state}: ${alert.title}`)),
    ),
    list(
      "How it was decided",
      view.decisions.map((decision) => prose(webSyntax, decision.line)),
    ),
    list("Not known", view.notKnown.map(escapeHtml)),
    list(
      "Timeline",
      view.timeline.map((event) => escapeHtml(`${event.at.utc} ${event.text}`)),
    ),
  ].join("\n");
}

function list(heading: string, items: readonly string[]): string {
  if (items.length === 0) return "";
  return `<h2>${heading}</h2>\n<ul>${items.map((item) => `<li>${item}</li>`).join("")}</ul>`;
}
