import type { ListedGroup } from "../model/condition.ts";
import { FIELDS } from "../model/entry.ts";
import { fieldName } from "../model/group.ts";
import type { ConditionContext } from "./condition-context.ts";
import { nearestName } from "./nearest-name.ts";
import type { Finding } from "./source-text.ts";

/** Groups that one rule may list. */
export const maxListedGroups = 1_000;

/**
 * `expect` of a condition that compares with an upper bound: a group that has no entries is judged only where the
 * rule says that it is there.
 */
export function readExpectOfUpperBound(
  keys: {
    readonly lt?: number | undefined;
    readonly lte?: number | undefined;
    readonly expect?: readonly unknown[] | undefined;
  },
  context: ConditionContext,
): readonly ListedGroup[] | undefined {
  const upper = (["lt", "lte"] as const).filter((key) => keys[key] !== undefined);
  if (keys.expect !== undefined) {
    if (upper.length > 0) return readListedGroups(keys.expect, context);
    const message = "`expect` is for `lt` and `lte`: without them a group without entries is never true";
    context.problem(["expect"], { code: "rule/bad-expect", message, hint: "leave it out" });
    return undefined;
  }
  if (context.groupBy.length === 0) return undefined;
  for (const key of upper) {
    context.problem([key], {
      code: "rule/bad-comparator",
      message: `\`${key}: ${keys[key]}\` cannot be judged for a group that has no entries`,
      hint: "list the groups with `expect`, or leave out group_by and narrow the scope with `where`",
    });
  }
  return undefined;
}

/** A list of maps with the group_by values; what is wrong is reported and left out. */
export function readListedGroups(
  list: readonly unknown[],
  context: ConditionContext,
): readonly ListedGroup[] {
  if (list.length === 0)
    report([], "`expect` lists no group", `a group is written \`${example(context)}\``, context);
  if (list.length > maxListedGroups) {
    const message = `\`expect\` lists ${list.length} groups, allowed are ${maxListedGroups}`;
    report([], message, "write several rules, or group by less", context);
    return [];
  }
  const groups: ListedGroup[] = [];
  const known = new Set<string>();
  list.forEach((item, place) => {
    const group = readGroup(item, place, context);
    if (group === undefined) return;
    const text = JSON.stringify(context.groupBy.map((name) => group[name]));
    if (known.has(text)) report([place], "this group is listed twice", "leave one of them out", context);
    known.add(text);
    groups.push(group);
  });
  return groups;
}

function readGroup(item: unknown, place: number, context: ConditionContext): ListedGroup | undefined {
  const { groupBy } = context;
  const hint = `a group is written \`${example(context)}\``;
  if (typeof item !== "object" || item === null || Array.isArray(item)) {
    report([place], "a group is a map of its `group_by` values", hint, context);
    return undefined;
  }
  const written = new Map<string, unknown>(Object.entries(item));
  for (const name of written.keys()) {
    if (groupBy.includes(name)) continue;
    const nearest = nearestName(name, groupBy);
    const advice = nearest === undefined ? hint : `did you mean \`${nearest}\`?`;
    report([place, name], `\`${name}\` is not in \`group_by\``, advice, context);
  }
  const group: Record<string, ListedGroup[string]> = {};
  for (const name of groupBy) {
    const value = written.get(name);
    if (value === undefined) report([place], `the group has no \`${name}\``, hint, context);
    else if (!isGroupValue(value)) report([place, name], `\`${name}\` must be one value`, hint, context);
    else {
      checkType(name, value, place, context);
      group[name] = value;
    }
  }
  return Object.keys(group).length === groupBy.length ? group : undefined;
}

function isGroupValue(value: unknown): value is ListedGroup[string] {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

/** 502 and "502" are different groups, and a field never holds the other one. */
function checkType(name: string, value: ListedGroup[string], place: number, context: ConditionContext): void {
  const field = fieldName(name);
  if (field === undefined || value === null || typeof value === FIELDS[field].type) return;
  const words = { string: "a text", number: "a number", boolean: "true or false" };
  const type = FIELDS[field].type;
  const expected = type === "string" || type === "number" || type === "boolean" ? words[type] : "one value";
  const hint = type === "string" ? "put it into quotes" : `write it as ${expected}, without quotes`;
  report([place, name], `\`${name}\` is always ${expected}: this group never has an entry`, hint, context);
}

function example({ groupBy }: ConditionContext): string {
  return groupBy.length === 0 ? "{}" : `{${groupBy.map((name) => `${name}: …`).join(", ")}}`;
}

function report(
  path: readonly (string | number)[],
  message: string,
  hint: string,
  context: ConditionContext,
): void {
  const finding: Finding = { code: "rule/bad-expect", message, hint };
  context.problem(["expect", ...path], finding);
}
