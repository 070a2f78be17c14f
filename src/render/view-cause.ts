import type { Fact, LikelyCause } from "../model/facts.ts";
import { countWords, plural } from "../model/words.ts";
import type { CauseView } from "./incident-view.ts";
import { logLine } from "./view-evidence.ts";
import { maxName } from "./view-limits.ts";
import { cutText, visibleLine } from "./visible-text.ts";

/** `connect_refused (5,911 of 6,870 lines say so)`; nothing where the evidence is weak. */
export function viewCause(fact: Fact<LikelyCause> | undefined): CauseView | undefined {
  if (fact?.state !== "known") return undefined;
  const { cause, count, of, example, atLeast } = fact.value;
  const least = atLeast === true ? "at least " : "";
  const says = count === 1 ? "says" : "say";
  return {
    text: `${cutText(visibleLine(cause), maxName)} (${least}${countWords(count)} of ${plural(of, "line")} ${says} so)`,
    example: example === undefined ? undefined : logLine(example),
  };
}
