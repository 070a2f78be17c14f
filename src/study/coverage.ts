import type { Rule } from "../model/rule.ts";
import {
  canFire,
  isThere,
  type Known,
  neededFields,
  type RuleNeeds,
  ruleNeeds,
} from "../rules/rule-needs.ts";
import { domainOf } from "../rules/value-set.ts";

/** What is known of the entries of one source. */
export interface SourceView {
  readonly name: string;
  /** Formats of its lines, most frequent first; empty where it is not known. */
  readonly formats: readonly string[];
  /** Entries that were looked at; 0: nothing but its format is known. */
  readonly entries: number;
  /** What their fields were. */
  readonly seen: Known;
  /** What their fields can be: what its format or its keys have a place for. */
  readonly place: Known;
}

/**
 * can_fire: entries have all that it takes. not_yet: there is a place for it, and none had it so far. cannot_fire:
 * there is no place for it.
 */
export type Verdict = "can_fire" | "not_yet" | "cannot_fire";

export interface Cover {
  readonly source: string;
  readonly verdict: Verdict;
  /** Fields for lack of which it does not fire; empty where it can. */
  readonly lacking: readonly string[];
  /** Fields that are there, and never what the rule asks for. */
  readonly unfit: readonly string[];
}

export interface RuleCoverage {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly covers: readonly Cover[];
  /** False where it can fire in none of the sources, taken together. */
  readonly somewhere: boolean;
}

/** Rule by rule, for those that are enabled: in which sources it can fire, and for lack of what not. */
export function coverage(rules: readonly Rule[], views: readonly SourceView[]): readonly RuleCoverage[] {
  return rules
    .filter((rule) => rule.enabled)
    .map((rule) => {
      const needs = ruleNeeds(rule);
      const covers = views.map((view) => coverOf(needs, view));
      const { id, file, line } = rule;
      const somewhere = covers.some(({ verdict }) => verdict !== "cannot_fire") || joined(needs, views);
      return { rule: id, file, line, covers, somewhere };
    });
}

/** The steps of a sequence, or the parts of a condition, may come from several sources. */
function joined(needs: RuleNeeds, views: readonly SourceView[]): boolean {
  return needs.needs.every((need) => views.some((view) => canFire({ ...needs, needs: [need] }, view.place)));
}

function coverOf(needs: RuleNeeds, view: SourceView): Cover {
  const source = view.name;
  if (!canFire(needs, view.place)) {
    return { source, verdict: "cannot_fire", ...lackOf(needs, view.place) };
  }
  if (view.entries === 0 || canFire(needs, view.seen)) {
    return { source, verdict: "can_fire", lacking: [], unfit: [] };
  }
  return { source, verdict: "not_yet", ...lackOf(needs, view.seen) };
}

/** Those that by themselves leave no way; where only several do together, all that are missing. */
function lackOf(needs: RuleNeeds, known: Known): Pick<Cover, "lacking" | "unfit"> {
  const named = neededFields(needs);
  const isMissing = (field: string): boolean => !isThere(field, known);
  const barring = named.filter((field) => !canFire(needs, allBut(field, known)));
  if (barring.length === 0) return { lacking: named.filter(isMissing), unfit: [] };
  return {
    lacking: barring.filter(isMissing),
    unfit: barring.filter((field) => !isMissing(field)),
  };
}

/** As if everything were possible but for one field. */
function allBut(field: string, known: Known): Known {
  return (name) => (name === field ? known(name) : domainOf(name));
}
