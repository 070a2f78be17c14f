import type { WebhookPayload } from "../../src/model/webhook-payload.ts";

/** A payload of one firing alert. */
export const testPayload: WebhookPayload = {
  version: "4",
  groupKey: '{}:{service="athens"}',
  truncatedAlerts: 0,
  status: "firing",
  receiver: "ops",
  groupLabels: { service: "athens" },
  commonLabels: { alertname: "x" },
  commonAnnotations: {},
  externalURL: "",
  notification_reason: "first notification",
  alerts: [
    {
      status: "firing",
      labels: { alertname: "x" },
      annotations: { incident: "INC-42", summary: "x" },
      startsAt: "2026-11-22T09:43:38.000Z",
      endsAt: "0001-01-01T00:00:00Z",
      fingerprint: "0000000000000000",
    },
  ],
};
