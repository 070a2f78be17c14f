import type { BehindSource } from "../detect/position.ts";

/** Which sources are behind, and how far each has come. */
export interface SourceProgress {
  readonly setBehind: (source: string, behind: boolean, now: number) => void;
  /** Entries of the source were committed, the newest at log time `newest`. */
  readonly committed: (source: string, newest: number, now: number) => void;
  readonly behind: () => readonly BehindSource[];
}

export function createSourceProgress(): SourceProgress {
  const marks = new Map<string, number>();
  const progressAt = new Map<string, number>();
  const behind = new Set<string>();
  return {
    setBehind(source, isBehind, now) {
      if (!isBehind) behind.delete(source);
      else if (!behind.has(source)) {
        behind.add(source);
        progressAt.set(source, now);
      }
    },
    committed(source, newest, now) {
      marks.set(source, Math.max(newest, marks.get(source) ?? Number.NEGATIVE_INFINITY));
      progressAt.set(source, now);
    },
    behind: () =>
      [...behind].map((name) => ({ name, lowMark: marks.get(name), progressAt: progressAt.get(name) ?? 0 })),
  };
}
