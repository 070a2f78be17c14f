import type { Alert } from "../model/alert.ts";
import { matchLabels } from "../model/match-labels.ts";
import { type InfoPolicy, type Route, type RoutePath, routePaths } from "../model/route.ts";

/** Who hears of what: the tree, and what becomes of severity info. */
export interface Routing {
  /** Absent: nobody is told of anything. */
  readonly route: Route | undefined;
  readonly info: InfoPolicy;
}

/** How one receiver is told of one incident. Where several routes lead to it, the shortest of each. */
export interface Timings {
  /** From the decision to the first message, so that alerts that belong together come together. */
  readonly groupWaitMs: number;
  /** From a further alert to the edit that shows it. */
  readonly groupIntervalMs: number;
  /** From the last accepted message to a reminder, while nobody has acknowledged. */
  readonly repeatIntervalMs: number;
}

/** Receivers by name. */
export type Audience = ReadonlyMap<string, Timings>;

/** The ways through the tree that an alert takes to those who are told of it. */
export function pathsTo(
  alert: Pick<Alert, "labels" | "group" | "severity">,
  routing: Routing,
): readonly RoutePath[] {
  if (routing.route === undefined) return [];
  const paths = routePaths(routing.route, matchLabels(alert));
  if (alert.severity !== "info" || routing.info === "tell") return paths;
  return paths.filter(asksForSeverity);
}

/** Somebody who routes by severity has thought of info; one who does not gets only what may wake them. */
function asksForSeverity(path: RoutePath): boolean {
  return path.some(({ route }) =>
    route.matchers.some(
      ({ name, operator }) => name === "severity" && (operator === "=" || operator === "=~"),
    ),
  );
}

/** Those to whom these routes lead. */
export function audienceOf(routes: readonly Route[]): Map<string, Timings> {
  const audience = new Map<string, Timings>();
  for (const route of routes) {
    const known = audience.get(route.receiver);
    audience.set(route.receiver, known === undefined ? timingsOf(route) : shorter(known, route));
  }
  return audience;
}

function timingsOf({ groupWaitMs, groupIntervalMs, repeatIntervalMs }: Timings): Timings {
  return { groupWaitMs, groupIntervalMs, repeatIntervalMs };
}

function shorter(a: Timings, b: Timings): Timings {
  return {
    groupWaitMs: Math.min(a.groupWaitMs, b.groupWaitMs),
    groupIntervalMs: Math.min(a.groupIntervalMs, b.groupIntervalMs),
    repeatIntervalMs: Math.min(a.repeatIntervalMs, b.repeatIntervalMs),
  };
}
