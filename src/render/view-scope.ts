import type { Fact, IncidentFacts, PodPlace, Scope, TopList } from "../model/facts.ts";
import { countWords } from "../model/words.ts";
import type { WhereView } from "./incident-view.ts";
import { maxName, maxNamesInText } from "./view-limits.ts";
import { cutText, visibleLine } from "./visible-text.ts";

/** Nearest to the fault first. */
const DIMENSIONS = [
  "services",
  "upstreams",
  "pods",
  "clients",
  "modules",
  "paths",
] as const satisfies readonly (keyof Scope)[];

/** Above the average by this factor, a name stands out of its list. */
const unevenFactor = 2;

/**
 * The same where there is little room: without the service that the title names, without paths, and without lists of
 * clients or modules that all have their share, whose number the impact gives.
 */
export function briefWhere(fact: Fact<Scope> | undefined, title: string): readonly WhereView[] {
  if (fact?.state !== "known") return [];
  const scope = fact.value;
  const tells = (dimension: keyof Dimensions): boolean => {
    const list = scope[dimension];
    const [first] = list.top;
    if (first === undefined) return false;
    switch (dimension) {
      case "services":
        return list.distinct > 1 || !title.includes(first.name);
      case "upstreams":
      case "pods":
        return true;
      case "clients":
      case "modules":
        return list.distinct === 1 || isUneven(list);
      case "paths":
        return list.distinct === 1;
      default:
        return dimension satisfies never;
    }
  };
  return DIMENSIONS.filter(tells).map((dimension) => rowOf(scope, dimension));
}

function isUneven({ top, distinct }: TopList): boolean {
  const [first] = top;
  const shown = top.reduce((sum, { count }) => sum + count, 0);
  const last = top.at(-1)?.count ?? 0;
  // What is not shown has at most as many as the last that is.
  const most = shown + Math.max(0, distinct - top.length) * last;
  return first !== undefined && first.count * distinct >= most * unevenFactor;
}

type Dimensions = Pick<Scope, (typeof DIMENSIONS)[number]>;

/** Where it happens, a line for each dimension that the entries name. */
export function whereWords(fact: Fact<Scope> | undefined): readonly WhereView[] {
  if (fact?.state !== "known") return [];
  const scope = fact.value;
  return DIMENSIONS.filter((dimension) => scope[dimension].distinct > 0).map((dimension) =>
    rowOf(scope, dimension),
  );
}

function rowOf(scope: Scope, dimension: keyof Dimensions): WhereView {
  const list = scope[dimension];
  const places = dimension === "pods" ? (scope.podPlaces ?? []) : [];
  return {
    label: dimensionLabel(dimension, list.distinct),
    text: topWords(list, maxNamesInText, places),
    longText: topWords(list, list.top.length, places),
  };
}

function dimensionLabel(dimension: keyof Dimensions, distinct: number): string {
  const many = dimension.charAt(0).toUpperCase() + dimension.slice(1);
  return distinct === 1 ? many.slice(0, -1) : many;
}

/** `a (812), b (390)` where these are all; `12, most often a (812), b (390), c (100)`. */
function topWords(list: TopList, max: number, places: readonly PodPlace[]): string {
  const shown = list.top.slice(0, max);
  const names = shown
    .map(({ name, count }) => {
      const place = places.find(({ pod }) => pod === name);
      return `${cutText(visibleLine(name), maxName)}${placeWords(place)} (${countWords(count)})`;
    })
    .join(", ");
  if (list.atLeast === true) return `at least ${countWords(list.distinct)}, most often ${names}`;
  if (shown.length >= list.distinct) return names;
  return `${countWords(list.distinct)}, most often ${names}`;
}

/** ` in goproxy on node-3`, as far as it is known. */
function placeWords(place: PodPlace | undefined): string {
  if (place === undefined) return "";
  const inside = place.namespace === undefined ? "" : ` in ${cutText(visibleLine(place.namespace), maxName)}`;
  return place.node === undefined ? inside : `${inside} on ${cutText(visibleLine(place.node), maxName)}`;
}

/** What the facts could not find out, in words; never a 0 in its place. */
export function notKnownWords(facts: IncidentFacts | undefined): readonly string[] {
  if (facts === undefined) return ["impact, scope, log lines and traces: not gathered yet"];
  const lines: string[] = [];
  // A fact may be absent from what an older version kept.
  const say = (what: string, fact: Fact<unknown> | undefined): void => {
    if (fact !== undefined && fact.state !== "known") lines.push(`${what}: ${visibleLine(fact.why)}`);
  };
  say("impact", facts.impact);
  say("what is normal", facts.baseline);
  say("scope", facts.scope);
  say("whether it gets worse", facts.trend);
  if (facts.scope.state === "known") {
    const scope = facts.scope.value;
    const unnamed = DIMENSIONS.filter((dimension) => scope[dimension].distinct === 0);
    if (unnamed.length > 0) lines.push(`${unnamed.join(", ")}: the log does not name them`);
  }
  say("log lines", facts.evidence);
  say("trace ids", facts.traces);
  // That nobody was told to wait is an answer; that we could not find out is not.
  if (facts.backoff.state === "failed") say("back-off", facts.backoff);
  if (facts.contrast?.state === "failed") say("what is not affected", facts.contrast);
  if (facts.past?.state === "failed") say("earlier incidents", facts.past);
  // Where log lines do not say why, a message does not say so either.
  if (facts.cause?.state === "failed") say("likely cause", facts.cause);
  say("runbook", facts.runbook);
  say("owner", facts.owner);
  if (facts.basis.cutAt !== undefined) {
    lines.push(`exact numbers: reading stopped after ${countWords(facts.basis.examined)} entries`);
  }
  return lines;
}
