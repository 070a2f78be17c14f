import { type Episode, episodeKey } from "./episodes.ts";

/** Two episodes of the same group that overlap, and are not the same. */
export interface MovedEpisode {
  readonly before: Episode;
  readonly after: Episode;
}

/** What became of the episodes of one rule. */
export interface EpisodeDiff {
  readonly added: readonly Episode[];
  readonly removed: readonly Episode[];
  readonly moved: readonly MovedEpisode[];
  readonly same: number;
}

/**
 * Episodes of one rule against those of its base, each in order of firing. Those that fire at the same time for the
 * same group are one episode; where one meets several, the earliest is its counterpart.
 */
export function diffEpisodes(before: readonly Episode[], after: readonly Episode[]): EpisodeDiff {
  const open = new Map<string, Episode[]>();
  for (const episode of before) {
    const key = episodeKey(episode);
    open.set(key, [...(open.get(key) ?? []), episode]);
  }
  const added: Episode[] = [];
  const moved: MovedEpisode[] = [];
  const met = new Set<Episode>();
  let same = 0;
  for (const episode of after) {
    const counterpart = open.get(episodeKey(episode))?.find((one) => !met.has(one) && overlap(one, episode));
    if (counterpart === undefined) {
      added.push(episode);
      continue;
    }
    met.add(counterpart);
    if (isSame(counterpart, episode)) same++;
    else moved.push({ before: counterpart, after: episode });
  }
  return { added, removed: before.filter((episode) => !met.has(episode)), moved, same };
}

/** From fire to end; one that ends as it fires is an instant. */
function overlap(a: Episode, b: Episode): boolean {
  const endA = a.endedAt ?? Number.POSITIVE_INFINITY;
  const endB = b.endedAt ?? Number.POSITIVE_INFINITY;
  return a.firedAt <= endB && b.firedAt <= endA;
}

function isSame(a: Episode, b: Episode): boolean {
  return a.firedAt === b.firedAt && a.endedAt === b.endedAt && a.severity === b.severity;
}
