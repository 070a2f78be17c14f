import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Alert } from "../../src/model/alert.ts";
import type { NotifyReason } from "../../src/model/delivery.ts";
import type { Incident } from "../../src/model/incident.ts";
import { labelFingerprint } from "../../src/model/label-fingerprint.ts";
import type { WebhookPayload } from "../../src/model/webhook-payload.ts";
import { buildView } from "../../src/render/build-view.ts";
import { maxWebhookAlerts, type WebhookContext, webhookPayload } from "../../src/render/webhook-payload.ts";

const START = Date.UTC(2026, 10, 22, 9, 43, 38, 927);

function alert(over: Partial<Alert> & { readonly rule: string }): Alert {
  const { rule } = over;
  return {
    id: "0123456789abcdef",
    group: { service: "athens" },
    tenant: undefined,
    state: "firing",
    severity: "critical",
    labels: { alertname: rule, severity: "critical", service: "athens" },
    title: `${rule} fires for athens`,
    startedAt: START,
    firedAt: START + 30_000,
    resolvedAt: undefined,
    reason: null,
    firedValue: 5,
    resolvedValue: null,
    evidenceFrom: START,
    ...over,
  };
}

function incident(alerts: readonly Alert[], over: Partial<Incident> = {}): Incident {
  return {
    number: 42,
    key: '[null,{"service":"athens"}]',
    tenant: undefined,
    state: "open",
    severity: "critical",
    title: "athens answers 502",
    toldAs: "athens answers 502",
    openedAt: START,
    resolvedAt: undefined,
    reopened: 0,
    owner: undefined,
    alerts,
    ...over,
  };
}

function payload(of: Incident, over: Partial<WebhookContext> = {}, publicUrl?: string): WebhookPayload {
  const context = { receiver: "ops", reason: "opened", maxAlerts: 0, sendResolved: true, ...over } as const;
  const view = buildView(of, undefined, {
    reason: context.reason,
    now: START + 40_000,
    timeline: [],
    ...(publicUrl === undefined ? {} : { publicUrl }),
  });
  return webhookPayload(of, view, context);
}

const two = [
  alert({ rule: "dead-upstream" }),
  alert({ rule: "sustained-502", state: "resolved", resolvedAt: START + 35_000 }),
];

test("an open incident", () => {
  expect(payload(incident(two), {}, "https://tocsin.example")).toEqual({
    version: "4",
    groupKey: '{}:{service="athens"}',
    truncatedAlerts: 0,
    status: "firing",
    receiver: "ops",
    groupLabels: { service: "athens" },
    commonLabels: { severity: "critical", service: "athens" },
    commonAnnotations: {
      incident: "INC-42",
      description: "Impact not known: the entries have not been counted yet. The rule's value was 5.",
      see: "https://tocsin.example/incidents/42",
    },
    externalURL: "https://tocsin.example/incidents/42",
    notification_reason: "first notification",
    alerts: [
      {
        status: "firing",
        labels: { alertname: "dead-upstream", severity: "critical", service: "athens" },
        annotations: {
          incident: "INC-42",
          summary: "dead-upstream fires for athens",
          description: "Impact not known: the entries have not been counted yet. The rule's value was 5.",
          see: "https://tocsin.example/incidents/42",
        },
        startsAt: "2026-11-22T09:43:38.927Z",
        endsAt: "0001-01-01T00:00:00Z",
        fingerprint: labelFingerprint({
          alertname: "dead-upstream",
          severity: "critical",
          service: "athens",
        }),
      },
      {
        status: "resolved",
        labels: { alertname: "sustained-502", severity: "critical", service: "athens" },
        annotations: {
          incident: "INC-42",
          summary: "sustained-502 fires for athens",
          description: "Impact not known: the entries have not been counted yet. The rule's value was 5.",
          see: "https://tocsin.example/incidents/42",
        },
        startsAt: "2026-11-22T09:43:38.927Z",
        endsAt: "2026-11-22T09:44:13.927Z",
        fingerprint: labelFingerprint({
          alertname: "sustained-502",
          severity: "critical",
          service: "athens",
        }),
      },
    ],
  });
});

describe("status", () => {
  const over = alert({ rule: "a", state: "resolved", resolvedAt: START + 60_000 });
  const end = { state: "resolved", resolvedAt: START + 90_000 } as const;

  test("a resolved incident is resolved", () => {
    expect(payload(incident([over], end), { reason: "resolved" })).toMatchObject({
      status: "resolved",
      notification_reason: "all alerts resolved",
      alerts: [{ status: "resolved", endsAt: "2026-11-22T09:44:38.927Z" }],
    });
  });

  test("one that a person ended is, although an alert goes on firing", () => {
    expect(payload(incident([alert({ rule: "a" })], end))).toMatchObject({
      status: "resolved",
      alerts: [{ status: "resolved", endsAt: "2026-11-22T09:45:08.927Z" }],
    });
  });

  test("without send_resolved only what fires is told", () => {
    const told = payload(incident(two), { sendResolved: false });
    expect(told.alerts.map((one) => one.labels["alertname"])).toEqual(["dead-upstream"]);
    expect(told.truncatedAlerts).toBe(0);
  });

  test("a late message of what is over meanwhile is still one", () => {
    expect(payload(incident([over], end), { sendResolved: false }).alerts).toHaveLength(1);
  });
});

describe("limits", () => {
  const many = Array.from({ length: 1200 }, (_, n) => alert({ rule: `r${n}` }));

  test.each([
    [0, maxWebhookAlerts],
    [3, 3],
    [5000, maxWebhookAlerts],
  ])("max_alerts %i: %i are sent and the rest is counted", (maxAlerts, sent) => {
    const told = payload(incident(many), { maxAlerts });
    expect([told.alerts.length, told.truncatedAlerts]).toEqual([sent, 1200 - sent]);
  });

  test("what is cut off still counts for the status", () => {
    const alerts = [alert({ rule: "a", state: "resolved", resolvedAt: START }), alert({ rule: "b" })];
    expect(payload(incident(alerts), { maxAlerts: 1 }).status).toBe("firing");
  });

  test("the reduced payload holds the worst alert and its title", () => {
    const of = incident(two);
    const view = buildView(of, undefined, { reason: "opened", now: START, timeline: [] });
    const context = { receiver: "ops", reason: "opened", maxAlerts: 0, sendResolved: true } as const;
    const told = webhookPayload(of, view, context, "reduced");
    expect(told.truncatedAlerts).toBe(1);
    expect(told.alerts.map((one) => one.annotations)).toEqual([
      { incident: "INC-42", summary: "dead-upstream fires for athens" },
    ]);
  });
});

test.each([
  ["opened", "first notification"],
  ["opened_and_resolved", "first notification"],
  ["worsened", "new alerts added"],
  ["updated", "new alerts added"],
  ["reopened", "new alerts added"],
  ["resolved", "all alerts resolved"],
  ["reminder", "repeat interval elapsed"],
] as const satisfies readonly (readonly [NotifyReason, string])[])("%s is told as %s", (reason, words) => {
  expect(payload(incident(two), { reason }).notification_reason).toBe(words);
});

describe("what names the group", () => {
  test("a tenant and labels without a value", () => {
    const key = '["acme",{"client_id":null,"service":"a\\"b"}]';
    expect(payload(incident(two, { key }))).toMatchObject({
      groupKey: '{tenant="acme"}:{service="a\\"b"}',
      groupLabels: { service: 'a"b' },
    });
  });

  test("without a public address it names the command, and no page", () => {
    const told = payload(incident(two));
    expect(told.externalURL).toBe("");
    expect(told.commonAnnotations["see"]).toBe("tocsin incidents show 42");
  });

  test("a notice of the delivery is an annotation", () => {
    const told = payload(incident(two), { notice: "It was silenced until 10:00." });
    expect(told.commonAnnotations["notice"]).toBe("It was silenced until 10:00.");
  });
});

describe("labelFingerprint", () => {
  // From the tests of prometheus/common, model/signature_test.go.
  test.each([
    [{}, 14695981039346656037n],
    [{ name: "garland, briggs", fear: "love is not enough" }, 5799056148416392346n],
  ])("%j is as Prometheus has it", (labels, expected) => {
    expect(BigInt(`0x${labelFingerprint(labels)}`)).toBe(expected);
  });

  test("does not depend on the order of labels, and is 16 hex digits", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (labels) => {
        const turned = Object.fromEntries(Object.entries(labels).reverse());
        expect(labelFingerprint(turned)).toBe(labelFingerprint(labels));
        expect(labelFingerprint(labels)).toMatch(/^[0-9a-f]{16}$/);
      }),
    );
  });
});
