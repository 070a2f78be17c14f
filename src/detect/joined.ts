import type { Group } from "../model/alert.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import type { AllOfCondition, AnyOfCondition, SingleCondition } from "../model/condition.ts";
import type { ConditionKind, EntryQuestions } from "./condition-kind.ts";
import type { ConditionState, Coverage, Judged } from "./condition-state.ts";
import { NEITHER } from "./condition-state.ts";
import { allOf, anyOf } from "./join-signals.ts";
import { createJoined, type SavedJoined } from "./joined-state.ts";
import { neverTrue } from "./never-true.ts";
import type { Saved } from "./saved.ts";
import type { Signal } from "./signal.ts";
import { singleKind } from "./single-conditions.ts";

type JoinedCondition = AllOfCondition | AnyOfCondition;

/** True while all named conditions are. */
export const allOfConditions: ConditionKind<AllOfCondition, SavedJoined> = joinedKind(allOf);

/** True while at least one of the named conditions is. */
export const anyOfConditions: ConditionKind<AnyOfCondition, SavedJoined> = joinedKind(anyOf);

function joinedKind(
  join: (signals: readonly Signal[]) => Signal,
): ConditionKind<JoinedCondition, SavedJoined> {
  return {
    judge: judgeParts,
    makesGroup: ({ parts }, condition) =>
      partsOf(condition).some((part, place) => makesGroup(part, parts[place] ?? NEITHER)),
    speaksOfSilence: (condition) => partsOf(condition).some((part) => singleKind(part).speaksOfSilence(part)),
    expected: listedGroups,
    lookbackMs: (condition) =>
      Math.max(...partsOf(condition).map((part) => singleKind(part).lookbackMs(part))),
    create: (condition, coverage, saved) =>
      createJoined(
        Object.keys(condition.conditions),
        partsOf(condition).map((part, place) => createPart(part, coverage, saved?.parts[place])),
        join,
        saved,
      ),
  };
}

function partsOf(condition: JoinedCondition): readonly SingleCondition[] {
  return Object.values(condition.conditions);
}

function makesGroup(part: SingleCondition, judged: Judged): boolean {
  return (judged.match || judged.other) && singleKind(part).makesGroup(judged, part);
}

/** It is a match where it is one of any part, and matters where it matters to any. */
function judgeParts(condition: JoinedCondition, questions: EntryQuestions): () => Judged {
  const judges = partsOf(condition).map((part) => singleKind(part).judge(part, questions));
  const parts: Judged[] = judges.map(() => NEITHER);
  // One object for all answers: each is read before the next question.
  const judged: { -readonly [K in keyof Judged]: Judged[K] } = { ...NEITHER, parts };
  return () => {
    judged.match = false;
    judged.other = false;
    judges.forEach((judge, place) => {
      const part = judge();
      parts[place] = part;
      if (part.match) judged.match = true;
      if (part.other) judged.other = true;
    });
    return judged;
  };
}

function listedGroups(condition: JoinedCondition): readonly Group[] {
  const groups = partsOf(condition).flatMap((part) => singleKind(part).expected?.(part) ?? []);
  return [...new Map(groups.map((group) => [canonicalJson(group), group])).values()];
}

/** A part that lists its groups does not judge the others, which exist because of other parts. */
function createPart(part: SingleCondition, coverage: Coverage, saved: Saved | undefined): ConditionState {
  const kind = singleKind(part);
  const listed = kind.expected?.(part);
  const own = canonicalJson(coverage.group ?? {});
  if (listed !== undefined && !listed.some((group) => canonicalJson(group) === own)) return neverTrue;
  return kind.create(part, coverage, saved);
}
