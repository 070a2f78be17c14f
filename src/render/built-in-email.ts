/** The words of a mail where a template is missing or fails; see built-in-slack.ts for why they are kept here. */
import {
  backoffSentence,
  causeSentence,
  factRows,
  impactSentences,
  newsSentences,
  peakSentence,
} from "./built-in-sentences.ts";
import { escapeHtml } from "./html-syntax.ts";
import type { IncidentView } from "./incident-view.ts";
import { plainSyntax } from "./plain-syntax.ts";

export function builtInSubject(view: IncidentView): string {
  return `[${view.id}] ${view.subjectTitle}`;
}

export function builtInText(view: IncidentView): string {
  const parts = [
    `${view.severity} ${view.status}: ${view.title} (${view.id})`,
    newsSentences(view),
    impactSentences(view),
    peakSentence(view, plainSyntax),
    backoffSentence(view, plainSyntax),
    causeSentence(view, plainSyntax),
    lines("FACTS", [
      `Since: ${view.since.utc} (${view.lasted})`,
      ...(view.until === undefined ? [] : [`Until: ${view.until.utc}`]),
      ...factRows(view).map(([label, text]) => `${label}: ${text}`),
      `Owner: ${view.holder}`,
    ]),
    lines(
      "ALERTS",
      view.alerts.map((alert) => `${alert.severity} ${alert.state}: ${alert.title}`),
    ),
    evidenceText(view),
    lines(
      "TRACES",
      (view.traces?.chosen ?? []).map((trace) => `${trace.id} ${trace.why}`),
    ),
    lines(`FIRST STEPS (${view.runbook?.place ?? ""})`, view.runbook?.steps ?? []),
    lines(
      "HOW IT WAS DECIDED",
      view.decisions.map((decision) => decision.line),
    ),
    lines("NOT KNOWN", view.notKnown),
    `More: ${view.see.url ?? view.see.command}`,
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function lines(heading: string, items: readonly string[]): string {
  return items.length === 0 ? "" : [heading, ...items.map((item) => `- ${item}`)].join("\n");
}

function evidenceText(view: IncidentView): string {
  const evidence = view.evidence;
  if (evidence === undefined) return "";
  const patterns = lines(
    "LOG LINES",
    evidence.patterns.map((item) => `${item.count} × ${item.pattern}`),
  );
  return `${patterns}\n${plainSyntax.block(evidence.first.line)}`;
}

/** The text part on a page, nothing more: it cannot fail. */
export function builtInHtml(view: IncidentView): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="color-scheme" content="light dark"></head><body>',
    `<p><strong style="background:${view.statusColour};color:#fafafa;padding:4px 8px">`,
    `${view.severity} · ${view.status}</strong></p>`,
    `<pre style="white-space:pre-wrap;font:13px/1.5 monospace">${escapeHtml(builtInText(view))}</pre>`,
    "</body></html>",
  ].join("");
}
