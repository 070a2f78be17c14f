import type { Entry } from "../model/entry.ts";

/**
 * The different upstreams that one request was sent to. With retries the last one alone misleads: where three dead
 * upstreams are tried in turn, it is the same one in nearly every line.
 */
export function triedUpstreams(entry: Entry): readonly string[] {
  const { upstream, upstreams } = entry;
  if (upstreams !== undefined && upstreams.length > 0) return [...new Set(upstreams)];
  return upstream === undefined ? [] : [upstream];
}
