import { canonicalJson } from "../model/canonical-json.ts";
import { formatInstant } from "../model/instant.ts";
import type { BacktestResult, RuleComparison, RuleOutcome } from "../study/backtest.ts";
import type { Episode } from "../study/episodes.ts";

/** The result for machines: instants as RFC 3339, durations in ms. */
export function backtestJson(result: BacktestResult, entries: number): unknown {
  const { from, to, keptFrom, outcomes, total, compared } = result;
  return {
    from: formatInstant(from + 1),
    to: formatInstant(to),
    entries,
    ...(keptFrom === undefined ? {} : { kept_from: formatInstant(keptFrom) }),
    incidents: total.incidents,
    notices: total.notices,
    ...(total.atLeast ? { at_least: true } : {}),
    rules: outcomes.map(outcomeJson),
    ...(compared === undefined ? {} : { compared: compared.map(comparisonJson) }),
  };
}

function outcomeJson({
  rule,
  episodes,
  count,
  firingMs,
  incidents,
  notices,
  atLeast,
  counts,
  coveredFrom,
}: RuleOutcome): unknown {
  return {
    rule: rule.id,
    severity: rule.severity,
    episodes: count,
    firing_ms: firingMs,
    incidents,
    notices,
    ...(atLeast ? { at_least: true } : {}),
    matched: counts?.matched ?? 0,
    failed: counts?.failed ?? 0,
    ...(coveredFrom === undefined ? {} : { covered_from: formatInstant(coveredFrom) }),
    list: episodes.map(episodeJson),
    ...(episodes.length < count ? { not_listed: count - episodes.length } : {}),
  };
}

function comparisonJson({ id, change, added, removed, moved, same, comparedTo }: RuleComparison): unknown {
  return {
    rule: id,
    change,
    added: added.map(episodeJson),
    removed: removed.map(episodeJson),
    moved: moved.map(({ before, after }) => ({ before: episodeJson(before), after: episodeJson(after) })),
    same,
    ...(comparedTo === undefined ? {} : { compared_to: formatInstant(comparedTo) }),
  };
}

function episodeJson({ group, startedAt, firedAt, endedAt, value, severity, reason }: Episode): unknown {
  return {
    group: JSON.parse(canonicalJson(group)) as unknown,
    started_at: formatInstant(startedAt),
    fired_at: formatInstant(firedAt),
    ended_at: endedAt === undefined ? null : formatInstant(endedAt),
    value,
    severity,
    reason,
  };
}
