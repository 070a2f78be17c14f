import type { Transition } from "../model/alert.ts";
import type { Entry } from "../model/entry.ts";
import { compareText, type Engine } from "./engine.ts";

/** Engines that judge different rules over the same entries, as one. */
export interface JoinedEngine extends Omit<Engine, "drop" | "since"> {
  /** The rules of `dropped` are judged no more, and those of `engine`, which stands at the same instant, are. */
  readonly replace: (dropped: ReadonlySet<string>, engine: Engine | undefined) => void;
}

/**
 * A rule that was edited gets an engine that has read its past; the others keep theirs, with all that they hold. No
 * rule is in two of them, so their transitions need only be merged. There are never more engines than rules; a
 * restart makes them one again.
 */
export function joinEngines(first: Engine): JoinedEngine {
  let engines: readonly Engine[] = [first];
  return {
    enter(entry: Entry) {
      for (const engine of engines) engine.enter(entry);
    },
    advance(to) {
      if (engines.length === 1) return engines[0]?.advance(to) ?? [];
      // The order of engine.advance. Sorting is stable, and only one engine speaks of a rule.
      return engines.flatMap((engine) => engine.advance(to)).sort(byTimeAndRule);
    },
    save(id) {
      for (const engine of engines) {
        const saved = engine.save(id);
        if (saved !== undefined) return saved;
      }
      return undefined;
    },
    adopt(saved) {
      for (const engine of engines) engine.adopt(saved);
    },
    ruleCounts: () => engines.flatMap((engine) => engine.ruleCounts()),
    replace(dropped, engine) {
      for (const one of engines) one.drop(dropped);
      const left = engines.filter((one) => one.ruleCounts().length > 0);
      engines = engine === undefined ? left : [...left, engine];
    },
  };
}

function byTimeAndRule(a: Transition, b: Transition): number {
  return a.at - b.at || compareText(a.rule, b.rule);
}
