import { deserialize, serialize } from "node:v8";
import type { Engine } from "../alerts/engine.ts";
import type { SavedRule } from "../detect/saved.ts";
import type { SnapshotPiece, SnapshotStore } from "../ports/snapshot-store.ts";

/** Real time between the beginnings of two rounds over all rules, ms, at least. */
const roundEveryMs = 10_000;
/** A round that takes long is repeated less often: at most this share of the time goes into rounds. */
const roundShare = 0.02;
/** Real time after which a step saves no further rule, ms. */
const sliceMs = 15;
/** Pieces kept of one rule, by age: each is at most so many times as old as the one before it, or nearly. */
const ageStep = 4;
/** Log time by which the youngest pieces are apart, ms. */
const youngestMs = 10_000;
/** Bytes of all pieces; beyond it the oldest are let go, down to the newest of each rule. */
export const maxPiecesBytes = 96 * 1024 * 1024;

/** Pieces of rules at growing ages, taken a few at a time between steps, so that no step waits for it. */
export interface Snapshots {
  /** After a step over the entries with sequence <= maxSequence. `leaveOut`: rules that do not know the truth now. */
  readonly stepped: (maxSequence: number, leaveOut: ReadonlySet<string>) => void;
  /** The newest piece of the rule before `time`, if one is kept. */
  readonly before: (rule: string, meaning: string, time: number) => SavedRule | undefined;
  /** Positions of pieces of these rules at or after `time`, ascending: they do not know what came late. */
  readonly staleFrom: (rules: ReadonlySet<string>, time: number) => readonly number[];
  readonly drop: (rules: ReadonlySet<string>, from: number) => void;
  readonly put: (saved: SavedRule, maxSequence: number) => void;
  /** Real time since the last whole round, ms; undefined before the first. */
  readonly ageMs: () => number | undefined;
  readonly bytes: () => number;
}

export function createSnapshots(
  engine: Pick<Engine, "save">,
  ruleIds: () => readonly string[],
  store: SnapshotStore,
  /** No piece is needed that is older than the newest one of this age. */
  latenessMs: () => number,
  /** Real time, ms; monotonic. */
  elapsed: () => number,
): Snapshots {
  const pieces = new Map<string, SnapshotPiece[]>();
  let waiting: string[] = [];
  let nextRoundAt = Number.NEGATIVE_INFINITY;
  let spentMs = 0;
  let wroteAt: number | undefined;

  function put(saved: SavedRule, maxSequence: number): void {
    const { id, meaning, position } = saved;
    const piece = { rule: id, meaning, position, maxSequence, bytes: serialize(saved) };
    const known = (pieces.get(id) ?? []).filter(
      (one) => one.meaning === meaning && one.position !== position,
    );
    const list = [...known, piece].sort((a, b) => a.position - b.position);
    const newest = list.at(-1)?.position ?? 0;
    const oldest = list.findLastIndex((one) => newest - one.position >= latenessMs());
    pieces.set(id, thinned(list.slice(Math.max(0, oldest))));
  }

  function endRound(now: number): void {
    const ids = new Set(ruleIds());
    for (const id of pieces.keys()) if (!ids.has(id)) pieces.delete(id);
    shrink();
    store.save([...pieces.values()].flatMap((list) => list.slice(-1)));
    wroteAt = now;
    const took = spentMs + elapsed() - now;
    nextRoundAt = now + Math.max(roundEveryMs, took / roundShare);
  }

  function bytes(): number {
    let total = 0;
    for (const list of pieces.values()) for (const piece of list) total += piece.bytes.length;
    return total;
  }

  function shrink(): void {
    let over = bytes() - maxPiecesBytes;
    while (over > 0) {
      const longest = [...pieces.values()].filter((list) => list.length > 1);
      const oldest = longest.sort((a, b) => (a[0]?.position ?? 0) - (b[0]?.position ?? 0))[0]?.shift();
      if (oldest === undefined) return;
      over -= oldest.bytes.length;
    }
  }

  return {
    stepped(maxSequence, leaveOut) {
      const started = elapsed();
      if (waiting.length === 0) {
        if (started < nextRoundAt) return;
        waiting = [...ruleIds()];
        spentMs = 0;
      }
      while (waiting.length > 0 && elapsed() - started < sliceMs) {
        const id = waiting.pop();
        const saved = id === undefined || leaveOut.has(id) ? undefined : engine.save(id);
        if (saved !== undefined) put(saved, maxSequence);
      }
      spentMs += elapsed() - started;
      if (waiting.length === 0) endRound(elapsed());
    },
    before(rule, meaning, time) {
      const known = pieces.get(rule)?.filter((one) => one.meaning === meaning && one.position < time);
      const newest = known?.at(-1);
      // Row mapper: `put` wrote it.
      return newest === undefined ? undefined : (deserialize(newest.bytes) as SavedRule);
    },
    staleFrom(rules, time) {
      const found = new Set<number>();
      for (const rule of rules) {
        for (const { position } of pieces.get(rule) ?? []) if (position >= time) found.add(position);
      }
      return [...found].sort((a, b) => a - b);
    },
    drop(rules, from) {
      for (const rule of rules) {
        pieces.set(
          rule,
          (pieces.get(rule) ?? []).filter((one) => one.position < from),
        );
      }
    },
    put,
    ageMs: () => (wroteAt === undefined ? undefined : elapsed() - wroteAt),
    bytes,
  };
}

/**
 * Of pieces in order of position: of those that are about as old as one another, by powers of ageStep, the oldest and
 * the newest. So for any instant there is one before it that is not much older.
 */
function thinned(list: readonly SnapshotPiece[]): SnapshotPiece[] {
  const newest = list.at(-1)?.position ?? 0;
  const ageOf = ({ position }: SnapshotPiece): number =>
    Math.max(0, Math.ceil(Math.log((newest - position) / youngestMs + 1) / Math.log(ageStep)));
  return list.filter(
    (piece, place) =>
      place === 0 ||
      place === list.length - 1 ||
      ageOf(piece) !== ageOf(list[place - 1] ?? piece) ||
      ageOf(piece) !== ageOf(list[place + 1] ?? piece),
  );
}
