/** The ticket where its template is missing or fails. */
import {
  backoffSentence,
  causeSentence,
  factRows,
  impactSentences,
  newsSentences,
  peakSentence,
} from "./built-in-sentences.ts";
import type { IncidentView } from "./incident-view.ts";
import { escapeMarkdown, markdownSyntax } from "./markdown-syntax.ts";

export function builtInTicket(view: IncidentView): string {
  const parts = [
    `# ${view.id}: ${escapeMarkdown(view.title)}`,
    `**${view.severity} · ${view.status}**, since ${view.since.utc} (${view.lasted}). ${escapeMarkdown(newsSentences(view))}`,
    escapeMarkdown(impactSentences(view)),
    peakSentence(view, markdownSyntax),
    backoffSentence(view, markdownSyntax),
    causeSentence(view, markdownSyntax),
    escapeMarkdown(view.chart?.alt ?? ""),
    section(
      "Where",
      [...factRows(view), ...view.where.map(({ label, longText }) => [label, longText] as const)].map(
        ([label, text]) => `${label}: ${text}`,
      ),
    ),
    section(
      "Alerts",
      view.alerts.map((alert) => `${alert.severity} ${alert.state}: ${alert.title}`),
    ),
    section("First steps", view.runbook?.steps ?? []),
    section(
      "How it was decided",
      view.decisions.map((decision) => decision.line),
    ),
    section(
      "Patterns",
      (view.evidence?.patterns ?? []).map((item) => `${item.count} × ${item.pattern}`),
    ),
    ...(view.evidence === undefined ? [] : [markdownSyntax.block(view.evidence.first.verbatim)]),
    section("Trace ids", view.traces?.all ?? []),
    section("Not known", view.notKnown),
    section(
      "Timeline",
      view.timeline.map((event) => `${event.at.utc} ${event.text}`),
    ),
    `More: ${view.see.url ?? markdownSyntax.code(view.see.command)}`,
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function section(heading: string, items: readonly string[]): string {
  if (items.length === 0) return "";
  return [`## ${heading}`, "", ...items.map((item) => `- ${escapeMarkdown(item)}`)].join("\n");
}
