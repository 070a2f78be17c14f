import { minuteAfter, minuteMs } from "./baseline-track.ts";

/** When a baseline may be taken: at epoch-aligned minutes, and not while an episode lasts. */
export interface BaselinePace {
  /** The minute for which it may be taken at `at`; undefined while it stands still. */
  readonly minuteAt: (at: number) => number | undefined;
  /** Has it stood still, so that the next minute takes it whatever entered since? Until `done`. */
  readonly owed: () => number | undefined;
  readonly stands: () => boolean;
  readonly done: () => void;
  readonly episode: (at: number, open: boolean) => void;
  readonly save: () => SavedPace;
}

export type SavedPace = { readonly frozen: boolean; readonly owedAt: number };

const never = Number.POSITIVE_INFINITY;

export function createBaselinePace(saved: SavedPace | undefined): BaselinePace {
  let { frozen, owedAt } = saved ?? { frozen: false, owedAt: never };
  return {
    minuteAt(at) {
      if (frozen) return undefined;
      const minute = Math.floor(at / minuteMs) * minuteMs;
      return owedAt !== never && minute < owedAt ? undefined : minute;
    },
    owed: () => (owedAt === never ? undefined : owedAt),
    stands: () => frozen,
    done() {
      owedAt = never;
    },
    episode(at, open) {
      frozen = open;
      owedAt = open ? never : minuteAfter(at);
    },
    save: () => ({ frozen, owedAt }),
  };
}
