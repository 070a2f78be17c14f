import type { ChannelType, Delivery, DeliveryOperation, NotifyReason } from "../model/delivery.ts";
import { formatDuration } from "../model/duration.ts";
import type { Incident } from "../model/incident.ts";
import { severityRank } from "./membership.ts";

/** One channel of one receiver, in which messages keep their order. */
export interface Lane {
  /** ops/slack/0. */
  readonly lane: string;
  readonly receiver: string;
  readonly channel: ChannelType;
}

export interface NotifySettings {
  readonly lanes: readonly Lane[];
  /** From the decision to the first message, so that alerts that belong together come together. */
  readonly groupWaitMs: number;
  /** From a further alert to the edit that shows it. */
  readonly groupIntervalMs: number;
  /** What ended longer ago than this is on record, but nobody is told. */
  readonly catchUpMs: number;
}

/** Somebody is told for a reason, or nobody is, and the record says why. */
export type Verdict = { readonly tell: NotifyReason } | { readonly silent: string } | undefined;

/**
 * Whether to tell of an incident after a step, given what it was before the step. undefined: nothing happened
 * that anybody needs to know.
 */
export function verdict(
  before: Incident | undefined,
  after: Incident,
  told: boolean,
  now: number,
  settings: NotifySettings,
): Verdict {
  const reason = changeOf(before, after, told);
  if (reason === undefined) return undefined;
  if (after.severity === "info") return { silent: "info is recorded, not told" };
  const age = now - (after.resolvedAt ?? now);
  if (!told && age > settings.catchUpMs) {
    return { silent: `it had ended ${formatDuration(roundToMinute(age))} before it was judged` };
  }
  if (settings.lanes.length === 0) return { silent: "no receiver is configured" };
  return { tell: reason };
}

function changeOf(before: Incident | undefined, after: Incident, told: boolean): NotifyReason | undefined {
  const over = after.state === "resolved";
  const wasOver = before === undefined || before.state === "resolved";
  if (!told) {
    if (before !== undefined && over && wasOver) return undefined;
    return over ? "opened_and_resolved" : "opened";
  }
  // Also when it came back and ended within one step: those who were told read that in the thread they have.
  if (over) return "resolved";
  if (wasOver) return "reopened";
  if (before !== undefined && severityRank(after.severity) < severityRank(before.severity)) return "worsened";
  return after.alerts.length === before?.alerts.length ? undefined : "updated";
}

/** Requests that tell one reason through one kind of channel, in order. Edits do not notify; replies do. */
const OPERATIONS: Record<ChannelType, Record<NotifyReason, readonly DeliveryOperation[]>> = {
  slack: {
    opened: ["post"],
    opened_and_resolved: ["post"],
    updated: ["update"],
    worsened: ["update", "reply"],
    reopened: ["update", "reply"],
    resolved: ["update", "reply"],
  },
  email: {
    opened: ["mail"],
    opened_and_resolved: ["mail"],
    updated: [],
    worsened: ["mail"],
    reopened: ["mail"],
    resolved: ["mail"],
  },
};

/** The deliveries of the n-th notification of an incident, n from 1. `order` grows over all deliveries. */
export function deliveriesFor(
  incident: Incident,
  reason: NotifyReason,
  notification: number,
  now: number,
  settings: NotifySettings,
  nextOrder: () => number,
): readonly Delivery[] {
  return settings.lanes.flatMap(({ lane, receiver, channel }) =>
    OPERATIONS[channel][reason].map(
      (operation): Delivery => ({
        id: `INC-${incident.number}/${notification}/${lane}/${operation}`,
        incident: incident.number,
        order: nextOrder(),
        receiver,
        channel,
        lane,
        operation,
        reason,
        state: "queued",
        createdAt: now,
        dueAt: now + waitFor(reason, settings),
        attempts: 0,
        lastError: undefined,
        acceptedAt: undefined,
        reference: undefined,
      }),
    ),
  );
}

function waitFor(reason: NotifyReason, settings: NotifySettings): number {
  switch (reason) {
    case "opened":
    case "opened_and_resolved":
      return settings.groupWaitMs;
    case "updated":
      return settings.groupIntervalMs;
    case "worsened":
    case "reopened":
    case "resolved":
      return 0;
  }
}

function roundToMinute(ms: number): number {
  return Math.max(60_000, Math.round(ms / 60_000) * 60_000);
}
