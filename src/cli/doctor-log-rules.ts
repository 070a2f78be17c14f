import type { Rule } from "../model/rule.ts";
import { plural } from "../model/words.ts";
import { ruleFields } from "../rules/expression-fields.ts";
import { type Cover, coverage, type SourceView } from "../study/coverage.ts";
import { type Finding, fine, note, wrong } from "./doctor-report.ts";
import { fieldSource, loggedField } from "./field-sources.ts";

/** there: some entry has it; quiet: the log has a place for it, and nothing stands there in this sample. */
export type FieldPlace = "there" | "quiet" | "no place";

function isMissed(name: string, placeOf: (name: string) => FieldPlace): boolean {
  return canBeAdded(name) && placeOf(name) === "no place";
}

export interface ExaminedRules {
  readonly findings: readonly Finding[];
  /** Fields that one could add to the log, and that rules miss. */
  readonly lacking: ReadonlySet<string>;
}

interface Judged {
  readonly rule: Rule;
  readonly cover: Cover;
}

/** What stands in no table of where fields come from is no field that a proxy could be told to log. */
function canBeAdded(name: string): boolean {
  return fieldSource(name) !== undefined;
}

/** Which rules can fire on the log, said by groups: `tocsin coverage FILE` says it rule by rule. */
export function examineRules(
  rules: readonly Rule[],
  view: SourceView,
  placeOf: (name: string) => FieldPlace,
): ExaminedRules {
  const judged = coverage(rules, [view]).flatMap(({ covers: [cover] }, at): readonly Judged[] => {
    const rule = rules[at];
    return rule === undefined || cover === undefined ? [] : [{ rule, cover }];
  });
  const barred = judged.filter(({ cover }) => cover.verdict === "cannot_fire");
  const foreign = barred.filter(({ cover }) => cover.unfit.length > 0);
  const mendable = barred.filter((one) => !foreign.includes(one) && lacksOf(one).every(canBeAdded));
  const others = barred.filter((one) => !foreign.includes(one) && !mendable.includes(one));
  const possible = judged.filter((one) => !barred.includes(one));
  const unseen = possible.map((one) => ({ one, fields: unseenOf(one.rule, placeOf) }));
  return {
    findings: [
      ...canFire(possible),
      ...mendable.map((one) => wrong(`${one.rule.id} cannot fire: no ${lacksOf(one).join(", no ")}`)),
      ...others.map((one) => note(`${one.rule.id} cannot fire: no ${lacksOf(one).join(", no ")}`)),
      ...unseen
        .filter(({ fields }) => fields.length > 0)
        .map(({ one, fields }) => note(`${one.rule.id} cannot see ${fields.join(", ")}`)),
      ...ungrouped(possible, placeOf),
      ...listed(foreign, (count) => `${plural(count, "rule")} for other logs`),
    ],
    lacking: new Set([
      ...mendable.flatMap(lacksOf),
      ...unseen.flatMap(({ fields }) => fields),
      ...possible.flatMap(({ rule }) => rule.groupBy.filter((name) => isMissed(name, placeOf))),
    ]),
  };
}

function lacksOf({ cover }: Judged): readonly string[] {
  return [...new Set(cover.lacking.map(loggedField))];
}

function canFire(possible: readonly Judged[]): readonly Finding[] {
  const seen = possible.filter(({ cover }) => cover.verdict === "can_fire");
  const quiet = possible.filter(({ cover }) => cover.verdict === "not_yet");
  const some = seen.length === 0 ? [] : [fine(`${plural(seen.length, "rule")} can fire`)];
  if (quiet.length === 0) return some;
  const names = quiet.map(({ rule }) => rule.id).join(", ");
  return [
    ...some,
    fine(`${plural(quiet.length, "rule")} can, and nothing was there for them so far: ${names}`),
  ];
}

/** What a rule only compares with, and would judge better by. */
function unseenOf(rule: Rule, placeOf: (name: string) => FieldPlace): readonly string[] {
  const names = [...ruleFields(rule).used].map(loggedField);
  return [...new Set(names)].filter((name) => isMissed(name, placeOf));
}

function ungrouped(possible: readonly Judged[], placeOf: (name: string) => FieldPlace): readonly Finding[] {
  const fields = [...new Set(possible.flatMap(({ rule }) => rule.groupBy))];
  return fields
    .filter((field) => isMissed(field, placeOf))
    .map((field) => {
      const count = possible.filter(({ rule }) => rule.groupBy.includes(field)).length;
      return note(`${plural(count, "rule")} cannot tell by ${field}`);
    });
}

function listed(some: readonly Judged[], words: (count: number) => string): readonly Finding[] {
  if (some.length === 0) return [];
  return [note(`${words(some.length)}: ${some.map(({ rule }) => rule.id).join(", ")}`)];
}
