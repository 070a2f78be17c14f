import type { NotifyReason } from "../model/delivery.ts";
import type { IncidentFacts } from "../model/facts.ts";
import type { Incident, IncidentEvent } from "../model/incident.ts";
import { countWords, durationWords, plural } from "../model/words.ts";
import { chartSvg } from "./chart-svg.ts";
import type {
  ChartView,
  IncidentView,
  SeeView,
  StatusWord,
  TimelineView,
  WhereView,
} from "./incident-view.ts";
import { ticketJson } from "./ticket-json.ts";
import { severityWord, viewAlerts, viewDecisions } from "./view-alerts.ts";
import { viewCause } from "./view-cause.ts";
import { contrastRows } from "./view-contrast.ts";
import { viewEvidence, viewRunbook, viewTraces } from "./view-evidence.ts";
import { viewChanged, viewPast } from "./view-history.ts";
import { activityWords, impactWords, viewBackoff } from "./view-impact.ts";
import { viewInstant } from "./view-instant.ts";
import { flappingWords } from "./view-life.ts";
import * as limits from "./view-limits.ts";
import { briefWhere, notKnownWords, whereWords } from "./view-scope.ts";
import { chartAlt, nounOf, viewPeak, viewTrend } from "./view-trend.ts";
import { cutText, visibleLine } from "./visible-text.ts";

export interface ViewContext {
  readonly reason: NotifyReason;
  /** Wall clock, epoch ms. */
  readonly now: number;
  /** Base of Tocsin's pages as people reach them, without a slash at its end. */
  readonly publicUrl?: string;
  /** What a command needs to find the data, such as `--data /var/lib/tocsin`; absent where it needs nothing. */
  readonly dataArgument?: string | undefined;
  /** In order of time. */
  readonly timeline: readonly IncidentEvent[];
  /** Wall clock, when the message was decided: a late message says so. */
  readonly orderedAt?: number;
  /** What silences and routes have to do with this message, each one sentence. */
  readonly notices?: readonly string[];
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
  const open = incident.state !== "resolved";
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
    open,
    resolved: !open,
    news: newsWords(incident, context.reason, durationWords(end - startedAt)),
    since: viewInstant(startedAt),
    until: incident.resolvedAt === undefined ? undefined : viewInstant(incident.resolvedAt),
    lasted: durationWords(end - startedAt),
    late: lateWords(context),
    sentAt: viewInstant(context.now),
    ...impactWords(facts, incident),
    activity: activityWords(facts, incident, context.now),
    where: whereWords(facts?.scope),
    whereFirst: [
      ...tenantRow(incident),
      ...briefWhere(facts?.scope, title),
      ...contrastRows(facts?.contrast),
    ],
    changed: viewChanged(facts, startedAt),
    past: viewPast(facts, startedAt),
    trend: open ? viewTrend(facts) : undefined,
    peak: open ? undefined : viewPeak(facts),
    flapping: flappingWords(incident, context.timeline),
    backoff: viewBackoff(facts, context.now),
    cause: viewCause(facts?.cause),
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
    see: viewSee(incident, context),
    redactions: redactionWords(facts),
    notices: (context.notices ?? []).slice(0, limits.maxNoticesShown).map(sentence),
    ...viewChart(facts, open),
    machine: ticketJson(incident, facts, context.timeline),
  };
}

function redactionWords(facts: IncidentFacts | undefined): string | undefined {
  if (facts?.redactions?.state !== "known") return undefined;
  const total = facts.redactions.value.reduce((sum, { count }) => sum + count, 0);
  return total > 0 ? `${plural(total, "value")} redacted` : undefined;
}

/** An incident is of one tenant, whom its title need not name. */
function tenantRow({ tenant }: Incident): readonly WhereView[] {
  if (tenant === undefined) return [];
  const text = cutText(visibleLine(tenant), limits.maxName);
  return [{ label: "Tenant", text, longText: text }];
}

function viewChart(
  facts: IncidentFacts | undefined,
  open: boolean,
): { readonly chart: ChartView | undefined; readonly chartSvg: string | undefined } {
  const trend = facts?.trend;
  const noun = nounOf(facts);
  const svg = trend?.state === "known" ? chartSvg(trend.value, { noun, open }) : undefined;
  if (trend?.state !== "known" || svg === undefined) return { chart: undefined, chartSvg: undefined };
  return { chart: { alt: chartAlt(trend.value, noun), cid: undefined }, chartSvg: svg };
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
    worsened: `Raised to ${severityWord(incident.severity)}.`,
    updated: `More joined: now ${plural(incident.alerts.length, "alert")}.`,
    reopened: "It came back.",
    resolved: `Resolved after ${lasted}.`,
    opened_and_resolved: `It opened and ended before anybody was told; it lasted ${lasted}.`,
    reminder: `Still open after ${lasted}, and nobody has acknowledged it.`,
    acknowledged: `${sentence(incident.acknowledged?.by ?? "Somebody")} has acknowledged it.`,
    assigned: `It was given to ${sentence(incident.owner ?? "nobody")}.`,
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
  const by = incident.acknowledged === undefined ? undefined : sentence(incident.acknowledged.by);
  if (incident.state === "acknowledged") {
    return by === undefined || by === named ? `${named}, acknowledged` : `${named}; acknowledged by ${by}`;
  }
  return incident.state === "open" ? `${named}; not acknowledged yet` : named;
}

function viewTimeline(events: readonly IncidentEvent[]): readonly TimelineView[] {
  return events
    .slice(-limits.maxTimelineShown)
    .map((event) => ({ at: viewInstant(event.at), text: sentence(event.text) }));
}

function viewSee(incident: Incident, { publicUrl, dataArgument }: ViewContext): SeeView {
  const command = ["tocsin incidents show", incident.number, dataArgument].filter(
    (part) => part !== undefined,
  );
  return {
    url:
      publicUrl === undefined ? undefined : `${publicUrl.replace(/\/+$/, "")}/incidents/${incident.number}`,
    command: command.join(" "),
  };
}

function showing(shown: number, total: number, noun: string): string | undefined {
  return shown < total ? `showing ${countWords(shown)} of ${plural(total, noun)}` : undefined;
}

function sentence(text: string): string {
  return cutText(visibleLine(text), limits.maxSentence);
}
