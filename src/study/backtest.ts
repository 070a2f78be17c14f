import { createEngine } from "../alerts/engine.ts";
import { lookbackMs } from "../detect/lookback.ts";
import type { BookSettings } from "../incidents/incident-book.ts";
import type { Transition } from "../model/alert.ts";
import type { Entry } from "../model/entry.ts";
import type { Rule } from "../model/rule.ts";
import type { RuleCount } from "../ports/state-store.ts";
import { diffEpisodes, type EpisodeDiff } from "./episode-diff.ts";
import { createEpisodeBook, type Episode, type EpisodeBook, type RuleEpisodes } from "./episodes.ts";
import { createNoticeCounter, type NoticeCount, type NoticeCounter } from "./notices.ts";

/** Entries between two looks at the engine; it decides only how much is kept in between. */
const entriesPerAdvance = 5_000;

export interface BacktestSettings {
  readonly rules: readonly Rule[];
  /** The rules as they were; absent: nothing is compared. */
  readonly base?: readonly Rule[];
  /** Log time after which is looked at, up to and including `to`; what is before it is judged silently. */
  readonly from: number;
  readonly to: number;
  /** Time of the oldest entry that there is, which may not be among those judged. */
  readonly oldest?: number;
  /** Older ones were deleted: time before `oldest` is not empty but unknown. */
  readonly pruned?: boolean;
  readonly telling: Omit<BookSettings, "catchUpMs">;
}

/** What one rule did, or would have done. */
export interface RuleOutcome extends RuleEpisodes, NoticeCount {
  readonly rule: Rule;
  readonly counts: RuleCount | undefined;
  /** Log time before which it had not seen all that it looks back at; absent: it had. */
  readonly coveredFrom?: number;
}

export interface RuleComparison extends EpisodeDiff {
  readonly id: string;
  /** Of the rule; absent where it was removed, or switched off. */
  readonly after: RuleOutcome | undefined;
  /** Absent where it is new, or was switched off. */
  readonly before: RuleEpisodes | undefined;
  readonly change: "added" | "removed" | "edited" | "same";
  /** Only episodes that fired before this are compared: there are more than are kept. Absent: all are. */
  readonly comparedTo?: number;
}

export interface BacktestResult {
  readonly from: number;
  readonly to: number;
  /** Set where entries are kept only from then on, and the time looked at begins before. */
  readonly keptFrom?: number;
  readonly outcomes: readonly RuleOutcome[];
  readonly total: NoticeCount;
  /** Absent where there is no base. In the order of ids. */
  readonly compared?: readonly RuleComparison[];
}

export interface Backtest {
  /** In order of (time, arrival). */
  readonly enter: (entry: Entry) => void;
  readonly finish: () => BacktestResult;
}

const noEpisodes: RuleEpisodes = {
  episodes: [],
  count: 0,
  unkeptFrom: Number.POSITIVE_INFINITY,
  firingMs: 0,
};

/** How long before `from` entries still matter to one of these rules. */
export function backtestLookbackMs(rules: readonly Rule[]): number {
  return rules.reduce((longest, rule) => (rule.enabled ? Math.max(longest, lookbackMs(rule)) : longest), 0);
}

/** The engine over entries of the past. Rules that mean what they meant are judged once for both versions. */
export function createBacktest(settings: BacktestSettings): Backtest {
  const { rules, base, from, to, oldest } = settings;
  const active = rules.filter((rule) => rule.enabled);
  const activeBase = (base ?? []).filter((rule) => rule.enabled);
  const meanings = new Map(active.map((rule) => [rule.id, rule.meaning]));
  const edited = activeBase.filter((rule) => meanings.get(rule.id) !== rule.meaning);
  const engine = createEngine(active, oldest);
  const baseEngine = createEngine(edited, oldest);
  const book = createEpisodeBook(active, from);
  const baseBook = createEpisodeBook(edited, from);
  const notices = createNoticeCounter(active, settings.telling, from);
  let entered = 0;
  let last: number | undefined;

  function advance(at: number): void {
    entered = 0;
    take(engine.advance(at), at, book, notices);
    take(baseEngine.advance(at), at, baseBook, undefined);
  }

  return {
    enter(entry) {
      if (last !== undefined && entry.time > last && entered >= entriesPerAdvance) advance(last);
      engine.enter(entry);
      if (edited.length > 0) baseEngine.enter(entry);
      last = entry.time;
      entered++;
    },
    finish() {
      advance(to);
      // What happened in the last second is told with its end.
      notices.add([], Number.POSITIVE_INFINITY);
      const episodes = book.finish(to);
      const counts = new Map(engine.ruleCounts().map((one) => [one.rule, one]));
      const outcomes = active.map((rule): RuleOutcome => {
        const coveredFrom = settings.pruned === true ? uncoveredUntil(rule, oldest ?? from, from) : undefined;
        return {
          rule,
          ...(episodes.get(rule.id) ?? noEpisodes),
          ...notices.ofRule(rule.id),
          counts: counts.get(rule.id),
          ...(coveredFrom === undefined ? {} : { coveredFrom }),
        };
      });
      const missing = settings.pruned === true && oldest !== undefined && oldest > from + 1;
      const result = {
        from,
        to,
        outcomes,
        total: notices.total(),
        ...(missing ? { keptFrom: oldest } : {}),
      };
      if (base === undefined) return result;
      return { ...result, compared: compare(outcomes, activeBase, baseBook.finish(to)) };
    },
  };
}

function take(
  transitions: readonly Transition[],
  at: number,
  book: EpisodeBook,
  notices: NoticeCounter | undefined,
): void {
  for (const transition of transitions) book.add(transition);
  notices?.add(transitions, at);
}

/** A rule that looks back further than entries are kept saw less than it would have at the time. */
function uncoveredUntil(rule: Rule, oldest: number, from: number): number | undefined {
  const until = oldest + lookbackMs(rule);
  return until > from ? until : undefined;
}

function compare(
  outcomes: readonly RuleOutcome[],
  base: readonly Rule[],
  edited: ReadonlyMap<string, RuleEpisodes>,
): readonly RuleComparison[] {
  const after = new Map(outcomes.map((one) => [one.rule.id, one]));
  const before = new Map(base.map((rule) => [rule.id, edited.get(rule.id) ?? after.get(rule.id)]));
  const ids = [...new Set([...after.keys(), ...before.keys()])].sort();
  return ids.map((id): RuleComparison => {
    const now = after.get(id);
    const then = before.get(id);
    const comparedTo = Math.min(unkeptFrom(then), unkeptFrom(now));
    const kept = (all: RuleEpisodes | undefined): readonly Episode[] =>
      (all?.episodes ?? []).filter(({ firedAt }) => firedAt < comparedTo);
    return {
      id,
      after: now,
      before: then,
      change: changeOf(then, now, edited.has(id)),
      ...diffEpisodes(kept(then), kept(now)),
      ...(comparedTo === Number.POSITIVE_INFINITY ? {} : { comparedTo }),
    };
  });
}

function unkeptFrom(found: RuleEpisodes | undefined): number {
  return found?.unkeptFrom ?? Number.POSITIVE_INFINITY;
}

function changeOf(
  before: RuleEpisodes | undefined,
  after: RuleOutcome | undefined,
  isEdited: boolean,
): RuleComparison["change"] {
  if (before === undefined) return "added";
  if (after === undefined) return "removed";
  return isEdited ? "edited" : "same";
}
