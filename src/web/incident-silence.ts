import { parseDuration } from "../model/duration.ts";
import type { Incident } from "../model/incident.ts";
import { matchLabels } from "../model/match-labels.ts";
import { createMatcher, type Matcher } from "../model/matcher.ts";
import { maxSilenceMs, type Silence } from "../model/silence.ts";

/** Matches what the incident is about: its rules, and every label that all of its alerts share. */
export function matchersOf(incident: Incident): readonly Matcher[] {
  const firing = incident.alerts.filter((alert) => alert.state === "firing");
  const alerts = firing.length > 0 ? firing : incident.alerts;
  const names = [...new Set(alerts.map((alert) => alert.rule))].sort();
  const [first, ...others] = alerts.map(matchLabels);
  // Severity may change while it lasts, and must not end the silence.
  const shared = Object.entries(first ?? {}).filter(
    ([name, value]) =>
      name !== "alertname" && name !== "severity" && others.every((labels) => labels[name] === value),
  );
  const matchers = [
    names.length === 1
      ? createMatcher("alertname", "=", names[0] ?? "")
      : createMatcher("alertname", "=~", names.map(quoted).join("|")),
    ...shared.map(([name, value]) => createMatcher(name, "=", value)),
  ];
  return matchers.filter((matcher) => matcher !== undefined);
}

/** As itself within a regular expression. */
function quoted(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** Silences that keep at least one firing alert of the incident quiet now. */
export function silencesOn(
  incident: Incident,
  silences: readonly Silence[],
  now: number,
): readonly Silence[] {
  const firing = incident.alerts.filter((alert) => alert.state === "firing");
  return silences.filter(
    ({ startsAt, endsAt, matchers }) =>
      startsAt <= now &&
      now < endsAt &&
      firing.some((alert) => matchers.every((matcher) => matcher.matches(matchLabels(alert)))),
  );
}

/** 08:00 UTC of the next day: a server does not know anybody's zone, so the choice says the instant. */
export function tomorrow(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1, 8);
}

/** `4h` or an instant → when the silence ends; undefined where it is neither, is past or too far. */
export function silenceEnd(text: string, now: number): number | undefined {
  const duration = parseDuration(text);
  const end = duration === undefined ? instantOf(text) : now + duration;
  return end !== undefined && end > now && end <= now + maxSilenceMs ? end : undefined;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** RFC 3339 → epoch ms. */
export function instantOf(text: string): number | undefined {
  const instant = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant;
}
