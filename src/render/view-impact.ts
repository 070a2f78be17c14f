import type { Backoff, Baseline, Basis, Counted, Fact, Impact, IncidentFacts } from "../model/facts.ts";
import type { Incident } from "../model/incident.ts";
import { plainValueWords } from "../model/value-words.ts";
import { capitalised, countWords, durationWords, listWords, plural, shareWords } from "../model/words.ts";
import type { BackoffView } from "./incident-view.ts";
import { viewInstant } from "./view-instant.ts";
import { maxImpactShort, maxName } from "./view-limits.ts";
import { cutText, visibleLine } from "./visible-text.ts";

/** A match this recent means that it still goes on. */
const STILL_WITHIN_MS = 60_000;
const maxStatusesShown = 3;

export interface ImpactWords {
  readonly impact: string;
  readonly impactShort: string;
}

/** How bad it is, in a sentence; where nobody could count, that is said instead. */
export function impactWords(facts: IncidentFacts | undefined, incident: Incident): ImpactWords {
  const fact = facts?.impact;
  if (fact === undefined) return unknownImpact("the entries have not been counted yet", incident);
  if (fact.state !== "known") return unknownImpact(visibleLine(fact.why), incident);
  const impact = fact.value;
  const short = `${ofTotal(impact, facts?.basis)} ${verb(impact)}`;
  const where = spread(impact);
  return {
    impact: `${capitalised(`${ofTotal(impact, facts?.basis)}${share(impact)} ${verb(impact)}`)}${detail(impact)}${baselineWords(facts?.baseline)}.${where}`,
    impactShort: cutText(short, maxImpactShort),
  };
}

/** How it was before: what one sees only against what is normal. */
function baselineWords(fact: Fact<Baseline> | undefined): string {
  if (fact?.state !== "known") return "";
  const { from, to, matches, total } = fact.value;
  const minutes = Math.max(1, Math.round((to - from) / 60_000));
  const share = matches === 0 ? "none" : countWords(matches);
  const percent = matches === 0 ? "" : ` (${shareWords(matches, total)})`;
  return `; in the ${minutes === 1 ? "minute" : plural(minutes, "minute")} before, ${share} of ${countWords(total)}${percent}`;
}

function unknownImpact(why: string, incident: Incident): ImpactWords {
  const value = incident.alerts[0]?.firedValue;
  const measured =
    value === null || value === undefined
      ? ""
      : ` The rule's value was ${cutText(visibleLine(plainValueWords(value)), maxName)}.`;
  return {
    impact: `Impact not known: ${cutText(why, maxName * 2)}.${measured}`,
    impactShort: "impact not known",
  };
}

function ofTotal(impact: Impact, basis: Basis | undefined): string {
  const noun = impact.statuses.length > 0 ? "request" : "entry";
  const nouns = impact.statuses.length > 0 ? "requests" : "entries";
  const atLeast = basis?.cutAt === undefined ? "" : "at least ";
  const total = totalOf(impact);
  if (total <= impact.matches) {
    return impact.matches === 1
      ? `${atLeast}1 ${noun}`
      : `${atLeast}all ${plural(impact.matches, noun, nouns)}`;
  }
  return `${atLeast}${countWords(impact.matches)} of ${plural(total, noun, nouns)}`;
}

/** With few matches the time between the first and the last says little. */
const minMatchesForOwnTime = 10;

/** The share while it lasted, so that calm before and after does not dilute it. */
function totalOf(impact: Impact): number {
  const own = impact.matches >= minMatchesForOwnTime ? impact.totalWhileMatching : undefined;
  return own ?? impact.total;
}

function share(impact: Impact): string {
  const total = totalOf(impact);
  return total > impact.matches ? ` (${shareWords(impact.matches, total)})` : "";
}

function verb(impact: Impact): string {
  const statuses = impact.statuses.map((status) => Number(status.name));
  const was = impact.matches === 1 ? "was" : "were";
  if (statuses.length === 0) return `${was} counted by the rule`;
  if (statuses.every((status) => status >= 500)) return "failed";
  if (statuses.every((status) => status === 429)) return `${was} told to back off`;
  return `${was} counted by the rule`;
}

function detail(impact: Impact): string {
  const [only, ...others] = impact.statuses;
  if (only === undefined) return "";
  if (others.length === 0) {
    const some = impact.matches > 1 && totalOf(impact) > impact.matches;
    return some ? `, all with ${name(only)}` : ` with ${name(only)}`;
  }
  const shown = impact.statuses.slice(0, maxStatusesShown).map((s) => `${name(s)} (${countWords(s.count)})`);
  const more = impact.statuses.length - shown.length;
  return `, with ${listWords(more > 0 ? [...shown, plural(more, "other status", "other statuses")] : shown)}`;
}

function name(counted: Counted): string {
  return cutText(visibleLine(counted.name), maxName);
}

/** Whom it hits; 0 means that the log does not say, which is said under "not known". */
function spread(impact: Impact): string {
  const parts: string[] = [];
  if (impact.clients > 0) parts.push(plural(impact.clients, "client"));
  if (impact.modules > 0) parts.push(plural(impact.modules, "module"));
  if (parts.length === 0) return "";
  return ` ${impact.atLeast === true ? "At least " : ""}${listWords(parts)} affected.`;
}

/** Does it go on, or is it over. */
export function activityWords(facts: IncidentFacts | undefined, incident: Incident, now: number): string {
  const impact = facts?.impact;
  const last = impact?.state === "known" ? impact.value.lastMatchAt : undefined;
  if (incident.state === "resolved") {
    return last === undefined ? "Over." : `Over: no match for ${durationWords(now - last)}.`;
  }
  if (last === undefined) return "Not known whether it goes on.";
  const ago = now - last;
  if (ago < 1000) return "Going on: the latest match was less than a second ago.";
  if (ago <= STILL_WITHIN_MS) return `Going on: the latest match was ${durationWords(ago)} ago.`;
  return `No match for ${durationWords(ago)}.`;
}

/** Retry-After in words. */
export function viewBackoff(facts: IncidentFacts | undefined, now: number): BackoffView | undefined {
  if (facts?.backoff.state !== "known") return undefined;
  const backoff = facts.backoff.value;
  const left = backoff.endsAt - now;
  return {
    told: `${toldWords(backoff, facts.impact)}.`,
    ends: viewInstant(backoff.endsAt),
    left: left > 0 ? durationWords(left) : undefined,
  };
}

function toldWords(backoff: Backoff, impact: Fact<Impact>): string {
  const count = plural(backoff.count, "answer");
  const seconds = (value: number): string => durationWords(value * 1000);
  const longest =
    backoff.longestClient === undefined ? undefined : cutText(visibleLine(backoff.longestClient), maxName);
  const single = impact.state === "known" && impact.value.clients === 1;
  const whom = single ? (longest ?? "the client") : "clients";
  if (backoff.minSeconds === backoff.maxSeconds) {
    return `${count} told ${whom} to wait ${seconds(backoff.maxSeconds)}`;
  }
  const range = `${seconds(backoff.minSeconds)} to ${seconds(backoff.maxSeconds)}`;
  const who = single || longest === undefined ? "" : `; the longest was for ${longest}`;
  return `${count} told ${whom} to wait ${range} (median ${seconds(backoff.medianSeconds)})${who}`;
}
