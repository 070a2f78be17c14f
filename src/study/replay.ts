import { createEngine } from "../alerts/engine.ts";
import type { Transition } from "../model/alert.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import type { Entry } from "../model/entry.ts";
import { formatInstant } from "../model/instant.ts";
import type { Rule } from "../model/rule.ts";
import type { RuleCount } from "../ports/state-store.ts";

/** Entries between two looks at the engine; it decides only how soon lines are printed. */
const entriesPerAdvance = 5_000;

/**
 * The engine over entries in any order: they are put in order of (time, arrival) first, as if none had been late.
 * Log time ends with the last entry, or runs on to `until` (which includes it; later entries are left out).
 */
export function* replay(
  rules: readonly Rule[],
  entries: readonly Entry[],
  until?: number,
  /** Told, at the end, what the rules counted. */
  onEnd: (counts: readonly RuleCount[]) => void = () => {},
): Generator<Transition, void, undefined> {
  const ordered = inOrder(entries);
  const engine = createEngine(rules);
  let entered = 0;
  let last: number | undefined;
  for (const entry of ordered) {
    if (until !== undefined && entry.time > until) break;
    if (last !== undefined && entry.time > last && entered >= entriesPerAdvance) {
      // All entries of `last` are in, so everything up to it can be told.
      yield* engine.advance(last);
      entered = 0;
    }
    engine.enter(entry);
    last = entry.time;
    entered++;
  }
  const end = until ?? last;
  if (end !== undefined) yield* engine.advance(end);
  onEnd(engine.ruleCounts());
}

/** A stable sort, skipped where the entries already are in order. */
function inOrder(entries: readonly Entry[]): readonly Entry[] {
  let previous = Number.NEGATIVE_INFINITY;
  for (const entry of entries) {
    if (entry.time < previous) return [...entries].sort((a, b) => a.time - b.time);
    previous = entry.time;
  }
  return entries;
}

/** The line that `tocsin replay` prints for a transition. */
export function transitionLine(transition: Transition): string {
  const { at, rule, group, state, value, startedAt, reason } = transition;
  const fields = {
    at: formatInstant(at),
    rule,
    group: JSON.parse(canonicalJson(group)) as unknown,
    state,
    value,
    started_at: formatInstant(startedAt),
    reason,
  };
  return JSON.stringify(fields);
}
