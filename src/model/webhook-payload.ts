/**
 * Alertmanager's webhook payload, version 4 (its documentation, <webhook_config>), under its names. One payload is
 * one incident as it is now.
 */
export interface WebhookPayload {
  readonly version: "4";
  /** The same for all incidents of one kind, as the group of an Alertmanager is. */
  readonly groupKey: string;
  /** Alerts of the incident that are not in `alerts`. */
  readonly truncatedAlerts: number;
  /** firing while one of the alerts does. */
  readonly status: WebhookStatus;
  readonly receiver: string;
  /** The values by which the alerts share an incident. */
  readonly groupLabels: Readonly<Record<string, string>>;
  /** What all alerts of the payload have alike. */
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly commonAnnotations: Readonly<Record<string, string>>;
  /** The incident's page; empty where Tocsin's pages have no public address. */
  readonly externalURL: string;
  /** Why it is sent, in Alertmanager's words. */
  readonly notification_reason: string;
  /** Worst first. */
  readonly alerts: readonly WebhookAlert[];
}

export type WebhookStatus = "firing" | "resolved";

export interface WebhookAlert {
  readonly status: WebhookStatus;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** RFC 3339. */
  readonly startsAt: string;
  /** RFC 3339; year 1 while it fires, which is how Alertmanager says "not yet". */
  readonly endsAt: string;
  /** The same for the same labels; 16 hex digits, as Alertmanager computes it. */
  readonly fingerprint: string;
}
