import type { Alert } from "./alert.ts";
import type { Severity } from "./rule.ts";

export type IncidentState = "open" | "acknowledged" | "resolved";

/** Alerts that a person handles as one thing. */
export interface Incident {
  /** Shown as INC-42. */
  readonly number: number;
  /** Canonical JSON of the tenant and of the values of the rules' incident_by. */
  readonly key: string;
  readonly tenant: string | undefined;
  readonly state: IncidentState;
  /** The worst of its alerts since it opened or reopened. */
  readonly severity: Severity;
  /** The title of that alert; the oldest of the worst. */
  readonly title: string;
  /** The title under which people were first told, so that the subject of a mail thread stays; absent before. */
  readonly toldAs: string | undefined;
  /** Log time. */
  readonly openedAt: number;
  readonly resolvedAt: number | undefined;
  /** How often it came back within reopen_within. */
  readonly reopened: number;
  readonly owner: string | undefined;
  /** Who said that they look after it, and when (wall clock); absent again once it is back. */
  readonly acknowledged?: { readonly by: string; readonly at: number };
  /** Firing and resolved alerts, worst first, then oldest. */
  readonly alerts: readonly Alert[];
}

export type IncidentEventKind =
  | "opened"
  | "alert_fired"
  | "alert_resolved"
  | "severity_changed"
  | "rule_edited"
  | "reopened"
  | "resolved"
  | "notified"
  | "not_notified"
  | "delivery_failed"
  | "acknowledged"
  | "assigned"
  | "note"
  | "resent";

/** A line of the incident's timeline. */
export interface IncidentEvent {
  readonly incident: number;
  /** When it happened, log time for what the engine saw, wall clock for what Tocsin did. */
  readonly at: number;
  readonly kind: IncidentEventKind;
  /** One sentence. */
  readonly text: string;
}
