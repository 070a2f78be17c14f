import { formatDuration, parseDuration } from "../model/duration.ts";
import { expressionMutations, movedLimits } from "../rules/expression-mutations.ts";
import { type Path, valueAt } from "../rules/yaml-document.ts";

/** One slip in a rule's document: the value at a path becomes another, or the key goes. */
export interface RuleMutation {
  readonly path: Path;
  /** Undefined: the key, or the item of a list, is left out. */
  readonly to: unknown;
  /** Where it shows, if that is not the path. */
  readonly place?: Path;
  /** Such as `window: 1m → 2m`. */
  readonly words: string;
}

type Written = Readonly<Record<string, unknown>>;

const EXPRESSIONS: readonly string[] = ["where", "match", "reset", "of", "until"];
const DURATIONS: readonly string[] =
  "for keep_firing_for window max_gap within hold forget_after history learning offset".split(" ");
/** Keys that a rule can do without: what is then otherwise, a test should say. */
const OPTIONAL: readonly string[] =
  "clear baseline reset of until escalate absent absent_groups duplicates".split(" ");
const STRICTER: Readonly<Record<string, string>> = { gt: "gte", gte: "gt", lt: "lte", lte: "lt" };
/** Conditions whose value is a whole number: one more or less is the same as the other side of the limit. */
const WHOLE: readonly string[] = ["count", "distinct", "consecutive"];

/** Every slip of the kinds that are tried, in the order of the document. */
export function ruleMutations(document: unknown): readonly RuleMutation[] {
  if (!isMap(document)) return [];
  const { tests: _, ...rule } = document;
  return mapMutations(rule, [], rule);
}

function mapMutations(map: Written, path: Path, rule: Written): readonly RuleMutation[] {
  return Object.entries(map).flatMap(([key, value]) => {
    const at = [...path, key];
    const inner = isMap(value) && key !== "labels" ? mapMutations(value, at, rule) : [];
    return [...keyMutations(key, value, at, rule), ...inner];
  });
}

function keyMutations(key: string, value: unknown, path: Path, rule: Written): readonly RuleMutation[] {
  const found: RuleMutation[] = [];
  const name = path.join(".");
  if (EXPRESSIONS.includes(key) && typeof value === "string") found.push(...inExpression(value, path));
  if (DURATIONS.includes(key) && typeof value === "string") found.push(...inDuration(value, path));
  if (STRICTER[key] !== undefined && typeof value === "number")
    found.push(...inLimit(key, value, path, rule));
  if (key === "min_count" && typeof value === "number") {
    found.push(...[value - 1, value + 1].map((to) => changed(path, value, to)));
  }
  if (key === "group_by" || key === "steps") found.push(...inList(value, path));
  if (key === "aggregate") found.push(changed(path, value, value === "avg" ? "max" : "avg"));
  if (value === "all_of") found.push(changed(path, value, "any_of"));
  if (value === "any_of") found.push(changed(path, value, "all_of"));
  if (key === "conditions" && isMap(value)) found.push(...withoutParts(value, path));
  if (OPTIONAL.includes(key)) found.push({ path, to: undefined, words: `${name} left out` });
  if (key === "where" && typeof value === "string" && !/&&/.test(value)) {
    found.push({ path, to: undefined, words: "where left out" });
  }
  return found;
}

function changed(path: Path, from: unknown, to: unknown): RuleMutation {
  return { path, to, words: `${path.join(".")}: ${String(from)} → ${String(to)}` };
}

function inExpression(source: string, path: Path): readonly RuleMutation[] {
  return expressionMutations(source).map(({ source: to, words }) => ({
    path,
    to,
    words: `${path.join(".")}: ${words}`,
  }));
}

/** Half and double. */
function inDuration(text: string, path: Path): readonly RuleMutation[] {
  const ms = parseDuration(text);
  if (ms === undefined || ms < 2) return [];
  return [Math.floor(ms / 2), ms * 2].map((to) => changed(path, text, formatDuration(to)));
}

function inLimit(key: string, value: number, path: Path, rule: Written): readonly RuleMutation[] {
  const holder = path.slice(0, path.at(-2) === "clear" ? -2 : -1);
  const condition = valueAt(rule, holder);
  const isWhole =
    isMap(condition) && WHOLE.includes(String(condition["type"])) && condition["baseline"] === undefined;
  if (isWhole) return [value - 1, value + 1].map((to) => changed(path, value, to));
  const other = STRICTER[key] ?? key;
  const limits = value === 0 ? [] : movedLimits(value).map((to) => changed(path, value, to));
  const map = valueAt(rule, path.slice(0, -1));
  if (!isMap(map) || map[other] !== undefined) return limits;
  const { [key]: _, ...others } = map;
  const words = `${path.join(".")}: ${value} → ${other}: ${value}`;
  return [...limits, { path: path.slice(0, -1), to: { ...others, [other]: value }, place: path, words }];
}

function inList(value: unknown, path: Path): readonly RuleMutation[] {
  if (!Array.isArray(value)) return [];
  return value.map((item: unknown, place) => {
    const word = typeof item === "string" ? item : `step ${place + 1}`;
    return { path: [...path, place], to: undefined, words: `${path.join(".")} without ${word}` };
  });
}

function withoutParts(parts: Written, path: Path): readonly RuleMutation[] {
  if (Object.keys(parts).length < 2) return [];
  return Object.keys(parts).map((name) => ({
    path: [...path, name],
    to: undefined,
    words: `${path.join(".")} without ${name}`,
  }));
}

function isMap(value: unknown): value is Written {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
