import type { TrueEpisode } from "../alerts/amend.ts";
import type { Engine } from "../alerts/engine.ts";
import { savedEpisodes } from "../alerts/open-episodes.ts";
import { createEpisodeFinder } from "../alerts/true-episodes.ts";
import type { SavedRule } from "../detect/saved.ts";
import type { Alert } from "../model/alert.ts";
import type { Rule } from "../model/rule.ts";
import type { LogReader } from "../ports/log-store.ts";
import type { LateRules } from "./late-queue.ts";
import type { Snapshots } from "./snapshots.ts";
import { startWarmUp, type WarmUp } from "./warm-up.ts";

export interface LateRoundSettings {
  /** Those that late entries concern. */
  readonly rules: readonly Rule[];
  readonly late: LateRules;
  readonly openAlerts: readonly Alert[];
  readonly position: number;
  readonly reader: Pick<LogReader, "range" | "extent">;
  readonly snapshots: Pick<Snapshots, "before" | "staleFrom" | "drop" | "put">;
  /** The highest sequence that has been stored. */
  readonly arrived: () => number;
}

/** Rules that are judged again over what is stored, while those in force go on. */
export interface LateRound {
  readonly rules: readonly Rule[];
  readonly late: LateRules;
  /** One slice; true once it stands at `to`. */
  readonly read: (to: number) => boolean;
  /** What the rules know now; only once it stands at the position. */
  readonly saved: () => readonly SavedRule[];
  readonly episodes: () => readonly TrueEpisode[];
  /** Least instant from which alerts on record must be compared. */
  readonly since: number;
}

/** All that is stored by then, however late it came. */
const everySequence = Number.MAX_SAFE_INTEGER;

export function startLateRound(settings: LateRoundSettings): LateRound {
  const { rules, late, snapshots, position, reader } = settings;
  const fromOf = (rule: Rule): number => late.get(rule.id)?.fromTime ?? position;
  const pieces = rules.flatMap((rule) => {
    const piece = snapshots.before(rule.id, rule.meaning, fromOf(rule));
    return piece === undefined ? [] : [piece];
  });
  const known = new Set(pieces.map(({ id }) => id));
  const goOn = rules.filter(({ id }) => known.has(id));
  const fresh = rules.filter(({ id }) => !known.has(id));
  const finder = createEpisodeFinder(savedEpisodes(pieces, rules));
  const stale = staleStops(rules, late, snapshots);
  const watch = {
    told: finder.add,
    stops: fresh.length > 0 ? withAges(stale, Math.min(...rules.map(fromOf)), position) : stale,
    stopped: (engine: Engine) => refresh(engine),
  };

  /** A piece of before the late entries came is replaced by one that knows of them. */
  function refresh(engine: Engine): void {
    for (const { id } of rules) {
      const saved = engine.save(id);
      if (saved !== undefined) snapshots.put(saved, settings.arrived());
    }
  }

  function warmUps(): readonly WarmUp[] {
    const made: WarmUp[] = [];
    // Nothing before the late entries is another, and what is looked back on for them was told as it was.
    const earliest = Math.min(...rules.map(fromOf));
    const open = settings.openAlerts.filter((alert) => fresh.some(({ id }) => id === alert.rule));
    if (goOn.length > 0) made.push(startWarmUp(goOn, [], position, reader, pieces, watch));
    if (fresh.length > 0) made.push(startWarmUp(fresh, open, earliest, reader, undefined, watch));
    return made;
  }

  const running = warmUps();
  const since = Math.min(...rules.map(fromOf), ...pieces.map((piece) => piece.position));
  let next = 0;
  return {
    rules,
    late,
    since,
    read(to) {
      const warmUp = running[next % running.length];
      if (warmUp === undefined) return true;
      const target = { to, maxSequence: everySequence };
      // One slice of one of them; all must stand at the same instant in the end.
      if (!warmUp.read(target)) return false;
      next++;
      return running.every((one) => one.standsAt(to));
    },
    saved: () =>
      running.flatMap(({ engine }) =>
        rules.flatMap(({ id }) => {
          const saved = engine.save(id);
          return saved === undefined ? [] : [saved];
        }),
      ),
    episodes: finder.found,
  };
}

/**
 * Where the past is read anyway, pieces are left on the way, so that the next late entries need not go so far back.
 * Not before the first late entry: up to there the past has only been read in part.
 */
function withAges(stops: readonly number[], earliest: number, position: number): readonly number[] {
  const ages = [10_000, 40_000, 160_000, 640_000, 2_560_000].map((age) => position - age);
  const whole = [earliest - 1, ...ages].filter((at) => at >= earliest - 1);
  return [...new Set([...stops, ...whole])].sort((a, b) => a - b);
}

/** Positions at which pieces stand that do not know of the late entries; they are let go. */
function staleStops(
  rules: readonly Rule[],
  late: LateRules,
  snapshots: Pick<Snapshots, "staleFrom" | "drop">,
): readonly number[] {
  const stops = new Set<number>();
  for (const { id } of rules) {
    const from = late.get(id)?.fromTime;
    if (from === undefined) continue;
    const one = new Set([id]);
    for (const position of snapshots.staleFrom(one, from)) stops.add(position);
    snapshots.drop(one, from);
  }
  return [...stops].sort((a, b) => a - b);
}
