import type { RecentLines } from "../alerts/self/unparsable-lines.ts";
import { createLabelBound } from "./metrics/label-bound.ts";

/** Lines of each source within the last five minutes, in buckets of one. */
export interface RecentLineCounts {
  readonly add: (source: string, read: number, unparsable: number, now: number) => void;
  readonly list: (now: number) => readonly RecentLines[];
}

export const bucketMs = 60_000;
const buckets = 5;

interface Bucket {
  readonly start: number;
  read: number;
  unparsable: number;
}

export function createRecentLines(): RecentLineCounts {
  const bySource = new Map<string, Bucket[]>();
  const label = createLabelBound();

  function current(list: readonly Bucket[], now: number): Bucket[] {
    return list.filter(({ start }) => now - start < buckets * bucketMs);
  }

  return {
    add(name, read, unparsable, now) {
      if (read === 0) return;
      const source = label(name);
      const list = current(bySource.get(source) ?? [], now);
      const start = Math.floor(now / bucketMs) * bucketMs;
      const last = list.at(-1);
      if (last?.start === start) {
        last.read += read;
        last.unparsable += unparsable;
      } else list.push({ start, read, unparsable });
      bySource.set(source, list);
    },
    list: (now) =>
      [...bySource].flatMap(([source, all]) => {
        const list = current(all, now);
        const [first] = list;
        if (first === undefined) return [];
        const sum = (key: "read" | "unparsable"): number => list.reduce((total, one) => total + one[key], 0);
        return [{ source, read: sum("read"), unparsable: sum("unparsable"), since: first.start }];
      }),
  };
}
