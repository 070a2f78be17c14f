import { alertId } from "../alerts/alert-record.ts";
import type { AlertValue, Group, ResolveReason, Transition } from "../model/alert.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import type { Rule, Severity } from "../model/rule.ts";

/** Episodes of one rule that are kept one by one; further ones are counted. */
export const maxEpisodesKept = 2_000;

/** One alert that fired, from start to end. */
export interface Episode {
  readonly rule: string;
  readonly group: Group;
  readonly tenant: string | undefined;
  readonly startedAt: number;
  readonly firedAt: number;
  /** Undefined while it still fires. */
  readonly endedAt: number | undefined;
  readonly reason: ResolveReason | null;
  /** The value with which it fired. */
  readonly value: AlertValue;
  /** The worst that it became. */
  readonly severity: Severity;
  readonly evidenceFrom: number;
}

/** What one rule did in the time looked at. */
export interface RuleEpisodes {
  /** In order of firing, bounded by maxEpisodesKept. */
  readonly episodes: readonly Episode[];
  /** All of them. */
  readonly count: number;
  /** When the first of those that are not kept fired; Infinity where all are. */
  readonly unkeptFrom: number;
  /** How long its alerts fired within the time looked at, added up, ms. */
  readonly firingMs: number;
}

export interface EpisodeBook {
  readonly add: (transition: Transition) => void;
  /** By rule id, every rule; times up to and including `to`. */
  readonly finish: (to: number) => ReadonlyMap<string, RuleEpisodes>;
}

interface Collected {
  readonly episodes: Episode[];
  count: number;
  unkeptFrom: number;
  firingMs: number;
}

/** Episodes out of transitions in order, after `from`. What ended at or before that is left out; a pending one is none. */
export function createEpisodeBook(
  rules: readonly Rule[],
  from: number,
  maxKept = maxEpisodesKept,
): EpisodeBook {
  const severities = new Map(rules.map((rule) => [rule.id, rule.severity]));
  const byRule = new Map<string, Collected>(
    rules.map((rule) => [
      rule.id,
      { episodes: [], count: 0, unkeptFrom: Number.POSITIVE_INFINITY, firingMs: 0 },
    ]),
  );
  const firing = new Map<string, Episode>();

  function keep(episode: Episode, to: number): void {
    const collected = byRule.get(episode.rule);
    if (collected === undefined || (episode.endedAt ?? to) <= from) return;
    collected.count++;
    collected.firingMs += (episode.endedAt ?? to) - Math.max(episode.firedAt, from + 1);
    if (collected.episodes.length < maxKept) collected.episodes.push(episode);
    else collected.unkeptFrom = Math.min(collected.unkeptFrom, episode.firedAt);
  }

  function begin(transition: Transition): Episode {
    const { rule, group, tenant, startedAt, at, value, evidenceFrom } = transition;
    const severity = severities.get(rule) ?? "info";
    const open = { endedAt: undefined, reason: null, severity };
    return { rule, group, tenant, startedAt, firedAt: at, value, evidenceFrom, ...open };
  }

  return {
    add(transition) {
      const id = alertId(transition);
      const known = firing.get(id);
      if (transition.escalatedTo !== undefined) {
        if (known !== undefined) firing.set(id, { ...known, severity: transition.escalatedTo });
      } else if (transition.state === "firing") {
        firing.set(id, known ?? begin(transition));
      } else if (transition.state === "resolved" && known !== undefined) {
        firing.delete(id);
        keep({ ...known, endedAt: transition.at, reason: transition.reason }, transition.at);
      }
    },
    finish(to) {
      for (const episode of firing.values()) keep(episode, to);
      firing.clear();
      for (const { episodes } of byRule.values()) episodes.sort((a, b) => a.firedAt - b.firedAt);
      return byRule;
    },
  };
}

/** Rule, tenant and group: what two versions of an episode have in common. */
export function episodeKey({ rule, tenant, group }: Pick<Episode, "rule" | "tenant" | "group">): string {
  return canonicalJson([rule, tenant ?? null, group]);
}
