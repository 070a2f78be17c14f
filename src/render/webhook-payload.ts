import type { Alert } from "../model/alert.ts";
import type { NotifyReason } from "../model/delivery.ts";
import type { Incident } from "../model/incident.ts";
import { labelFingerprint } from "../model/label-fingerprint.ts";
import { matcherText } from "../model/matcher.ts";
import type { WebhookAlert, WebhookPayload } from "../model/webhook-payload.ts";
import type { IncidentView } from "./incident-view.ts";
import { viewInstant } from "./view-instant.ts";
import { maxTitle } from "./view-limits.ts";
import { cutText, visibleLine } from "./visible-text.ts";

export interface WebhookContext {
  readonly receiver: string;
  readonly reason: NotifyReason;
  /** Alerts in the payload; 0: as many as there may be. */
  readonly maxAlerts: number;
  /** Whether alerts that are over are told as well. */
  readonly sendResolved: boolean;
  /** What must be said besides, such as that a silence has just ended. */
  readonly notice?: string | undefined;
}

/** full, or reduced: the worst alert and the most needed words, for when the peer refused the content. */
export type WebhookShape = "full" | "reduced";

/** Of one payload, whatever the configuration says. */
export const maxWebhookAlerts = 1000;

/** Go's zero time, which Alertmanager sends while an alert fires. */
const NOT_YET = "0001-01-01T00:00:00Z";

/** Alertmanager knows six reasons (notify.NotificationReason); what is worse or back again is to it a new alert. */
const REASONS: Readonly<Record<NotifyReason, string>> = {
  opened: "first notification",
  opened_and_resolved: "first notification",
  worsened: "new alerts added",
  updated: "new alerts added",
  reopened: "new alerts added",
  resolved: "all alerts resolved",
  reminder: "repeat interval elapsed",
  acknowledged: "none",
  assigned: "none",
};

/** The incident as Alertmanager would tell it, with what Tocsin found out in the annotations. */
export function webhookPayload(
  incident: Incident,
  view: IncidentView,
  context: WebhookContext,
  shape: WebhookShape = "full",
): WebhookPayload {
  const wanted = wantedAlerts(incident, context.sendResolved);
  const shown = wanted.slice(0, shape === "reduced" ? 1 : limitOf(context.maxAlerts));
  const alerts = shown.map((alert) =>
    webhookAlert(alert, incident, annotations(alert, view, context.notice, shape)),
  );
  const { tenant, labels } = readKey(incident.key);
  return {
    version: "4",
    groupKey: `${labelsText(tenant === null ? {} : { tenant })}:${labelsText(labels)}`,
    truncatedAlerts: wanted.length - shown.length,
    // Also of what was cut off: the worst that fires comes first, but a limit must not end an incident.
    status: wanted.some((alert) => isFiring(alert, incident)) ? "firing" : "resolved",
    receiver: context.receiver,
    groupLabels: labels,
    commonLabels: shared(alerts.map((alert) => alert.labels)),
    commonAnnotations: shared(alerts.map((alert) => alert.annotations)),
    externalURL: view.see.url ?? "",
    notification_reason: REASONS[context.reason],
    alerts,
  };
}

/** Those that fire, and those that are over where they are wanted; never none, since the order to tell stands. */
function wantedAlerts(incident: Incident, sendResolved: boolean): readonly Alert[] {
  const firing = incident.alerts.filter((alert) => isFiring(alert, incident));
  return sendResolved || firing.length === 0 ? incident.alerts : firing;
}

function limitOf(maxAlerts: number): number {
  return maxAlerts === 0 ? maxWebhookAlerts : Math.min(maxAlerts, maxWebhookAlerts);
}

/** An incident that a person ended is over for those who are told, whatever its alerts do. */
function isFiring(alert: Alert, incident: Incident): boolean {
  return alert.state === "firing" && incident.state !== "resolved";
}

function webhookAlert(
  alert: Alert,
  incident: Incident,
  annotations: WebhookAlert["annotations"],
): WebhookAlert {
  const firing = isFiring(alert, incident);
  const end = alert.resolvedAt ?? incident.resolvedAt ?? alert.startedAt;
  return {
    status: firing ? "firing" : "resolved",
    labels: alert.labels,
    annotations,
    startsAt: viewInstant(alert.startedAt).iso,
    endsAt: firing ? NOT_YET : viewInstant(end).iso,
    fingerprint: labelFingerprint(alert.labels),
  };
}

function annotations(
  alert: Alert,
  view: IncidentView,
  notice: string | undefined,
  shape: WebhookShape,
): WebhookAlert["annotations"] {
  const needed = {
    incident: view.id,
    summary: cutText(visibleLine(alert.title), maxTitle) || view.title,
  };
  if (shape === "reduced") return needed;
  const { runbook } = view;
  return {
    ...needed,
    description: view.impact,
    ...(runbook === undefined
      ? {}
      : { [runbook.url === undefined ? "runbook" : "runbook_url"]: runbook.place }),
    ...(notice === undefined ? {} : { notice: visibleLine(notice) }),
    see: view.see.url ?? view.see.command,
  };
}

/** Entries that all of them have, with the same value. */
function shared(maps: readonly Readonly<Record<string, string>>[]): Readonly<Record<string, string>> {
  const [first = {}, ...others] = maps;
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((other) => other[name] === value)),
  );
}

interface GroupKey {
  readonly tenant: string | null;
  readonly labels: Readonly<Record<string, string>>;
}

/** The incident's key is canonical JSON of the tenant and of the labels; what is absent is left out. */
function readKey(key: string): GroupKey {
  const [tenant, values] = parseKey(key);
  const labels: Record<string, string> = {};
  if (typeof values === "object" && values !== null) {
    for (const [name, value] of Object.entries(values)) if (typeof value === "string") labels[name] = value;
  }
  return { tenant: typeof tenant === "string" ? tenant : null, labels };
}

function parseKey(key: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(key);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([name, value]) => matcherText({ name, operator: "=", value }));
  return `{${parts.join(", ")}}`;
}
