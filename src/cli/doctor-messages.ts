import { labelFingerprint } from "../model/label-fingerprint.ts";
import type { EmailMessage, SlackMessage } from "../model/message.ts";
import type { WebhookPayload, WebhookStatus } from "../model/webhook-payload.ts";

/** The messages of `doctor --send`: nobody may take one of them for an incident. */

const SAYS = "This is a test by `tocsin doctor --send`. Nothing is wrong, and nothing is to be done.";

/** What makes one test differ from another. `host`: the machine that it is sent from. */
export interface TestOccasion {
  readonly receiver: string;
  readonly host: string;
  /** Epoch ms. */
  readonly now: number;
}

export function testSlackMessage({ receiver, host }: TestOccasion): SlackMessage {
  const line = `:test_tube: *Tocsin: test message.* ${SAYS}`;
  const from = `Receiver ${slackText(receiver)}, sent from ${slackText(host)}.`;
  return {
    text: "TEST · Tocsin can post here · nothing is wrong",
    blocks: [
      { type: "section", text: { type: "mrkdwn", text: line, verbatim: true } },
      { type: "context", elements: [{ type: "mrkdwn", text: from, verbatim: true }] },
    ],
  };
}

function slackText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** `mailHost`: the domain of the sender. */
export function testMail({ receiver, host, now }: TestOccasion, mailHost: string): EmailMessage {
  return {
    subject: "[TEST] Tocsin can reach you; nothing is wrong",
    text: `${SAYS}\n\nReceiver ${receiver}, sent from ${host}.\n`,
    html: "",
    messageId: `<test.${now}@${mailHost.replace(/[^A-Za-z0-9.-]/g, "") || "localhost"}>`,
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
    highPriority: false,
    attachments: [],
  };
}

/** Firing, and then resolved, so that what it opens at the other end is closed again. */
export function testPayload({ receiver, host, now }: TestOccasion, status: WebhookStatus): WebhookPayload {
  const labels = { alertname: "TocsinTest", severity: "info", host };
  const annotations = { summary: "Test by tocsin doctor --send: nothing is wrong", description: SAYS };
  const at = new Date(now).toISOString();
  return {
    version: "4",
    groupKey: '{}:{alertname="TocsinTest"}',
    truncatedAlerts: 0,
    status,
    receiver,
    groupLabels: { alertname: "TocsinTest" },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: "",
    notification_reason: status === "firing" ? "first notification" : "all alerts resolved",
    alerts: [
      {
        status,
        labels,
        annotations,
        startsAt: at,
        endsAt: status === "firing" ? "0001-01-01T00:00:00Z" : at,
        fingerprint: labelFingerprint(labels),
      },
    ],
  };
}
