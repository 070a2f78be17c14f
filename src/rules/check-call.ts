import type { ASTNode } from "@marcbachmann/cel-js";
import { type CheckContext, checkBoolean, isList, problem, text, typeWord } from "./check-context.ts";
import type { Checked, CheckedType } from "./checked-expression.ts";
import { nearestName } from "./nearest-name.ts";
import { compilePattern } from "./pattern.ts";

export interface Call {
  readonly node: ASTNode;
  readonly name: string;
  /** What stands before the dot. */
  readonly receiver: ASTNode | undefined;
  readonly args: readonly ASTNode[];
}

interface CallSpec {
  /** How it is written, for hints and docs. */
  readonly usage: string;
  readonly check: (call: Call, context: CheckContext) => Checked | undefined;
}

/** Every function of the expression language. */
export const FUNCTIONS: Readonly<Record<string, CallSpec>> = {
  present: { usage: "present(field)", check: checkPresent },
  has: { usage: "has(field)", check: checkPresent },
  size: { usage: "size(field)", check: checkSize },
  startsWith: { usage: 'field.startsWith("…")', check: checkText },
  endsWith: { usage: 'field.endsWith("…")', check: checkText },
  contains: { usage: 'field.contains("…")', check: checkText },
  matches: { usage: 'field.matches("…")', check: checkMatches },
  lowerAscii: { usage: "field.lowerAscii()", check: checkLower },
  exists: { usage: "list.exists(x, x > 0)", check: checkQuantifier },
  all: { usage: "list.all(x, x > 0)", check: checkQuantifier },
};

/** What people write who know other languages. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ["lower", "lowerAscii"],
  ["toLower", "lowerAscii"],
  ["toLowerCase", "lowerAscii"],
  ["length", "size"],
  ["len", "size"],
  ["includes", "contains"],
  ["regex", "matches"],
  ["match", "matches"],
  ["any", "exists"],
  ["filter", "exists"],
  ["exists_one", "exists"],
]);

export function checkCall(call: Call, context: CheckContext): Checked | undefined {
  const spec = Object.hasOwn(FUNCTIONS, call.name) ? FUNCTIONS[call.name] : undefined;
  if (spec !== undefined) return spec.check(call, context);
  const nearest = OTHER_NAMES.get(call.name) ?? nearestName(call.name, Object.keys(FUNCTIONS));
  const usages = Object.values(FUNCTIONS).map((known) => `\`${known.usage}\``);
  const usage = nearest === undefined ? undefined : FUNCTIONS[nearest]?.usage;
  const hint = usage === undefined ? `there are ${usages.join(", ")}` : `did you mean \`${usage}\`?`;
  const message = `\`${call.name}\` is no function of a rule`;
  return problem(context, "expression/unknown-function", call.node, message, hint);
}

function wrongUse(call: Call, context: CheckContext): undefined {
  const message = `\`${text(call.node, context)}\` is not how \`${call.name}\` is written`;
  const usage = FUNCTIONS[call.name]?.usage ?? call.name;
  return problem(context, "expression/type", call.node, message, `write \`${usage}\``);
}

function checkPresent(call: Call, context: CheckContext): Checked | undefined {
  const [arg] = call.args;
  if (call.receiver !== undefined || arg === undefined || call.args.length > 1)
    return wrongUse(call, context);
  const operand = context.check(arg, context);
  if (operand === undefined) return undefined;
  if (operand.op === "field" || operand.op === "attribute" || operand.op === "element") {
    return { op: "present", type: "boolean", operand };
  }
  const message = `\`${text(arg, context)}\` is no field: only a field can be present or absent`;
  return problem(
    context,
    "expression/type",
    arg,
    message,
    "write `present(status)` or `present(attributes.x)`",
  );
}

/** `size(x)` and `x.size()` are the same. */
function checkSize(call: Call, context: CheckContext): Checked | undefined {
  const parts = call.receiver === undefined ? call.args : [call.receiver, ...call.args];
  const [only] = parts;
  if (only === undefined || parts.length > 1) return wrongUse(call, context);
  const operand = context.check(only, context);
  if (operand === undefined) return undefined;
  if (operand.type !== "number" && operand.type !== "boolean") return { op: "size", type: "number", operand };
  const message = `\`size\` needs a text or a list, but \`${text(only, context)}\` is ${typeWord(operand.type)}`;
  const hint = "the number itself can be compared, without `size`";
  return problem(context, "expression/type", only, message, hint);
}

function checkText(call: Call, context: CheckContext): Checked | undefined {
  const [arg] = call.args;
  if (call.receiver === undefined || arg === undefined || call.args.length > 1)
    return wrongUse(call, context);
  const receiver = checkTextOperand(call, call.receiver, context);
  const argument = checkTextOperand(call, arg, context);
  if (receiver === undefined || argument === undefined) return undefined;
  const operator = call.name === "startsWith" || call.name === "endsWith" ? call.name : "contains";
  return { op: "text", type: "boolean", operator, receiver, argument };
}

function checkTextOperand(call: Call, node: ASTNode, context: CheckContext): Checked | undefined {
  const operand = context.check(node, context);
  if (operand === undefined || operand.type === "string" || operand.type === "any") return operand;
  const written = text(node, context);
  const message = `\`${call.name}\` needs a text, but \`${written}\` is ${typeWord(operand.type)}`;
  const hint = isList(operand.type)
    ? `ask \`"…" in ${written}\` or \`${written}.exists(x, …)\``
    : `compare it instead: ${operand.type === "number" ? `\`${written} >= 500\`` : `\`${written} == true\``}`;
  return problem(context, "expression/type", node, message, hint);
}

function checkLower(call: Call, context: CheckContext): Checked | undefined {
  if (call.receiver === undefined || call.args.length > 0) return wrongUse(call, context);
  const operand = checkTextOperand(call, call.receiver, context);
  return operand && { op: "lower", type: "string", operand };
}

function checkMatches(call: Call, context: CheckContext): Checked | undefined {
  const [arg] = call.args;
  if (call.receiver === undefined || arg === undefined || call.args.length > 1)
    return wrongUse(call, context);
  const receiver = checkTextOperand(call, call.receiver, context);
  if (arg.op !== "value" || typeof arg.args !== "string") {
    const message = `the pattern \`${text(arg, context)}\` must be a text in quotes`;
    return problem(context, "expression/bad-regex", arg, message, 'such as `path.matches("^/a/")`');
  }
  const pattern = arg.args;
  const compiled = compilePattern(pattern);
  if ("problem" in compiled) {
    const { problem: message, hint, costly } = compiled;
    return problem(context, costly ? "expression/too-costly" : "expression/bad-regex", arg, message, hint);
  }
  return receiver && { op: "matches", type: "boolean", receiver, pattern };
}

function checkQuantifier(call: Call, context: CheckContext): Checked | undefined {
  const [variable, test] = call.args;
  if (call.receiver === undefined || variable?.op !== "id" || test === undefined || call.args.length > 2) {
    return wrongUse(call, context);
  }
  if (context.item !== undefined) {
    const message = `\`${text(call.node, context)}\` loops within a loop`;
    return problem(context, "expression/too-costly", call.node, message, "one exists or all at a time");
  }
  const list = context.check(call.receiver, context);
  if (list === undefined) return undefined;
  if (list.type !== "any" && !isList(list.type)) {
    const message = `\`${call.name}\` needs a list, but \`${text(call.receiver, context)}\` is ${typeWord(list.type)}`;
    const hint = "lists are upstream_statuses, upstreams, response_flags, flags and retry_after_flags";
    return problem(context, "expression/type", call.receiver, message, hint);
  }
  const item = { name: variable.args, type: elementType(list.type) };
  const checked = checkBoolean(test, { ...context, item }, `the test of \`${call.name}\``);
  if (checked === undefined) return undefined;
  return { op: call.name === "all" ? "all" : "exists", type: "boolean", list, test: checked };
}

function elementType(list: CheckedType): CheckedType {
  if (list === "number_list") return "number";
  return list === "string_list" ? "string" : "any";
}
