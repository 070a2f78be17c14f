import type { Alert } from "../model/alert.ts";
import { formatInstant } from "../model/instant.ts";
import { matchLabels } from "../model/match-labels.ts";
import type { Silence } from "../model/silence.ts";

/** Alerts that may be told, and those of which nobody is told for now. */
export interface Silencing {
  readonly loud: readonly Alert[];
  readonly silent: readonly Alert[];
  /**
   * Why some are silent, in words: of the silences the one with which the first of them becomes loud, else what
   * inhibits one. Undefined where all are loud.
   */
  readonly why: string | undefined;
}

export function isActive({ startsAt, endsAt }: Pick<Silence, "startsAt" | "endsAt">, now: number): boolean {
  return startsAt <= now && now < endsAt;
}

export function silences(
  silence: Pick<Silence, "matchers">,
  alert: Pick<Alert, "labels" | "group">,
): boolean {
  const labels = matchLabels(alert);
  return silence.matchers.every((matcher) => matcher.matches(labels));
}

/**
 * Which of the alerts are inhibited or silenced now; one that several silences match stays silent until the last of
 * them ends. `inhibited`: why one is, in words.
 */
export function silencing(
  alerts: readonly Alert[],
  known: Iterable<Silence>,
  now: number,
  inhibited: (alert: Alert) => string | undefined = () => undefined,
): Silencing {
  const active = [...known].filter((silence) => isActive(silence, now));
  const loud: Alert[] = [];
  const silent: Alert[] = [];
  let until: Silence | undefined;
  let because: string | undefined;
  for (const alert of alerts) {
    const last = lastToEnd(active.filter((silence) => silences(silence, alert)));
    const why = last === undefined ? inhibited(alert) : undefined;
    if (last === undefined && why === undefined) {
      loud.push(alert);
      continue;
    }
    silent.push(alert);
    because ??= why;
    if (last !== undefined && (until === undefined || last.endsAt < until.endsAt)) until = last;
  }
  return { loud, silent, why: until === undefined ? because : silencedWords(until) };
}

/** The silence that ended last and had kept one of these alerts from being told since `since` (wall clock). */
export function endedSilence(
  alerts: readonly Alert[],
  known: Iterable<Silence>,
  since: number,
  now: number,
): Silence | undefined {
  const ended = [...known].filter(
    (silence) => silence.startsAt < silence.endsAt && silence.endsAt <= now && silence.endsAt > since,
  );
  return lastToEnd(
    ended.filter((silence) =>
      alerts.some((alert) => silence.endsAt > (alert.firedAt ?? alert.startedAt) && silences(silence, alert)),
    ),
  );
}

/** silenced until 2026-11-24T13:00:00.000Z by ann: deploy */
export function silencedWords({ endsAt, createdBy, comment, endedBy }: Silence): string {
  const early = endedBy === undefined ? "" : `, ended early by ${endedBy}`;
  return `silenced until ${formatInstant(endsAt)} by ${createdBy}${early}: ${comment}`;
}

function lastToEnd(list: readonly Silence[]): Silence | undefined {
  let last: Silence | undefined;
  for (const silence of list) if (last === undefined || silence.endsAt > last.endsAt) last = silence;
  return last;
}
