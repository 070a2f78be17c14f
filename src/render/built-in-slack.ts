/**
 * The words of a Slack message where a template is missing or fails: plain, sure, and without Handlebars. Kept
 * apart from the shipped templates on purpose, so that no one mistake takes both.
 */
import {
  backoffSentence,
  causeSentence,
  factRows,
  impactSentences,
  newsSentences,
  peakSentence,
} from "./built-in-sentences.ts";
import { prose } from "./channel-syntax.ts";
import type { IncidentView } from "./incident-view.ts";
import { escapeSlack, slackSyntax } from "./slack-syntax.ts";

export function builtInNotification(view: IncidentView): string {
  return escapeSlack(
    `${view.severity} ${view.status} · ${view.shortTitle} · ${view.impactShort} · ${view.id}`,
  );
}

export function builtInHeadline(view: IncidentView): string {
  const trend = view.trend?.word === undefined ? "" : ` · ${view.trend.word}`;
  const state = `${view.statusMark} *${view.severity} · ${view.status}${trend}*`;
  const more = [view.flapping, view.late].filter((text) => text !== undefined).map(escapeSlack);
  return [`${state} — ${idWithLink(view)} ${escapeSlack(view.title)}`, ...more].join("\n");
}

function idWithLink(view: IncidentView): string {
  return view.see.url === undefined ? view.id : slackSyntax.link(view.see.url, view.id);
}

export function builtInImpact(view: IncidentView): string {
  return [
    escapeSlack(impactSentences(view)),
    peakSentence(view, slackSyntax),
    backoffSentence(view, slackSyntax),
    causeSentence(view, slackSyntax),
  ]
    .filter((line) => line !== "")
    .join("\n");
}

export function builtInFacts(view: IncidentView): string {
  const until = view.until === undefined ? [] : [`*Until* ${view.until.slack}`];
  const where = factRows(view).map(([label, text]) => `*${label}* ${escapeSlack(text)}`);
  const since = `*Since* ${view.since.slack} (${view.lasted})`;
  return [since, ...until, ...where, `*Owner* ${escapeSlack(view.holder)}`].join("\n");
}

export function builtInAlerts(view: IncidentView): string {
  if (!view.severalAlerts) return "";
  const lines = view.alerts.map((alert) => `• ${alert.severity} ${alert.state}: ${alert.title}`);
  return escapeSlack([...lines, ...(view.alertsMore === undefined ? [] : [view.alertsMore])].join("\n"));
}

/** Literal: it goes into a preformatted element. */
export function builtInEvidence(view: IncidentView): string {
  const evidence = view.evidence;
  if (evidence === undefined) return "";
  const patterns = evidence.patterns.map((item) => `${item.count} × ${item.pattern}`);
  if (view.resolved) return patterns.slice(0, 1).join("\n");
  const more = evidence.patternsMore === undefined ? [] : [evidence.patternsMore];
  const first = `first: ${evidence.first.line}`;
  const latest = evidence.latest === undefined ? [] : [`latest: ${evidence.latest.line}`];
  return [...patterns, ...more, first, ...latest].join("\n");
}

export function builtInTraces(view: IncidentView): string {
  if (view.traces === undefined || view.resolved) return "";
  const chosen = view.traces.chosen.map((trace) => `${trace.why} ${trace.id}`);
  return escapeSlack(`Traces: ${chosen.join(", ")} (${view.traces.total})`);
}

export function builtInSteps(view: IncidentView): string {
  if (view.resolved) return "";
  if (view.runbook === undefined) return "*First steps* not known";
  const steps = [
    ...view.runbook.firstSteps,
    ...(view.runbook.stepsMore === undefined ? [] : [view.runbook.stepsMore]),
  ];
  return [`*First steps* (${escapeSlack(view.runbook.place)})`, ...steps.map(escapeSlack)].join("\n");
}

export function builtInLinks(view: IncidentView): string {
  if (view.see.url === undefined) return `More: ${slackSyntax.code(view.see.command)}`;
  return slackSyntax.link(view.see.url, `More about ${view.id}`);
}

export function builtInFooter(view: IncidentView): string {
  const notices = view.notices.map((notice) => prose(slackSyntax, notice));
  const decided = view.decisions.map((decision) => `Decided by ${decision.line}.`);
  const unknown = view.notKnown.length === 0 ? [] : [`Not known: ${view.notKnown.join("; ")}.`];
  const redacted = view.redactions === undefined ? [] : [`${view.redactions} in its log lines.`];
  return [...notices, ...[...decided, ...unknown, ...redacted].map(escapeSlack)].join("\n");
}

export function builtInReply(view: IncidentView): string {
  return `${view.statusMark} *${view.status}* — ${escapeSlack(newsSentences(view))}\n${escapeSlack(impactSentences(view))}`;
}
