import { parseMatcher } from "../../src/model/matcher.ts";
import type { Route } from "../../src/model/route.ts";
import type { Silence } from "../../src/model/silence.ts";
import type { Decisions, SavedState, SavedTold } from "../../src/ports/state-store.ts";

export const minute = 60_000;
export const hour = 60 * minute;

export function route(
  receiver: string,
  more: Partial<Omit<Route, "matchers">> = {},
  ...matchers: string[]
): Route {
  return {
    receiver,
    matchers: matchers.flatMap((text) => parseMatcher(text) ?? []),
    continue: false,
    groupWaitMs: 5_000,
    groupIntervalMs: minute,
    repeatIntervalMs: 4 * hour,
    routes: [],
    ...more,
  };
}

export const toOps: Route = route("ops");

export function silenceOf(id: string, startsAt: number, endsAt: number, ...matchers: string[]): Silence {
  const parsed = matchers.flatMap((text) => parseMatcher(text) ?? []);
  return { id, matchers: parsed, startsAt, endsAt, createdBy: "ann", comment: "deploy", createdAt: startsAt };
}

export const nothingSaved: SavedState = {
  last: undefined,
  openAlerts: [],
  incidents: [],
  notified: new Map(),
  told: [],
  untold: new Map(),
  silences: [],
  lastIncidentNumber: 0,
  lastOrder: 0,
};

/** What a store would hold after these decisions: all incidents, however old. */
export function savedAfter(before: SavedState, decisions: Decisions): SavedState {
  const replaced = <T>(list: readonly T[], news: readonly T[], key: (one: T) => unknown): readonly T[] => {
    const changed = new Map(news.map((one) => [key(one), one]));
    return [...list.filter((one) => !changed.has(key(one))), ...changed.values()];
  };
  const incidents = replaced(before.incidents, decisions.incidents, (one) => one.number);
  const untold = new Map(before.untold);
  for (const { kind, incident, text } of decisions.events)
    if (kind === "not_notified") untold.set(incident, text);
  const notified = new Map(before.notified);
  for (const { incident, id } of decisions.deliveries) notified.set(incident, Number(id.split("/")[1]));
  const known = new Map(before.told.map((one) => [`${one.incident} ${one.receiver}`, one]));
  const told = decisions.told.map((one): SavedTold => {
    const { acceptedAt, waiting = [] } = known.get(`${one.incident} ${one.receiver}`) ?? {};
    const news = decisions.deliveries.filter(
      ({ incident, receiver, operation }) =>
        incident === one.incident && receiver === one.receiver && operation !== "update",
    );
    return { ...one, acceptedAt, waiting: [...waiting, ...news.map((delivery) => delivery.id)] };
  });
  return {
    last: before.last,
    openAlerts: replaced(before.openAlerts, decisions.alerts, (one) => one.id).filter(
      (one) => one.state !== "resolved",
    ),
    incidents,
    notified,
    told: replaced(before.told, told, (one) => `${one.incident} ${one.receiver}`),
    untold,
    silences: replaced(before.silences, decisions.silences, (one) => one.id),
    lastIncidentNumber: Math.max(0, ...incidents.map((one) => one.number)),
    lastOrder: Math.max(before.lastOrder, ...decisions.deliveries.map((one) => one.order)),
  };
}
