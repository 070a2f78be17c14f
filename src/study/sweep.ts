import type { Comparator, Condition, SingleCondition } from "../model/condition.ts";
import type { Rule } from "../model/rule.ts";

/** Thresholds of one sweep. */
export const maxSweepValues = 200;

/** One bound of a rule's condition at several values. */
export interface Sweep {
  /** gte, or share.gte for the bound of a condition that is joined. */
  readonly key: string;
  readonly values: readonly number[];
}

const SWEEP = /^([\w.-]+)=(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)(?::(\d+(?:\.\d+)?))?$/;

/** `gte=3..20`, or `gte=0.1..0.9:0.1` with the step; undefined where the text is none, or has too many values. */
export function parseSweep(text: string): Sweep | undefined {
  const [, key, first, last, step = "1"] = SWEEP.exec(text) ?? [];
  if (key === undefined) return undefined;
  const [from, to, by] = [Number(first), Number(last), Number(step)];
  const count = Math.floor((to - from) / by + 1e-9) + 1;
  if (!(by > 0) || count < 1 || count > maxSweepValues) return undefined;
  // Counted, not added up: 0.1 + 0.1 + 0.1 is not 0.3.
  const values = Array.from({ length: count }, (_, i) => Number((from + i * by).toPrecision(12)));
  return { key, values };
}

/** The rule at another value of one bound, under an id of its own; undefined where it has no such bound. */
export function withBound(rule: Rule, key: string, value: number): Rule | undefined {
  const condition = conditionWith(rule.condition, key, value);
  return (
    condition && {
      ...rule,
      condition,
      enabled: true,
      id: `${rule.id}@${value}`,
      meaning: `${rule.meaning}@${value}`,
    }
  );
}

/** The bound as the rule has it. */
export function boundOf(rule: Rule, key: string): number | undefined {
  const { part, bound } = partOf(rule.condition, key);
  if (part === undefined || !isBound(bound)) return undefined;
  if (part.type === "consecutive") return bound === "gte" ? part.gte : undefined;
  return "compare" in part ? part.compare[bound] : undefined;
}

/** The bounds that can be swept, by key. */
export function boundsOf({ condition }: Rule): readonly string[] {
  if ("conditions" in condition) {
    return Object.entries(condition.conditions).flatMap(([name, part]) =>
      ownBounds(part).map((bound) => `${name}.${bound}`),
    );
  }
  return ownBounds(condition);
}

function ownBounds(part: SingleCondition): readonly string[] {
  if (part.type === "consecutive") return ["gte"];
  return "compare" in part ? Object.keys(part.compare) : [];
}

function partOf(
  condition: Condition,
  key: string,
): { readonly part?: SingleCondition; readonly bound: string } {
  if (!("conditions" in condition)) return { part: condition, bound: key };
  const dot = key.lastIndexOf(".");
  const part = condition.conditions[key.slice(0, dot)];
  return part === undefined ? { bound: key } : { part, bound: key.slice(dot + 1) };
}

function conditionWith(condition: Condition, key: string, value: number): Condition | undefined {
  const { part, bound } = partOf(condition, key);
  if (part === undefined || !isBound(bound)) return undefined;
  const changed = partWith(part, bound, value);
  if (changed === undefined || !("conditions" in condition)) return changed;
  const name = key.slice(0, key.lastIndexOf("."));
  return { ...condition, conditions: { ...condition.conditions, [name]: changed } };
}

function partWith(
  part: SingleCondition,
  bound: keyof Comparator,
  value: number,
): SingleCondition | undefined {
  if (part.type === "consecutive") return bound === "gte" ? { ...part, gte: value } : undefined;
  if (!("compare" in part) || part.compare[bound] === undefined) return undefined;
  return { ...part, compare: { ...part.compare, [bound]: value } };
}

function isBound(text: string): text is keyof Comparator {
  return text === "gt" || text === "gte" || text === "lt" || text === "lte";
}
