import type { SelfFact } from "../alerts/self-alerts.ts";
import { formatDuration } from "../model/duration.ts";
import type { Incident } from "../model/incident.ts";
import { SEVERITIES } from "../model/rule.ts";
import { isSelfRule } from "../model/self-rule.ts";

/** Log time this near to the clock is no catching up any more, ms. */
const caughtUpMs = 60_000;
/** What was missed is told at the latest this long after the first of it was found, ms. */
const maxWaitMs = 5 * 60_000;
/** How long the digest stands before it ends by itself, ms. */
const standsMs = 15 * 60_000;
/** Incidents that the digest names, the worst first. */
const maxNamed = 3;

/** Tells of incidents that had ended too long ago to be told one by one: once, as a digest, when all is judged. */
export interface CatchUp {
  /** After each step: incidents that it changed, log time and wall clock. */
  readonly stepped: (incidents: readonly Incident[], position: number, now: number) => void;
}

export function createCatchUp(
  catchUpMs: () => number,
  report: (facts: readonly SelfFact[]) => void,
): CatchUp {
  const missed = new Map<number, Incident>();
  let firstAt = Number.POSITIVE_INFINITY;
  // One that a process before this one told of ends too.
  let endsAt: number | undefined;

  function isMissed({ state, toldAs, resolvedAt, alerts }: Incident, now: number): boolean {
    if (state !== "resolved" || toldAs !== undefined || resolvedAt === undefined) return false;
    return now - resolvedAt > catchUpMs() && !alerts.some((alert) => isSelfRule(alert.rule));
  }

  return {
    stepped(incidents, position, now) {
      endsAt ??= now + standsMs;
      for (const incident of incidents) {
        if (!isMissed(incident, now)) continue;
        if (missed.size === 0) firstAt = now;
        missed.set(incident.number, incident);
      }
      if (missed.size > 0 && (now - position <= caughtUpMs || now - firstAt >= maxWaitMs)) {
        report([{ group: {}, title: digest([...missed.values()], catchUpMs()) }]);
        missed.clear();
        endsAt = now + standsMs;
      } else if (now >= endsAt) {
        report([]);
        endsAt = Number.POSITIVE_INFINITY;
      }
    },
  };
}

function digest(missed: readonly Incident[], catchUpMs: number): string {
  const worst = [...missed].sort(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || a.number - b.number,
  );
  const named = worst
    .slice(0, maxNamed)
    .map(({ number, severity, title }) => `INC-${number} (${severity}) ${title}`)
    .join("; ");
  const many = missed.length === 1 ? "1 incident" : `${missed.length} incidents`;
  const which = missed.length > maxNamed ? "The worst: " : "";
  return `${many} began and ended more than ${formatDuration(catchUpMs)} before being judged, and nobody was told. ${which}${named}. To see all: tocsin incidents list`;
}
