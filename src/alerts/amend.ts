import type { Alert, Transition } from "../model/alert.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import { alertId } from "./alert-record.ts";
import type { Continued } from "./continued.ts";
import { missingEscalation } from "./missing-escalation.ts";

/** An episode as it is in truth: judged over all entries, those that came late among them. */
export interface TrueEpisode {
  readonly startedAt: number;
  /** Undefined while it holds. */
  readonly endedAt: number | undefined;
  /** All of its changes, in order. */
  readonly transitions: readonly Transition[];
}

export interface AmendSettings {
  /** Log time at which truth was found out, and people have been told. */
  readonly position: number;
  /** By rule: the least time of its late entries, before which nothing is another. */
  readonly lateFrom: ReadonlyMap<string, number>;
  /** By rule: how much later than their time its entries came, ms. */
  readonly lateMs: ReadonlyMap<string, number>;
}

/** What people have been told only grows: nothing of it is taken back. */
export interface Amended {
  /** What happens to alerts on record, and what begins. */
  readonly transitions: readonly Transition[];
  /** Alerts on record that hold, as the true episodes that they are. */
  readonly continued: readonly Continued[];
  /** Alerts on record that have ended and of which something is now known to be otherwise. */
  readonly corrected: readonly Alert[];
}

/**
 * Compares what is true with what people were told (`told`: alerts that hold, and those that ended since before the
 * late entries). A true episode that overlaps a told one is that episode; one that overlaps none is told now; a told
 * one that overlaps none stays, and is marked.
 */
export function amend(
  truth: readonly TrueEpisode[],
  told: readonly Alert[],
  settings: AmendSettings,
): Amended {
  const amended = { transitions: [] as Transition[], continued: [] as Continued[], corrected: [] as Alert[] };
  const toldByGroup = grouped(told.filter(wasTold), groupOfAlert);
  const trueByGroup = grouped(
    truth.filter((one) => isTold(one) && concerns(one, settings)),
    groupOfEpisode,
  );
  for (const group of new Set([...toldByGroup.keys(), ...trueByGroup.keys()])) {
    amendGroup(trueByGroup.get(group) ?? [], toldByGroup.get(group) ?? [], settings, amended);
  }
  return { ...amended, transitions: [...amended.transitions].sort((a, b) => a.at - b.at) };
}

type Growing = { readonly [K in keyof Amended]: Amended[K][number][] };

function amendGroup(
  truth: readonly TrueEpisode[],
  told: readonly Alert[],
  settings: AmendSettings,
  amended: Growing,
): void {
  for (const episode of truth) {
    if (told.some((alert) => overlaps(episode, alert))) continue;
    const lateMs = settings.lateMs.get(ruleOf(episode));
    amended.transitions.push(
      ...episode.transitions.map((one) => (lateMs === undefined ? one : { ...one, lateMs })),
    );
  }
  told.forEach((alert, place) => {
    const same = truth.filter((episode) => overlaps(episode, alert));
    if (alert.state !== "resolved") amendOpen(alert, same, settings, amended);
    // Of two that are one in truth, the later goes on.
    else amendEnded(alert, same, settings, amended, told.slice(place + 1));
  });
}

function amendOpen(
  alert: Alert,
  same: readonly TrueEpisode[],
  settings: AmendSettings,
  amended: Growing,
): void {
  const holding = same.find((episode) => episode.endedAt === undefined);
  if (holding !== undefined) {
    goOn(alert, holding, same, amended);
    return;
  }
  const ending = same.at(-1)?.transitions.at(-1);
  if (ending !== undefined) {
    const { startedAt } = alert;
    amended.transitions.push({ ...ending, startedAt, at: Math.max(ending.at, alert.firedAt ?? startedAt) });
    return;
  }
  const { rule, group, tenant, startedAt, evidenceFrom } = alert;
  const reason = alert.state === "pending" ? "not_held" : "not_confirmed";
  const at = settings.position;
  amended.transitions.push({
    at,
    rule,
    group,
    tenant,
    state: "resolved",
    value: null,
    startedAt,
    reason,
    evidenceFrom,
  });
}

/** The alert on record is this episode from now on. */
function goOn(alert: Alert, holding: TrueEpisode, same: readonly TrueEpisode[], amended: Growing): void {
  const fires = holding.transitions.find((one) => one.state === "firing");
  const { id, rule, startedAt } = alert;
  if (alert.state !== "firing" && fires !== undefined) {
    amended.transitions.push({ ...fires, startedAt, at: Math.max(fires.at, startedAt) });
  }
  amended.transitions.push(...missingEscalation(holding.transitions, alert));
  const [first] = holding.transitions;
  if (first === undefined) return;
  const firing = alert.state === "firing" || fires !== undefined;
  const start = Math.min(...same.map((one) => one.startedAt));
  if (alertId(first) === id && (fires !== undefined || !firing)) return;
  amended.continued.push({
    id,
    rule,
    episode: alertId(first),
    startedAt,
    firing,
    evidenceFrom: Math.min(first.evidenceFrom, alert.evidenceFrom),
    edited: false,
    ...(start === startedAt || start === alert.amendedStart ? {} : { amendedStart: start }),
  });
}

function amendEnded(
  alert: Alert,
  same: readonly TrueEpisode[],
  { lateFrom, position }: AmendSettings,
  amended: Growing,
  later: readonly Alert[],
): void {
  const { startedAt } = alert;
  if (same.length === 0) {
    const touched = (alert.resolvedAt ?? position) >= (lateFrom.get(alert.rule) ?? position);
    if (touched && alert.notConfirmed !== true) amended.corrected.push({ ...alert, notConfirmed: true });
    return;
  }
  const holding = same.find((episode) => episode.endedAt === undefined);
  if (holding !== undefined && !later.some((other) => overlaps(holding, other))) {
    // It was told to be over, and in truth it is not: it goes on.
    const fires = holding.transitions.findLast(
      (one) => one.state === "firing" && one.escalatedTo === undefined,
    );
    if (fires === undefined) return;
    amended.transitions.push({ ...fires, startedAt, at: position });
    goOn({ ...alert, state: "firing" }, holding, same, amended);
    return;
  }
  const start = Math.min(...same.map((one) => one.startedAt));
  if (start >= startedAt || start === alert.amendedStart) return;
  amended.corrected.push({ ...alert, amendedStart: start });
}

/** A pending that broke before anybody heard of it was never told. */
function wasTold(alert: Alert): boolean {
  return alert.state !== "resolved" || alert.firedAt !== undefined;
}

function isTold({ endedAt, transitions }: TrueEpisode): boolean {
  return endedAt === undefined || transitions.some((one) => one.state === "firing");
}

/** Not over before the late entries. */
function concerns(episode: TrueEpisode, { lateFrom }: AmendSettings): boolean {
  return (episode.endedAt ?? Number.POSITIVE_INFINITY) >= (lateFrom.get(ruleOf(episode)) ?? 0);
}

function overlaps(episode: TrueEpisode, alert: Alert): boolean {
  if (episode.startedAt === alert.startedAt) return true;
  const alertEnds = alert.resolvedAt ?? Number.POSITIVE_INFINITY;
  const start = Math.min(alert.startedAt, alert.amendedStart ?? alert.startedAt);
  return episode.startedAt < alertEnds && start < (episode.endedAt ?? Number.POSITIVE_INFINITY);
}

function ruleOf({ transitions }: TrueEpisode): string {
  return transitions[0]?.rule ?? "";
}

function groupOfEpisode({ transitions }: TrueEpisode): string {
  const [first] = transitions;
  return first === undefined ? "" : groupOfAlert(first);
}

function groupOfAlert({ rule, tenant, group }: Pick<Alert, "rule" | "tenant" | "group">): string {
  return canonicalJson([rule, tenant ?? null, group]);
}

/** By group, in order of start. */
function grouped<T extends { readonly startedAt: number }>(
  list: readonly T[],
  groupOf: (one: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of [...list].sort((a, b) => a.startedAt - b.startedAt)) {
    const group = groupOf(one);
    const known = groups.get(group);
    if (known === undefined) groups.set(group, [one]);
    else known.push(one);
  }
  return groups;
}
