import { formatDuration } from "../../model/duration.ts";
import type { SelfFinding } from "./self-finding.ts";

/** A file that is followed. */
export interface WatchedSource {
  readonly name: string;
  /** 0: it may be silent. */
  readonly silentAfterMs: number;
  /** Wall clock at which it last brought an entry, or at which it began to be followed. */
  readonly lastAt: number;
}

/** Files that are followed and bring nothing: the log has moved, or who writes it has stopped. */
export function silentSources(sources: readonly WatchedSource[], now: number): readonly SelfFinding[] {
  return sources
    .filter(({ silentAfterMs, lastAt }) => silentAfterMs > 0 && now - lastAt >= silentAfterMs)
    .map(({ name, silentAfterMs, lastAt }) => ({
      rule: "tocsin-source-silent",
      group: { source: name },
      since: lastAt,
      value: now - lastAt,
      title: `${name} has brought no entry for ${formatDuration(silentAfterMs)}: is the path right, does anybody write to it?`,
    }));
}
