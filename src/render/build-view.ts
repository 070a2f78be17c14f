import type { NotifyReason } from "../model/delivery.ts";
import type { IncidentFacts } from "../model/facts.ts";
import type { Incident, IncidentEvent } from "../model/incident.ts";
import type { IncidentView, SeeView, StatusWord, TimelineView } from "./incident-view.ts";
import { ticketJson } from "./ticket-json.ts";
import { severityWord, viewAlerts, viewDecisions } from "./view-alerts.ts";
import { viewEvidence, viewRunbook, viewTraces } from "./view-evidence.ts";
import { activityWords, backoffWords, impactWords } from "./view-impact.ts";
import { viewInstant } from "./view-instant.ts";
import * as limits from "./view-limits.ts";
import { notKnownWords, whereWords } from "./view-scope.ts";
import { cutText, visibleLine } from "./visible-text.ts";
import { countWords, durationWords, ordinalWords, plural } from "./words.ts";

export interface ViewContext {
  readonly reason: NotifyReason;
  /** Wall clock, epoch ms. */
  readonly now: number;
  /** Base of Tocsin's pages as people reach them, without a slash at its end. */
  readonly publicUrl?: string;
  /** In order of time. */
  readonly timeline: readonly IncidentEvent[];
  /** Values that were redacted in what is shown. */
  readonly redactions?: number;
  /** Wall clock, when the message was decided: a late message says so. */
  readonly orderedAt?: number;
}

/** When the trouble began: the first match, which is earlier than the moment at which it was enough for an alert. */
function troubleSince(incident: Incident, facts: IncidentFacts | undefined): number {
  const starts = incident.alerts.map((alert) => alert.startedAt);
  const first = facts?.impact.state === "known" ? facts.impact.value.firstMatchAt : incident.openedAt;
  return Math.min(incident.openedAt, first, ...starts);
}

/** The incident in words. Facts may be absent or failed: the message then says what it knows. */
export function buildView(
  incident: Incident,
  facts: IncidentFacts | undefined,
  context: ViewContext,
): IncidentView {
  const status = statusWord(incident);
  const title = cutText(visibleLine(incident.title), limits.maxTitle) || "(no title)";
  const end = incident.resolvedAt ?? context.now;
  const startedAt = troubleSince(incident, facts);
  const allAlerts = viewAlerts(incident, facts);
  const alerts = allAlerts.slice(0, limits.maxAlertsShown);
  const timeline = viewTimeline(context.timeline);
  return {
    id: `INC-${incident.number}`,
    number: incident.number,
    title,
    subjectTitle: cutText(visibleLine(incident.toldAs ?? ""), limits.maxTitle) || title,
    shortTitle: cutText(title, limits.maxShortTitle),
    status,
    statusMark: statusMark(status, incident),
    statusColour: statusColour(status, incident),
    severity: severityWord(incident.severity),
    open: incident.state !== "resolved",
    resolved: incident.state === "resolved",
    news: newsWords(incident, context.reason, durationWords(end - startedAt)),
    since: viewInstant(startedAt),
    until: incident.resolvedAt === undefined ? undefined : viewInstant(incident.resolvedAt),
    lasted: durationWords(end - startedAt),
    late: lateWords(context),
    sentAt: viewInstant(context.now),
    ...impactWords(facts, incident),
    activity: activityWords(facts, incident, context.now),
    where: whereWords(facts?.scope),
    backoff: backoffWords(facts, context.now),
    alerts,
    alertsMore: showing(alerts.length, incident.alerts.length, "alert"),
    allAlerts,
    allAlertsMore: showing(allAlerts.length, incident.alerts.length, "alert"),
    severalAlerts: incident.alerts.length > 1,
    evidence: viewEvidence(facts?.evidence),
    traces: viewTraces(facts?.traces),
    runbook: viewRunbook(facts?.runbook),
    holder: holderWords(incident, facts),
    decisions: viewDecisions(incident, facts),
    notKnown: notKnownWords(facts).slice(0, limits.maxNotKnownShown).map(sentence),
    timeline,
    timelineMore: showing(timeline.length, context.timeline.length, "event"),
    see: viewSee(incident, context.publicUrl),
    redactions:
      (context.redactions ?? 0) > 0 ? `${plural(context.redactions ?? 0, "value")} redacted` : undefined,
    machine: ticketJson(incident, facts, context.timeline),
  };
}

function statusWord(incident: Incident): StatusWord {
  if (incident.state === "resolved") return "RESOLVED";
  if (incident.state === "acknowledged") return "ACKNOWLEDGED";
  return incident.reopened > 0 ? "REOPENED" : "OPEN";
}

function statusMark(status: StatusWord, incident: Incident): string {
  if (status === "RESOLVED") return "✅";
  if (status === "ACKNOWLEDGED") return "👀";
  return { critical: "🔴", warning: "🟠", info: "🔵" }[incident.severity];
}

/** Dark enough for white words on it in light and in dark mode. */
function statusColour(status: StatusWord, incident: Incident): string {
  if (status === "RESOLVED") return "#1f7a4d";
  if (status === "ACKNOWLEDGED") return "#5b4b9e";
  return { critical: "#b3261e", warning: "#9a5700", info: "#1f5f99" }[incident.severity];
}

function newsWords(incident: Incident, reason: NotifyReason, lasted: string): string {
  const words: Readonly<Record<NotifyReason, string>> = {
    opened: incident.state === "resolved" ? `It opened, and ended after ${lasted}.` : "New incident.",
    worsened: `It got worse: now ${severityWord(incident.severity)}.`,
    updated: `More joined: now ${plural(incident.alerts.length, "alert")}.`,
    reopened: `It came back: open for the ${ordinalWords(incident.reopened + 1)} time.`,
    resolved: `Resolved after ${lasted}.`,
    opened_and_resolved: `It opened and ended before anybody was told; it lasted ${lasted}.`,
  };
  return words[reason];
}

function lateWords(context: ViewContext): string | undefined {
  const late = context.now - (context.orderedAt ?? context.now);
  return late > limits.lateAfterMs ? `This message is ${durationWords(late)} late.` : undefined;
}

/** Person first, then the team that the rule names. */
function holderWords(incident: Incident, facts: IncidentFacts | undefined): string {
  const team = facts?.owner.state === "known" ? sentence(facts.owner.value) : undefined;
  const owner = incident.owner === undefined ? undefined : sentence(incident.owner);
  const named = owner ?? team ?? "nobody is named as owner";
  if (incident.state === "acknowledged") return `${named}, acknowledged`;
  return incident.state === "open" ? `${named}; not acknowledged yet` : named;
}

function viewTimeline(events: readonly IncidentEvent[]): readonly TimelineView[] {
  return events
    .slice(-limits.maxTimelineShown)
    .map((event) => ({ at: viewInstant(event.at), text: sentence(event.text) }));
}

function viewSee(incident: Incident, publicUrl: string | undefined): SeeView {
  return {
    url:
      publicUrl === undefined ? undefined : `${publicUrl.replace(/\/+$/, "")}/incidents/${incident.number}`,
    command: `tocsin incidents show ${incident.number}`,
  };
}

function showing(shown: number, total: number, noun: string): string | undefined {
  return shown < total ? `showing ${countWords(shown)} of ${plural(total, noun)}` : undefined;
}

function sentence(text: string): string {
  return cutText(visibleLine(text), limits.maxSentence);
}
