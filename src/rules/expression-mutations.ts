import type { ASTNode } from "@marcbachmann/cel-js";
import { serialize } from "@marcbachmann/cel-js/serialize";
import { parseExpression } from "./parse-expression.ts";

/** An expression that says something a little different. */
export interface ExpressionMutation {
  readonly source: string;
  /** Such as `status >= 500 → status > 500`. */
  readonly words: string;
}

/** How far a threshold is moved. A test that is not nearer than this to it proves little about it. */
export const thresholdShift = 0.1;

/**
 * An expression with one slip each, of the kind that a rule author makes: a limit that is off or belongs to the other
 * side, an equality turned round.
 */
export function expressionMutations(source: string): readonly ExpressionMutation[] {
  const parsed = parseExpression(source);
  if ("problem" in parsed) return [];
  return variantsOf(parsed.ast).map(({ tree, words }) => ({ source: textOf(tree), words }));
}

/** What of a parsed expression counts here. */
interface Tree {
  readonly op: string;
  /** Trees, lists of them, or names and values. */
  readonly args: unknown;
}

interface Variant {
  readonly tree: Tree;
  readonly words: string;
}

function variantsOf(tree: Tree): readonly Variant[] {
  const inside = variantsInside(tree.args).map(({ args, words }) => ({
    tree: { op: tree.op, args },
    words,
  }));
  return [...ownVariants(tree), ...inside];
}

function variantsInside(args: unknown): readonly { readonly args: unknown; readonly words: string }[] {
  if (isTree(args)) return variantsOf(args).map(({ tree, words }) => ({ args: tree, words }));
  if (!Array.isArray(args)) return [];
  return args.flatMap((one: unknown, place) =>
    variantsInside(one).map(({ args: changed, words }) => ({ args: withItem(args, place, changed), words })),
  );
}

const OTHER_OPERATOR: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "==": "!=",
  "!=": "==",
};

function ownVariants(tree: Tree): readonly Variant[] {
  const sides = Array.isArray(tree.args) ? tree.args.filter(isTree) : [];
  switch (tree.op) {
    case "==":
    case "!=":
      return [otherOperator(tree)];
    case "<":
    case "<=":
    case ">":
    case ">=":
      return [otherOperator(tree), ...movedSides(tree, sides)];
    default:
      return [];
  }
}

function otherOperator(tree: Tree): Variant {
  return become(tree, { op: OTHER_OPERATOR[tree.op] ?? tree.op, args: tree.args });
}

/** Up and down. From 0 a limit has nowhere to go but to the other side, which is another slip. */
function movedSides(tree: Tree, sides: readonly Tree[]): readonly Variant[] {
  return sides.flatMap((side, place) => {
    const limit = numberOf(side);
    if (limit === undefined || limit === 0) return [];
    return movedLimits(limit).map((to) => {
      const args = Number.isInteger(to) ? BigInt(to) : to;
      return become(tree, { op: tree.op, args: withItem(sides, place, { op: "value", args }) });
    });
  });
}

/** A tenth less and a tenth more; of whole numbers at least one. */
export function movedLimits(limit: number): readonly number[] {
  const share = Math.abs(limit) * thresholdShift;
  if (Number.isInteger(limit)) {
    const step = Math.max(1, Math.round(share));
    return [limit - step, limit + step];
  }
  return [limit - share, limit + share].map((one) => Number(one.toPrecision(6)));
}

function numberOf({ op, args }: Tree): number | undefined {
  if (op !== "value" || (typeof args !== "number" && typeof args !== "bigint")) return undefined;
  return Number(args);
}

function become(from: Tree, to: Tree): Variant {
  return { tree: to, words: `${textOf(from)} → ${textOf(to)}` };
}

function withItem(list: readonly unknown[], place: number, item: unknown): readonly unknown[] {
  return list.map((one, other) => (other === place ? item : one));
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && "op" in value && "args" in value;
}

function textOf(tree: Tree): string {
  // It reads nothing of a node but what a tree has.
  return serialize(tree as ASTNode);
}
