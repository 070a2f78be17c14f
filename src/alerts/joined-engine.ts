import type { DuplicateCounts } from "../detect/duplicate-marks.ts";
import type { Transition } from "../model/alert.ts";
import type { Entry } from "../model/entry.ts";
import { compareText, type Engine } from "./engine.ts";

/** Engines that judge different rules over the same entries, as one. */
export interface JoinedEngine extends Omit<Engine, "drop" | "since"> {
  /** Since they were joined: what an engine read of the past is left out. */
  readonly duplicates: () => DuplicateCounts;
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
  const duplicates = createJoinedDuplicates();
  duplicates.judgedBy(engines);
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
    duplicates: duplicates.counts,
    replace(dropped, engine) {
      for (const one of engines) one.drop(dropped);
      const left = engines.filter((one) => one.ruleCounts().length > 0);
      engines = engine === undefined ? left : [...left, engine];
      duplicates.judgedBy(engines);
    },
  };
}

function byTimeAndRule(a: Transition, b: Transition): number {
  return a.at - b.at || compareText(a.rule, b.rule);
}

/** All engines that mark duplicates at all mark the same ones, so one of them speaks for all. */
function createJoinedDuplicates(): {
  readonly judgedBy: (engines: readonly Engine[]) => void;
  readonly counts: () => DuplicateCounts;
} {
  let before: DuplicateCounts = { marked: 0, unremembered: 0 };
  let judging: readonly { readonly engine: Engine; readonly from: DuplicateCounts }[] = [];

  function counts(): DuplicateCounts {
    const each = judging.map(({ engine, from }) => {
      const { marked, unremembered } = engine.duplicates();
      return { marked: marked - from.marked, unremembered: unremembered - from.unremembered };
    });
    return {
      marked: before.marked + Math.max(0, ...each.map(({ marked }) => marked)),
      unremembered: before.unremembered + Math.max(0, ...each.map(({ unremembered }) => unremembered)),
    };
  }

  return {
    judgedBy(engines) {
      before = counts();
      judging = engines.map((engine) => ({ engine, from: engine.duplicates() }));
    },
    counts,
  };
}
