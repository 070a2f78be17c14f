import type { ChannelType, Delivery, DeliveryOperation, NotifyReason } from "../model/delivery.ts";
import type { Incident } from "../model/incident.ts";
import type { Timings } from "./audience.ts";
import type { News } from "./news.ts";

/** One channel of one receiver, in which messages keep their order. */
export interface Lane {
  /** ops/slack/0. */
  readonly lane: string;
  readonly receiver: string;
  readonly channel: ChannelType;
  /** False: nobody there wants to hear that it is over (Alertmanager's send_resolved). */
  readonly sendResolved?: boolean;
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
    reminder: ["update", "reply"],
    acknowledged: ["update", "reply"],
    assigned: ["update"],
  },
  email: {
    opened: ["mail"],
    opened_and_resolved: ["mail"],
    updated: [],
    worsened: ["mail"],
    reopened: ["mail"],
    resolved: ["mail"],
    reminder: ["mail"],
    acknowledged: [],
    assigned: [],
  },
  webhook: {
    opened: ["hook"],
    opened_and_resolved: ["hook"],
    updated: ["hook"],
    worsened: ["hook"],
    reopened: ["hook"],
    resolved: ["hook"],
    reminder: ["hook"],
    // Alertmanager's payload has no place for who has it, so it would say the same again.
    acknowledged: [],
    assigned: [],
  },
};

/** The deliveries of the n-th notification of an incident, n from 1. `nextOrder` grows over all deliveries. */
export function deliveriesFor(
  incident: Incident,
  { receiver, reason, timings, notice }: News,
  notification: number,
  now: number,
  lanes: readonly Lane[],
  nextOrder: () => number,
): readonly Delivery[] {
  const over = reason === "resolved" || reason === "opened_and_resolved";
  return lanes
    .filter((lane) => lane.receiver === receiver && !(over && lane.sendResolved === false))
    .flatMap(({ lane, channel }) =>
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
          ...(notice === undefined ? {} : { notice }),
          state: "queued",
          createdAt: now,
          dueAt: now + waitFor(reason, timings),
          attempts: 0,
          lastError: undefined,
          acceptedAt: undefined,
          reference: undefined,
        }),
      ),
    );
}

function waitFor(reason: NotifyReason, timings: Timings): number {
  switch (reason) {
    case "opened":
    case "opened_and_resolved":
      return timings.groupWaitMs;
    case "updated":
      return timings.groupIntervalMs;
    case "worsened":
    case "reopened":
    case "resolved":
    case "reminder":
    case "acknowledged":
    case "assigned":
      return 0;
  }
}
