import type { Alert } from "../model/alert.ts";
import type { Incident } from "../model/incident.ts";
import type { Route } from "../model/route.ts";
import { type Audience, audienceOf, pathsTo, type Routing } from "./audience.ts";
import { mutedWords } from "./muting.ts";
import type { Lane } from "./notify-policy.ts";

/** Whom alerts reach: receivers that a route leads to and that have a channel. */
export interface Reach {
  /** With `now`: without those whose every route is muted then. */
  readonly of: (alerts: readonly Alert[], now?: number) => Audience;
  /** Of the routes to this receiver, why the first is muted now. */
  readonly mutedBecause: (alerts: readonly Alert[], receiver: string, now: number) => string | undefined;
  /** Why these alerts of an incident reach nobody. */
  readonly nobodyBecause: (incident: Incident, alerts: readonly Alert[]) => string;
  readonly forget: (alerts: readonly Alert[]) => void;
}

export function createReach(routing: Routing, lanes: readonly Lane[]): Reach {
  const reachable = new Set(lanes.map((lane) => lane.receiver));
  // An alert's labels never change, so neither do its routes.
  const routes = new Map<string, readonly Route[]>();

  function routesOf(alert: Alert): readonly Route[] {
    const known = routes.get(alert.id);
    if (known !== undefined) return known;
    const found = pathsTo(alert, routing).flatMap((path) => path.at(-1)?.route ?? []);
    routes.set(alert.id, found);
    return found;
  }

  return {
    of(alerts, now) {
      const taken = alerts.flatMap(routesOf);
      const open = now === undefined ? taken : taken.filter((route) => mutedWords(route, now) === undefined);
      const audience = audienceOf(open);
      for (const receiver of audience.keys()) if (!reachable.has(receiver)) audience.delete(receiver);
      return audience;
    },
    mutedBecause(alerts, receiver, now) {
      const route = alerts.flatMap(routesOf).find((one) => one.receiver === receiver);
      return route === undefined ? undefined : mutedWords(route, now);
    },
    nobodyBecause({ severity }, alerts) {
      if (routing.route === undefined) return "no receiver is configured";
      const [route] = alerts.flatMap(routesOf);
      if (route !== undefined) return `the receiver ${route.receiver} has no channel`;
      return severity === "info"
        ? "severity info is recorded, and told only where a route asks for it"
        : "no route leads to anybody";
    },
    forget(alerts) {
      for (const alert of alerts) routes.delete(alert.id);
    },
  };
}
