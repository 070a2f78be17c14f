import type { Matcher } from "./matcher.ts";
import type { NamedInterval } from "./time-interval.ts";

/** A node of the route tree, Alertmanager's keys; what a child leaves out it has from its parent. */
export interface Route {
  readonly receiver: string;
  /** All must match; none: everything. */
  readonly matchers: readonly Matcher[];
  /** Go on to the next sibling after this one matched. */
  readonly continue: boolean;
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly repeatIntervalMs: number;
  /** While one of them holds, this route tells nobody; not handed down. Absent: never. */
  readonly muteTimeIntervals?: readonly NamedInterval[];
  /** It tells somebody only while one of them holds; not handed down. Absent: always. */
  readonly activeTimeIntervals?: readonly NamedInterval[];
  readonly routes: readonly Route[];
}

/** From the root down to the route that is taken; the place is that among its siblings, 0 for the root. */
export type RoutePath = readonly { readonly route: Route; readonly place: number }[];

/** Whether severity info is told wherever its route leads, or only where a route on the way asks for a severity. */
export type InfoPolicy = "record" | "tell";

/**
 * The ways that an alert with these labels takes: depth first, the deepest that match; a child that matches ends
 * the search among its siblings unless it says continue; a node whose children all fail is taken itself
 * (Alertmanager's dispatch.Route.Match). Empty where not even the root matches.
 */
export function routePaths(root: Route, labels: Readonly<Record<string, string>>): readonly RoutePath[] {
  return pathsBelow(root, 0, labels);
}

/** The routes at the end of these ways. */
export function routesFor(root: Route, labels: Readonly<Record<string, string>>): readonly Route[] {
  return routePaths(root, labels).flatMap((path) => path.at(-1)?.route ?? []);
}

function pathsBelow(route: Route, place: number, labels: Readonly<Record<string, string>>): RoutePath[] {
  if (!route.matchers.every((matcher) => matcher.matches(labels))) return [];
  const here = { route, place };
  const taken: RoutePath[] = [];
  for (const [at, child] of route.routes.entries()) {
    const below = pathsBelow(child, at, labels);
    taken.push(...below.map((path) => [here, ...path]));
    if (below.length > 0 && !child.continue) break;
  }
  return taken.length > 0 ? taken : [[here]];
}
