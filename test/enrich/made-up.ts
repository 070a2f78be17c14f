import type { EnrichRequest } from "../../src/enrich/enrich.ts";
import type { History } from "../../src/enrich/history.ts";
import type { Alert } from "../../src/model/alert.ts";
import type { Condition, Expression } from "../../src/model/condition.ts";
import { createEntry, type Entry, type EntryDraft } from "../../src/model/entry.ts";
import type { Incident } from "../../src/model/incident.ts";
import type { Rule } from "../../src/model/rule.ts";
import type { StoredEntry } from "../../src/ports/log-store.ts";

/** 2026-11-22T09:00:00Z. */
export const start = 1_795_338_000_000;

export function entry(atSeconds: number, fields: Partial<EntryDraft> = {}): Entry {
  const draft = createEntry("nginx_json", start);
  return { ...draft, kind: "http_request", time_precision: "ms", ...fields, time: start + atSeconds * 1000 };
}

export function stored(entries: readonly Entry[]): readonly StoredEntry[] {
  return entries.map((one, place) => ({
    sequence: place + 1,
    source: "edge",
    entry: one,
    raw: `line ${place + 1}`,
  }));
}

export function expression(source: string, test: (entry: Entry) => boolean | null): Expression {
  return { source, test };
}

export const is502 = expression("status == 502", (one) => one.status === 502);
export const isRequest = expression('kind == "http_request"', (one) => one.kind === "http_request");
export const isBackoff = expression("retry_after_seconds > 0", (one) => (one.retry_after_seconds ?? 0) > 0);

export function countOf(match: Expression): Condition {
  return { type: "count", match, windowMs: 60_000, compare: { gt: 10 } };
}

export function rule(id: string, condition: Condition, more: Partial<Rule> = {}): Rule {
  return {
    id,
    title: id,
    severity: "critical",
    where: isRequest,
    groupBy: ["service"],
    condition,
    forMs: 0,
    keepFiringForMs: 0,
    labels: {},
    links: [],
    enabled: true,
    incidentBy: ["alertname"],
    maxGroups: 10_000,
    absentGroups: false,
    file: `rules/${id}.yaml`,
    line: 1,
    meaning: "0000000000000000",
    ...more,
  };
}

export function alert(ruleId: string, more: Partial<Alert> = {}): Alert {
  return {
    id: "0123456789abcdef",
    rule: ruleId,
    group: { service: "athens" },
    tenant: undefined,
    state: "firing",
    severity: "critical",
    labels: { alertname: ruleId },
    title: ruleId,
    startedAt: start,
    firedAt: start,
    resolvedAt: undefined,
    reason: null,
    firedValue: 11,
    resolvedValue: null,
    evidenceFrom: start,
    ...more,
  };
}

export function incident(alerts: readonly Alert[], more: Partial<Incident> = {}): Incident {
  return {
    number: 42,
    key: "[null]",
    tenant: undefined,
    state: "open",
    severity: "critical",
    title: "something is wrong",
    toldAs: undefined,
    openedAt: start,
    resolvedAt: undefined,
    reopened: 0,
    owner: undefined,
    alerts,
    ...more,
  };
}

/** Nothing was before. */
export const noHistory: History = {
  entries: () => [],
  changes: () => [],
  anyChange: () => false,
  past: () => ({ newest: [], total: 0 }),
};

export function request(
  alerts: readonly Alert[],
  rules: readonly Rule[],
  entries: readonly Entry[],
  more: Partial<EnrichRequest> = {},
): EnrichRequest {
  return {
    incident: incident(alerts),
    rules: new Map(rules.map((one) => [one.id, one])),
    entries: stored(entries),
    now: start + 600_000,
    limits: { maxEntries: 200_000, deadlineAt: Number.POSITIVE_INFINITY, now: () => 0 },
    runbook: () => undefined,
    history: noHistory,
    ...more,
  };
}

/** The value of a fact that must be known. */
export function known<T>(fact: { readonly state: string; readonly value?: T; readonly why?: string }): T {
  if (fact.state !== "known" || fact.value === undefined) throw new Error(`${fact.state}: ${fact.why}`);
  return fact.value;
}
