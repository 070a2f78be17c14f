import type { Alert } from "../../src/model/alert.ts";
import type { Delivery } from "../../src/model/delivery.ts";
import type { Incident } from "../../src/model/incident.ts";
import { createMatcher } from "../../src/model/matcher.ts";
import type { Silence } from "../../src/model/silence.ts";
import type { Told } from "../../src/model/told.ts";
import type { StepChanges } from "../../src/ports/state-store.ts";
import { NOON } from "./sample-entries.ts";

export function step(from: number, to: number, more: Partial<StepChanges> = {}): StepChanges {
  return {
    step: { from, to, maxSequence: to, judgedAt: NOON + to, entries: 1 },
    alerts: [],
    incidents: [],
    events: [],
    deliveries: [],
    told: [],
    silences: [],
    ruleCounts: [],
    late: 0,
    ...more,
  };
}

export function alert(id: string, more: Partial<Alert> = {}): Alert {
  return {
    id,
    rule: "upstream-down",
    group: { service: "module-proxy", status: 502, probe: false, pod: null, "\ud800": "\udc00" },
    tenant: undefined,
    state: "firing",
    severity: "critical",
    labels: { alertname: "upstream-down", "odd\ud800": "x" },
    title: "module-proxy answers 502 — „all“ of it",
    startedAt: NOON,
    firedAt: NOON + 5,
    resolvedAt: undefined,
    reason: null,
    firedValue: 0.1 + 0.2,
    resolvedValue: null,
    evidenceFrom: NOON - 1,
    ...more,
  };
}

export function incident(number: number, more: Partial<Incident> = {}): Incident {
  return {
    number,
    key: '{"alertname":"upstream-down"}',
    tenant: undefined,
    state: "open",
    severity: "critical",
    title: "module-proxy answers 502",
    toldAs: undefined,
    openedAt: NOON,
    resolvedAt: undefined,
    reopened: 0,
    owner: undefined,
    alerts: [],
    ...more,
  };
}

export function delivery(id: string, more: Partial<Delivery> = {}): Delivery {
  return {
    id,
    incident: 1,
    order: 1,
    receiver: "ops",
    channel: "slack",
    lane: "ops/slack/0",
    operation: "post",
    reason: "opened",
    state: "queued",
    createdAt: NOON,
    dueAt: NOON,
    attempts: 0,
    lastError: undefined,
    acceptedAt: undefined,
    reference: undefined,
    ...more,
  };
}

export function toldOf(more: Partial<Told> = {}): Told {
  const known = { severity: "critical", resolved: false, reopened: 0, alerts: 1, at: NOON } as const;
  return { incident: 1, receiver: "ops", ...known, ...more };
}

/** Silences services and pods for a second. */
export const upgrade: Silence = {
  id: "5f2c",
  matchers: [createMatcher("service", "=~", "athens|\u2028"), createMatcher("pod", "=", "")].filter(
    (matcher) => matcher !== undefined,
  ),
  startsAt: NOON,
  endsAt: NOON + 1000,
  createdBy: "ann",
  comment: "upgrade",
  createdAt: NOON - 5,
};
