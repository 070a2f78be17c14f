import type { ASTNode } from "@marcbachmann/cel-js";
import type { Expression } from "../model/condition.ts";
import { compileExpression } from "./compile-expression.ts";
import { parseExpression } from "./parse-expression.ts";

/** The parts of `a && b && c`, each as an expression; an expression that is no such chain is its only part. */
export function conjuncts(source: string): readonly Expression[] {
  const parsed = parseExpression(source);
  if ("problem" in parsed) return [];
  return partsOf(parsed.ast).flatMap(
    ({ start, end }) => compileExpression(source.slice(start, end)).expression ?? [],
  );
}

function partsOf(node: ASTNode): readonly ASTNode[] {
  return node.op === "&&" ? [...partsOf(node.args[0]), ...partsOf(node.args[1])] : [node];
}
