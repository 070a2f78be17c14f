import type { DuplicateCounts } from "../detect/duplicate-marks.ts";
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
  // What an engine marked while it read the past is not news.
  const markedBefore = new Map([[first, first.duplicates()]]);

  function marked(kind: keyof DuplicateCounts): number {
    // Each engine in which a rule leaves duplicates out marks the same ones.
    return Math.max(
      0,
      ...engines.map((engine) => engine.duplicates()[kind] - (markedBefore.get(engine)?.[kind] ?? 0)),
    );
  }

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
    duplicates: () => ({ marked: marked("marked"), unremembered: marked("unremembered") }),
    replace(dropped, engine) {
      for (const one of engines) one.drop(dropped);
      const left = engines.filter((one) => one.ruleCounts().length > 0);
      for (const one of engines) if (!left.includes(one)) markedBefore.delete(one);
      engines = engine === undefined ? left : [...left, engine];
      if (engine !== undefined) markedBefore.set(engine, engine.duplicates());
    },
  };
}

function byTimeAndRule(a: Transition, b: Transition): number {
  return a.at - b.at || compareText(a.rule, b.rule);
}
