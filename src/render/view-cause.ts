import type { Fact, LikelyCause } from "../model/facts.ts";
import { countWords } from "../model/words.ts";
import { causeWords } from "./cause-words.ts";
import type { CauseView } from "./incident-view.ts";
import { logLine } from "./view-evidence.ts";
import { maxName } from "./view-limits.ts";
import { cutText, visibleLine } from "./visible-text.ts";

/** `the upstream refused the connection (connect_refused), as the log says of 5,911 of 6,870`; nothing where the evidence is weak. */
export function viewCause(fact: Fact<LikelyCause> | undefined): CauseView | undefined {
  if (fact?.state !== "known") return undefined;
  const { cause, count, of, example, atLeast } = fact.value;
  const least = atLeast === true ? "at least " : "";
  const ofWords =
    of === 1 ? "" : ` of ${count === of ? "all" : `${least}${countWords(count)} of`} ${countWords(of)}`;
  return {
    text: `${cutText(causeWords(visibleLine(cause)), maxName * 2)}, as the log says${ofWords}`,
    example: example === undefined ? undefined : logLine(example),
  };
}
