import type { Diagnostic } from "../model/diagnostic.ts";
import type { Route } from "../model/route.ts";
import type { NamedInterval } from "../model/time-interval.ts";
import { nearestName } from "../rules/nearest-name.ts";
import { type Path, valueAt, type YamlDocument } from "../rules/yaml-document.ts";
import type { Config } from "./config.ts";
import type { ConfigKeys } from "./config-schema.ts";
import type { ChildRouteKeys } from "./route-schema.ts";

/** Routes of one tree; beyond it nobody can say who is told. */
export const maxRoutes = 1000;

const defaults = {
  groupWaitMs: 5_000,
  groupIntervalMs: 60_000,
  repeatIntervalMs: 4 * 3_600_000,
};

/** What the readers below share. */
interface Reading {
  readonly document: YamlDocument;
  readonly diagnostics: Diagnostic[];
  readonly receivers: readonly string[];
  /** Whether names can be checked: not where the list of receivers itself is wrong. */
  readonly receiversKnown: boolean;
  readonly intervals: readonly NamedInterval[];
  routes: number;
  unknown: number;
}

/** The route tree. Receivers without a route are an error: somebody thinks that they are told. */
export function readRoute(
  keys: ConfigKeys,
  document: YamlDocument,
  diagnostics: Diagnostic[],
): Partial<Pick<Config, "route" | "fallbackReceiver">> & Pick<Config, "info"> {
  explainForeignKeys(diagnostics);
  const receivers = (keys.receivers ?? []).map((receiver) => receiver.name);
  const { route } = keys;
  if (route === undefined) {
    const [first] = receivers;
    if (first !== undefined && valueAt(document.value, ["route"]) === undefined) {
      diagnostics.push(
        document.at(document.keySpan(["receivers"]), {
          code: "config/missing-key",
          message: "there are receivers but no `route`: nobody would be told",
          hint: `\`route: {receiver: ${first}}\``,
        }),
      );
    }
    return { info: "record" };
  }
  const intervals = namedIntervals(keys, document, diagnostics);
  const receiversKnown = keys.receivers !== undefined || valueAt(document.value, ["receivers"]) === undefined;
  const reading: Reading = {
    document,
    diagnostics,
    receivers,
    receiversKnown,
    intervals,
    routes: 0,
    unknown: 0,
  };
  const parent: Route = { receiver: route.receiver, matchers: [], continue: false, ...defaults, routes: [] };
  const fallbackReceiver = keys.fallback_receiver;
  checkReceiver(fallbackReceiver, ["fallback_receiver"], reading);
  const tree = readNode(route, parent, ["route"], reading);
  if (reading.routes > maxRoutes) {
    const message = `there are ${reading.routes} routes, allowed are ${maxRoutes}`;
    report(reading, ["route"], "config/too-many", message);
  }
  // One that is misspelt in the tree is not without a route.
  if (reading.unknown === 0) reportUnused(tree, fallbackReceiver, reading);
  return {
    route: tree,
    info: route.info ?? "record",
    ...(fallbackReceiver === undefined ? {} : { fallbackReceiver }),
  };
}

function readNode(keys: ChildRouteKeys, parent: Route, path: Path, reading: Reading): Route {
  reading.routes++;
  checkReceiver(keys.receiver, [...path, "receiver"], reading);
  if (keys.group_by !== undefined) {
    const hint = "which alerts form one incident is said by each rule's `incident_by`";
    report(reading, [...path, "group_by"], "config/ignored", "`group_by` has no effect", hint, "warning");
  }
  const own: Route = {
    receiver: keys.receiver ?? parent.receiver,
    matchers: keys.matchers ?? [],
    continue: keys.continue ?? false,
    groupWaitMs: keys.group_wait ?? parent.groupWaitMs,
    groupIntervalMs: keys.group_interval ?? parent.groupIntervalMs,
    repeatIntervalMs: keys.repeat_interval ?? parent.repeatIntervalMs,
    ...mutedBy(keys, path, reading),
    routes: [],
  };
  const children = (keys.routes ?? []).map((child, at) =>
    readNode(child, own, [...path, "routes", at], reading),
  );
  reportUnreachable(children, [...path, "routes"], reading);
  return { ...own, routes: children };
}

/** Those that have a name of their own; a second one of the same name is refused. */
function namedIntervals(
  { time_intervals: named = [] }: ConfigKeys,
  document: YamlDocument,
  diagnostics: Diagnostic[],
): readonly NamedInterval[] {
  named.forEach(({ name }, at) => {
    if (named.findIndex((one) => one.name === name) === at) return;
    const span = document.valueSpan(["time_intervals", at, "name"]);
    const message = `there are two time intervals \`${name}\``;
    diagnostics.push(document.at(span, { code: "config/duplicate-name", message }));
  });
  return named.map(({ name, time_intervals: intervals }) => ({ name, intervals }));
}

function mutedBy(
  keys: ChildRouteKeys,
  path: Path,
  reading: Reading,
): Pick<Route, "muteTimeIntervals" | "activeTimeIntervals"> {
  const known = (key: "mute_time_intervals" | "active_time_intervals"): readonly NamedInterval[] =>
    (keys[key] ?? []).flatMap((name, at) => {
      const found = reading.intervals.find((one) => one.name === name);
      if (found !== undefined) return [found];
      const names = reading.intervals.map((one) => one.name);
      const hint = `there are ${names.join(", ") || "none"}`;
      const message = `\`${name}\` is the name of no time interval`;
      report(reading, [...path, key, at], "config/unknown-time-interval", message, hint);
      return [];
    });
  const [muted, active] = [known("mute_time_intervals"), known("active_time_intervals")];
  return {
    ...(muted.length === 0 ? {} : { muteTimeIntervals: muted }),
    ...(active.length === 0 ? {} : { activeTimeIntervals: active }),
  };
}

function checkReceiver(name: string | undefined, path: Path, reading: Reading): void {
  const { receivers, receiversKnown } = reading;
  if (name === undefined || receivers.includes(name) || !receiversKnown) return;
  reading.unknown++;
  const nearest = nearestName(name, receivers);
  const hint =
    nearest === undefined ? `there are ${receivers.join(", ") || "none"}` : `did you mean \`${nearest}\`?`;
  report(reading, path, "config/unknown-receiver", `\`${name}\` is the name of no receiver`, hint);
}

/** A route without matchers takes everything, so those after it are never asked. */
function reportUnreachable(children: readonly Route[], path: Path, reading: Reading): void {
  const taker = children.findIndex((child) => child.matchers.length === 0 && !child.continue);
  if (taker === -1 || taker === children.length - 1) return;
  const hint = `give \`routes[${taker}]\` matchers, or put it last`;
  const message = `no alert comes to this route: \`routes[${taker}]\` before it takes all`;
  report(reading, [...path, taker + 1], "config/unreachable-route", message, hint, "warning");
}

/** A receiver to which no route leads is told of nothing. */
function reportUnused(tree: Route, fallback: string | undefined, reading: Reading): void {
  const named = new Set([...receiversOf(tree), fallback]);
  reading.receivers.forEach((name, at) => {
    if (named.has(name)) return;
    const hint = "name it in a route, or take it out";
    const message = `no route leads to \`${name}\`: it is told of nothing`;
    report(reading, ["receivers", at, "name"], "config/unused-receiver", message, hint, "warning");
  });
}

function receiversOf({ receiver, routes }: Route): readonly string[] {
  return [receiver, ...routes.flatMap(receiversOf)];
}

/** Keys of Alertmanager that a pasted file may have: what to write instead. */
const FOREIGN: Readonly<Record<string, string>> = {
  match: `write it as \`matchers: ['name="value"']\``,
  match_re: `write it as \`matchers: ['name=~"pattern"']\``,
};

/** Keys of its children only. */
const ROOT_TAKES_ALL = new Set(["matchers", "continue", "mute_time_intervals", "active_time_intervals"]);

const FOREIGN_KEY = /^`(\w+)` is no key of `route(?:\.routes\[\d+\])*`$/;

function explainForeignKeys(diagnostics: Diagnostic[]): void {
  for (const [at, one] of diagnostics.entries()) {
    const [, key = ""] = one.code === "config/unknown-key" ? (FOREIGN_KEY.exec(one.message) ?? []) : [];
    const hint = foreignHint(key, one.message.endsWith("`route`"));
    if (hint !== undefined) diagnostics[at] = { ...one, hint };
  }
}

function foreignHint(key: string, ofRoot: boolean): string | undefined {
  if (ofRoot && ROOT_TAKES_ALL.has(key)) {
    return "the root takes everything; what chooses belongs to an item of its `routes`";
  }
  return Object.hasOwn(FOREIGN, key) ? FOREIGN[key] : undefined;
}

function report(
  { document, diagnostics }: Reading,
  path: Path,
  code: string,
  message: string,
  hint?: string,
  severity: "error" | "warning" = "error",
): void {
  diagnostics.push(document.at(document.valueSpan(path), { code, message, hint, severity }));
}
