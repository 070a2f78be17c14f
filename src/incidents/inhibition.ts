import type { Alert } from "../model/alert.ts";
import type { InhibitRule } from "../model/inhibit-rule.ts";
import { matchLabels } from "../model/match-labels.ts";
import type { Matcher } from "../model/matcher.ts";

/** Which alerts are not told because of another that fires, as in Alertmanager. */
export interface Inhibitor {
  /** The first of the others that inhibits it; undefined where none does. */
  readonly by: (alert: Alert, others: Iterable<Alert>) => Alert | undefined;
}

/** What the rules make of one alert, by their place. */
interface Sides {
  readonly labels: Readonly<Record<string, string>>;
  readonly source: readonly boolean[];
  readonly target: readonly boolean[];
}

export function createInhibitor(rules: readonly InhibitRule[]): Inhibitor {
  // Each second every alert that fires is asked about; what is asked changes only with the alert.
  const known = new WeakMap<Alert, Sides>();

  function sidesOf(alert: Alert): Sides {
    const sides = known.get(alert);
    if (sides !== undefined) return sides;
    const labels = matchLabels(alert);
    const takes = (matchers: readonly Matcher[]): boolean => matchers.every((one) => one.matches(labels));
    const made = {
      labels,
      source: rules.map((rule) => takes(rule.sourceMatchers)),
      target: rules.map((rule) => takes(rule.targetMatchers)),
    };
    known.set(alert, made);
    return made;
  }

  function inhibits(rule: InhibitRule, place: number, other: Alert, sides: Sides): boolean {
    const source = sidesOf(other);
    if (source.source[place] !== true) return false;
    // What is on both sides is not inhibited by what is on both sides: they would silence one another.
    if (sides.source[place] === true && source.target[place] === true) return false;
    return rule.equal.every((name) => (source.labels[name] ?? "") === (sides.labels[name] ?? ""));
  }

  return {
    by(alert, others) {
      const sides = rules.length === 0 ? undefined : sidesOf(alert);
      if (sides === undefined || !sides.target.includes(true)) return undefined;
      for (const other of others) {
        if (other.id === alert.id || !firesBeside(other, alert)) continue;
        const isInhibited = rules.some(
          (rule, place) => sides.target[place] === true && inhibits(rule, place, other, sides),
        );
        if (isInhibited) return other;
      }
      return undefined;
    },
  };
}

/** It fires, or did until no sooner than the alert ended: what ends together is not told apart. */
function firesBeside(other: Alert, { state, resolvedAt }: Alert): boolean {
  if (other.state === "firing") return true;
  if (other.firedAt === undefined || other.resolvedAt === undefined) return false;
  return state === "resolved" && resolvedAt !== undefined && other.resolvedAt >= resolvedAt;
}

/** inhibited by dead-upstream: every upstream of athens is dead */
export function inhibitedWords({ rule, title }: Pick<Alert, "rule" | "title">): string {
  return `inhibited by ${rule}: ${title}`;
}
