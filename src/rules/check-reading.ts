import type { ASTNode } from "@marcbachmann/cel-js";
import { FIELDS, type FieldName } from "../model/entry.ts";
import { type CheckContext, isList, problem, text } from "./check-context.ts";
import type { Checked } from "./checked-expression.ts";
import { nearestName } from "./nearest-name.ts";

export function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(FIELDS, name);
}

/** A plain name: a field, or the variable of exists or all. */
export function checkName(node: ASTNode, name: string, context: CheckContext): Checked | undefined {
  if (context.item?.name === name) return { op: "item", type: context.item.type };
  if (!isFieldName(name)) return unknownField(node, name, context);
  const { type } = FIELDS[name];
  if (type !== "map") return { op: "field", type, name };
  const hint = 'name one of them: `attributes.x` or `attributes["x-y"]`';
  return problem(context, "expression/type", node, `\`${name}\` is a map of attributes, not a value`, hint);
}

/** What a rule author is told about a name that no entry has. */
export function unknownFieldHint(name: string): string {
  const nearest = nearestName(name, Object.keys(FIELDS));
  if (nearest !== undefined) return `did you mean \`${nearest}\`?`;
  return `what a log has beyond the fields of an entry is \`attributes.${name}\``;
}

function unknownField(node: ASTNode, name: string, context: CheckContext): undefined {
  const message = `\`${name}\` is no field of an entry`;
  return problem(context, "expression/unknown-field", node, message, unknownFieldHint(name));
}

type Path = readonly (string | number)[];

/** `attributes.a["b"][0]`, or `upstream_statuses[0]`. */
export function checkReading(node: ASTNode, context: CheckContext): Checked | undefined {
  const steps = readSteps(node, context);
  if (steps === undefined) return undefined;
  const { root, path } = steps;
  if (root.op !== "id") {
    const message = `\`${text(root, context)}\` has no parts`;
    return problem(context, "expression/type", node, message, "parts have attributes and lists");
  }
  const name = root.args;
  if (name === "attributes") return { op: "attribute", type: "any", path };
  const whole = checkName(root, name, context);
  if (whole === undefined) return undefined;
  const [index] = path;
  if (whole.op === "field" && isList(whole.type) && path.length === 1 && typeof index === "number") {
    return {
      op: "element",
      type: whole.type === "number_list" ? "number" : "string",
      list: whole.name,
      index,
    };
  }
  const hint = isList(whole.type)
    ? `a value of a list is \`${name}[0]\``
    : `what is below a name of the log's own is \`attributes.${name}.x\``;
  return problem(context, "expression/type", node, `\`${name}\` has no parts`, hint);
}

function readSteps(
  node: ASTNode,
  context: CheckContext,
): { readonly root: ASTNode; readonly path: Path } | undefined {
  if (node.op === ".") {
    const inner = readSteps(node.args[0], context);
    return inner && { root: inner.root, path: [...inner.path, node.args[1]] };
  }
  if (node.op === "[]") {
    const inner = readSteps(node.args[0], context);
    const step = literalStep(node.args[1]);
    if (inner === undefined) return undefined;
    if (step !== undefined) return { root: inner.root, path: [...inner.path, step] };
    const message = `\`${text(node.args[1], context)}\` must be a name in quotes or a whole number from 0`;
    const hint = 'such as `attributes["x-y"]` or `upstream_statuses[0]`';
    return problem(context, "expression/type", node.args[1], message, hint);
  }
  return { root: node, path: [] };
}

function literalStep(node: ASTNode): string | number | undefined {
  if (node.op !== "value") return undefined;
  if (typeof node.args === "string") return node.args;
  if (typeof node.args !== "bigint" || node.args > 100_000n) return undefined;
  return Number(node.args);
}
