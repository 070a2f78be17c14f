import type { Fact, IncidentFacts, Scope, TopList } from "../model/facts.ts";
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

/** Where it happens, a line for each dimension that the entries name. */
export function whereWords(fact: Fact<Scope> | undefined): readonly WhereView[] {
  if (fact?.state !== "known") return [];
  const scope = fact.value;
  return DIMENSIONS.filter((dimension) => scope[dimension].distinct > 0).map((dimension) => ({
    label: dimensionLabel(dimension, scope[dimension].distinct),
    text: topWords(scope[dimension], maxNamesInText),
    longText: topWords(scope[dimension], scope[dimension].top.length),
  }));
}

function dimensionLabel(dimension: keyof Scope, distinct: number): string {
  const many = dimension.charAt(0).toUpperCase() + dimension.slice(1);
  return distinct === 1 ? many.slice(0, -1) : many;
}

/** `a (812), b (390)` where these are all; `12, most often a (812), b (390), c (100)`. */
function topWords(list: TopList, max: number): string {
  const shown = list.top.slice(0, max);
  const names = shown
    .map((item) => `${cutText(visibleLine(item.name), maxName)} (${countWords(item.count)})`)
    .join(", ");
  if (list.atLeast === true) return `at least ${countWords(list.distinct)}, most often ${names}`;
  if (shown.length >= list.distinct) return names;
  return `${countWords(list.distinct)}, most often ${names}`;
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
  // Where log lines do not say why, a message does not say so either.
  if (facts.cause?.state === "failed") say("likely cause", facts.cause);
  say("runbook", facts.runbook);
  say("owner", facts.owner);
  if (facts.basis.cutAt !== undefined) {
    lines.push(`exact numbers: reading stopped after ${countWords(facts.basis.examined)} entries`);
  }
  return lines;
}
