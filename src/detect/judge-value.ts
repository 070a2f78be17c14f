import type { Expression } from "../model/condition.ts";
import { groupReader } from "../model/group.ts";
import type { EntryQuestions } from "./condition-kind.ts";
import { type Judged, NEITHER } from "./condition-state.ts";
import type { FieldValue } from "./field-value.ts";

/** For conditions that look at a field of the matches: a match without it means nothing to them. */
export function judgeValue(
  condition: { readonly match: Expression; readonly field: string },
  { test, entry }: EntryQuestions,
): () => Judged {
  const match = test(condition.match);
  const read = groupReader(condition.field);
  // One object for all answers: each is read before the next question.
  const found: { -readonly [K in keyof Judged]: Judged[K] } = { ...NEITHER, match: true };
  return () => {
    if (!match()) return NEITHER;
    const value: FieldValue | undefined = read(entry());
    if (value === undefined) return NEITHER;
    found.value = value;
    return found;
  };
}
