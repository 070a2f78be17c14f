import type { WriteStores } from "../store/open-stores.ts";
import type { Judge } from "./judge.ts";

/** A directory in which nothing was judged begins at `from`, or at its oldest entry where that is later. */
export function beginStored(
  judge: Pick<Judge, "begin" | "position">,
  stores: Pick<WriteStores, "log" | "logWriter">,
  from: number,
  now: number,
): void {
  const stored = stores.log.extent();
  if (stored === undefined || judge.position() !== undefined) return;
  judge.begin(Math.max(from, stored.from), stores.logWriter.maxSequence(), now);
}
