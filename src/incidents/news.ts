import type { Alert } from "../model/alert.ts";
import type { NotifyReason } from "../model/delivery.ts";
import type { Incident } from "../model/incident.ts";
import type { Severity } from "../model/rule.ts";
import type { Silence } from "../model/silence.ts";
import type { Told } from "../model/told.ts";
import { durationWords } from "../model/words.ts";
import type { Audience, Timings } from "./audience.ts";
import { severityRank } from "./membership.ts";
import { endedSilence, type Silencing, silencedWords } from "./silencing.ts";

/** One incident at the moment at which it is decided who is told. */
export interface Picture {
  readonly incident: Incident;
  /** It resolved with what is being decided now. */
  readonly justResolved: boolean;
  /** Alerts that fire or did in this step, parted by inhibition and silences. */
  readonly alerts: Silencing;
  /** Who is to hear of the loud ones now, and of all. */
  readonly loudAudience: Audience;
  /** Of a receiver that is to hear of a loud one, by routes that are muted now: why, in words. */
  readonly mutedBecause: (receiver: string) => string | undefined;
  readonly audience: Audience;
  readonly told: ReadonlyMap<string, Told>;
  /** Receivers that are due for a reminder, were they not acknowledged or silenced. */
  readonly reminderDue: (receiver: string, timings: Timings) => boolean;
  readonly silences: Iterable<Silence>;
  readonly now: number;
  /** What ended longer ago than this is on record, but nobody is told. */
  readonly catchUpMs: number;
}

/** What one receiver is told now. */
export interface News {
  readonly receiver: string;
  readonly reason: NotifyReason;
  readonly timings: Timings;
  readonly notice: string | undefined;
}

export interface Verdict {
  readonly news: readonly News[];
  /** Why somebody is not told although there is news; absent where all are. */
  readonly untold: string | undefined;
}

const atOnce: Timings = { groupWaitMs: 0, groupIntervalMs: 0, repeatIntervalMs: Number.POSITIVE_INFINITY };

/** Who is told what of an incident, and why somebody is not. */
export function verdict(picture: Picture): Verdict {
  const { audience, told } = picture;
  const news: News[] = [];
  let untold: string | undefined;
  for (const receiver of new Set([...told.keys(), ...audience.keys()])) {
    for (const reason of reasonsFor(receiver, picture)) {
      const why = whyNot(receiver, reason, picture);
      if (why === undefined) {
        const timings = picture.loudAudience.get(receiver) ?? atOnce;
        news.push({ receiver, reason, timings, notice: noticeFor(receiver, reason, picture) });
        break;
      }
      // An edit that nobody waits for is no decision that the record needs.
      if (reason !== "updated") untold ??= why;
    }
  }
  return { news, untold };
}

/** What there is to tell a receiver, silences left out of account; the first that may be told is told. */
function reasonsFor(receiver: string, picture: Picture): readonly NotifyReason[] {
  const { incident, audience, justResolved, alerts } = picture;
  const told = picture.told.get(receiver);
  const over = incident.state === "resolved";
  if (told === undefined) {
    if (!audience.has(receiver)) return [];
    if (!over) return ["opened"];
    return justResolved ? ["opened_and_resolved"] : [];
  }
  if (over) {
    // Also when it came back and ended within one step: those who were told read that in the thread they have.
    const again = justResolved && incident.reopened > told.reopened;
    return !told.resolved || again ? ["resolved"] : [];
  }
  if (told.resolved) return ["reopened"];
  const reasons: NotifyReason[] = [];
  if (isWorse([...alerts.loud, ...alerts.silent], told)) reasons.push("worsened");
  const timings = audience.get(receiver);
  const open = incident.state === "open" && timings !== undefined;
  if (open && picture.reminderDue(receiver, timings)) reasons.push("reminder");
  if (incident.alerts.length > told.alerts) reasons.push("updated");
  return reasons;
}

function whyNot(receiver: string, reason: NotifyReason, picture: Picture): string | undefined {
  const { incident, now, alerts } = picture;
  const told = picture.told.get(receiver);
  // Whoever was told that it began is told that it ended.
  if (reason === "resolved" && told?.resolved === false) return undefined;
  if (!picture.loudAudience.has(receiver)) {
    const muted = picture.mutedBecause(receiver);
    if (muted !== undefined) return muted;
  }
  if (alerts.why !== undefined && !isHeard(receiver, reason, picture)) return alerts.why;
  const age = now - (incident.resolvedAt ?? now);
  if (reason === "opened_and_resolved" && age > picture.catchUpMs) {
    return `it had ended ${durationWords(roundToMinute(age))} before it was judged`;
  }
  return undefined;
}

/** Something that is not silenced is reason enough to tell it. */
function isHeard(receiver: string, reason: NotifyReason, { told, alerts, loudAudience }: Picture): boolean {
  const known = told.get(receiver);
  if (reason === "worsened" && known !== undefined) return isWorse(alerts.loud, known);
  return loudAudience.has(receiver) || (known !== undefined && alerts.loud.length > 0);
}

function isWorse(alerts: readonly Alert[], told: Told): boolean {
  return severityRank(worst(alerts, told.severity)) < severityRank(told.severity);
}

/** The worst of the alerts, or what is known already where that is worse. */
export function worst(alerts: readonly Alert[], known: Severity): Severity {
  return alerts.reduce<Severity>(
    (least, { severity }) => (severityRank(severity) < severityRank(least) ? severity : least),
    known,
  );
}

function noticeFor(receiver: string, reason: NotifyReason, picture: Picture): string | undefined {
  const { alerts, now } = picture;
  if (reason === "resolved" && [...alerts.loud, ...alerts.silent].some((one) => one.notConfirmed === true)) {
    return "Not confirmed: lines that came late show that it did not hold.";
  }
  if (reason === "resolved" || reason === "updated") return undefined;
  const since = picture.told.get(receiver)?.at ?? Number.NEGATIVE_INFINITY;
  const ended = endedSilence(alerts.loud, picture.silences, since, now);
  const parts: string[] = [];
  const lateMs = [...alerts.loud, ...alerts.silent].reduce((most, one) => Math.max(most, one.lateMs ?? 0), 0);
  if (lateMs > 0)
    parts.push(`Late: lines came up to ${durationWords(roundToSecond(lateMs))} after their time.`);
  if (ended !== undefined) parts.push(`A silence has just ended: it was ${silencedWords(ended)}.`);
  if (alerts.why !== undefined) parts.push(`${silentWords(alerts)} ${alerts.why}.`);
  return parts.length === 0 ? undefined : parts.join(" ");
}

function silentWords({
  loud,
  silent,
}: {
  readonly loud: readonly Alert[];
  readonly silent: readonly Alert[];
}): string {
  return `${silent.length} of ${loud.length + silent.length} alerts ${silent.length === 1 ? "is" : "are"}`;
}

function roundToSecond(ms: number): number {
  return Math.max(1_000, Math.round(ms / 1_000) * 1_000);
}

function roundToMinute(ms: number): number {
  return Math.max(60_000, Math.round(ms / 60_000) * 60_000);
}
