import type { Config } from "../config/config.ts";
import { decidedWhen } from "../enrich/condition-words.ts";
import { pathsTo } from "../incidents/audience.ts";
import type { Alert } from "../model/alert.ts";
import type { Delivery } from "../model/delivery.ts";
import type { Entry } from "../model/entry.ts";
import type { Incident, IncidentEvent } from "../model/incident.ts";
import { formatInstant } from "../model/instant.ts";
import type { Rule } from "../model/rule.ts";
import { valueWords } from "../model/value-words.ts";
import { plural } from "../model/words.ts";
import { visibleLine } from "../render/visible-text.ts";
import type { ReadStores } from "../store/open-stores.ts";
import { countedFor } from "../study/deciding-entry.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import { entryWords } from "./entry-words.ts";

/** The whole way of one incident: from the entries to each delivery, or why there is none. */
export interface IncidentPath {
  readonly incident: Incident;
  readonly alerts: readonly AlertPath[];
  readonly events: readonly IncidentEvent[];
  readonly deliveries: readonly Delivery[];
  /** Receivers that the routes lead to now, for each alert; empty: nobody. */
  readonly receivers: readonly string[];
  /** A route is configured at all. */
  readonly hasRoute: boolean;
}

export interface AlertPath {
  readonly alert: Alert;
  /** As it is now; undefined where it is gone. */
  readonly rule: Rule | undefined;
  /** Entries that it counted from its evidence on until it fired, as far as they are kept. */
  readonly counted: number;
  readonly first: Entry | undefined;
  readonly last: Entry | undefined;
}

/** Entries that are read for one alert at most. */
const maxEntriesRead = 200_000;

export function readIncidentPath(
  number: number,
  stores: ReadStores,
  rules: readonly Rule[],
  config: Config,
): IncidentPath {
  const incident = stores.state.incident(number);
  if (incident === undefined) {
    const hint = "`tocsin incidents list` shows what there is";
    throw new CliError(`there is no INC-${number}`, exitCodes.problems, hint);
  }
  const routing = { route: config.route, info: config.info };
  const paths = incident.alerts.flatMap((alert) => pathsTo(alert, routing));
  return {
    incident,
    alerts: incident.alerts.map((alert) => alertPath(alert, stores, rules)),
    events: stores.state.events(number),
    deliveries: [...stores.state.deliveries(number)].sort((a, b) => a.order - b.order),
    receivers: [...new Set(paths.flatMap((path) => path.at(-1)?.route.receiver ?? []))],
    hasRoute: config.route !== undefined,
  };
}

function alertPath(alert: Alert, { search }: ReadStores, rules: readonly Rule[]): AlertPath {
  const rule = rules.find(({ id }) => id === alert.rule);
  const to = alert.firedAt;
  if (rule === undefined || to === undefined) {
    return { alert, rule, counted: 0, first: undefined, last: undefined };
  }
  const counts = countedFor(rule, alert);
  let counted = 0;
  let read = 0;
  let first: Entry | undefined;
  let last: Entry | undefined;
  for (const { entry } of search.find({
    from: alert.evidenceFrom - 1,
    to,
    maxSequence: search.maxSequence(),
  })) {
    if (++read > maxEntriesRead) break;
    if (!counts(entry)) continue;
    counted++;
    first ??= entry;
    last = entry;
  }
  return { alert, rule, counted, first, last };
}

export function incidentPathText(path: IncidentPath): string {
  const { incident, alerts, events, deliveries } = path;
  const state =
    incident.resolvedAt === undefined ? incident.state : `resolved at ${timeText(incident.resolvedAt)}`;
  const parts = [
    `INC-${incident.number}: ${visibleLine(incident.title)}\n${incident.severity}, opened at ${timeText(incident.openedAt)}, ${state}`,
    alerts.map(alertText).join("\n\n"),
    `What was decided:\n${events.map((one) => `  ${timeText(one.at)}  ${visibleLine(one.text)}`).join("\n")}`,
    deliveries.length === 0
      ? `No delivery was ordered: ${whyNone(path)}`
      : `${plural(deliveries.length, "delivery", "deliveries")} (times of the host's clock):\n${deliveries.map(deliveryText).join("\n")}`,
  ];
  return `${parts.join("\n\n")}\n`;
}

function alertText({ alert, rule, counted, first, last }: AlertPath): string {
  const group = Object.entries(alert.group).map(([name, value]) => `${name}=${value ?? "(none)"}`);
  const lines = [
    `Alert of rule ${alert.rule}${group.length === 0 ? "" : `, ${visibleLine(group.join(" "))}`}`,
  ];
  if (rule === undefined) lines.push("  the rule is not there any more");
  else lines.push(`  true while, as the rule is now: ${visibleLine(decidedWhen(rule))}`);
  if (first !== undefined && last !== undefined && rule !== undefined) {
    lines.push(`  ${plural(counted, "entry", "entries")} counted until it fired:`);
    lines.push(`    ${timeText(first.time)}  ${entryWords(first, rule)}`);
    if (last !== first) lines.push(`    ${timeText(last.time)}  ${entryWords(last, rule)}`);
  } else if (rule !== undefined) {
    lines.push("  no entry that it counted is kept: it was the lack of one, or they were deleted");
  }
  lines.push(`  true since ${timeText(alert.startedAt)}`);
  if (alert.amendedStart !== undefined)
    lines.push(`  in truth since ${timeText(alert.amendedStart)}: entries came late`);
  if (alert.firedAt !== undefined)
    lines.push(`  fired at ${timeText(alert.firedAt)}${valueText(alert.firedValue, rule)}`);
  if (alert.resolvedAt !== undefined) {
    const why = alert.reason === null ? "" : `, ${alert.reason}`;
    lines.push(`  resolved at ${timeText(alert.resolvedAt)}${valueText(alert.resolvedValue, rule)}${why}`);
  }
  return lines.join("\n");
}

function valueText(value: Alert["firedValue"], rule: Rule | undefined): string {
  if (rule === undefined || value === null) return "";
  return `, value ${visibleLine(valueWords(rule.condition, value))}`;
}

function deliveryText(delivery: Delivery): string {
  const { id, receiver, channel, operation, reason, createdAt, dueAt, state, attempts } = delivery;
  const tries = plural(attempts, "try", "tries");
  const wait = dueAt > createdAt ? `, due ${timeText(dueAt)}` : "";
  const lines = [
    `  ${visibleLine(id)}`,
    `    to ${visibleLine(receiver)} by ${channel} (${operation}), because it ${REASONS[reason]}; ordered ${timeText(createdAt)}${wait}`,
  ];
  if (state === "accepted") {
    const as = delivery.reference === undefined ? "" : ` as ${visibleLine(delivery.reference)}`;
    const at = delivery.acceptedAt === undefined ? "" : ` ${timeText(delivery.acceptedAt)}`;
    lines.push(`    accepted${at} after ${tries}${as}`);
  } else {
    const failure = delivery.lastError === undefined ? "" : `: ${visibleLine(delivery.lastError)}`;
    lines.push(`    ${state === "dead" ? "given up" : "waiting"} after ${tries}${failure}`);
  }
  return lines.join("\n");
}

const REASONS: Readonly<Record<Delivery["reason"], string>> = {
  opened: "opened",
  opened_and_resolved: "opened and ended",
  worsened: "became worse",
  updated: "had more alerts",
  reopened: "came back",
  resolved: "ended",
  reminder: "was still open",
  acknowledged: "was acknowledged",
  assigned: "was assigned",
};

function whyNone({ events, receivers, hasRoute }: IncidentPath): string {
  const recorded = events.findLast(({ kind }) => kind === "not_notified");
  if (recorded !== undefined) return visibleLine(recorded.text);
  if (!hasRoute) return "no receiver is configured";
  if (receivers.length === 0) return "no route leads to anybody";
  return `routes lead to ${receivers.map(visibleLine).join(", ")} now, and why they were not told is not on record`;
}

function timeText(at: number): string {
  return formatInstant(at).slice(0, 23).replace("T", " ");
}

/** The same for machines. */
export function incidentPathJson({ incident, alerts, events, deliveries }: IncidentPath): unknown {
  return {
    incident: incident.number,
    state: incident.state,
    opened_at: formatInstant(incident.openedAt),
    alerts: alerts.map(({ alert, rule, counted, first, last }) => ({
      rule: alert.rule,
      known: rule !== undefined,
      group: alert.group,
      started_at: formatInstant(alert.startedAt),
      fired_at: alert.firedAt === undefined ? null : formatInstant(alert.firedAt),
      resolved_at: alert.resolvedAt === undefined ? null : formatInstant(alert.resolvedAt),
      value: alert.firedValue,
      counted,
      first_entry_at: first === undefined ? null : formatInstant(first.time),
      last_entry_at: last === undefined ? null : formatInstant(last.time),
    })),
    events: events.map(({ at, kind, text }) => ({ at: formatInstant(at), kind, text })),
    deliveries: deliveries.map((one) => ({
      id: one.id,
      receiver: one.receiver,
      channel: one.channel,
      reason: one.reason,
      state: one.state,
      ordered_at: formatInstant(one.createdAt),
      due_at: formatInstant(one.dueAt),
      attempts: one.attempts,
      accepted_at: one.acceptedAt === undefined ? null : formatInstant(one.acceptedAt),
      last_error: one.lastError ?? null,
    })),
  };
}
