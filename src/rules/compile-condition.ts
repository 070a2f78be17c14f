import type { Checked, CheckedValue, CompareOperator, Literal, TextOperator } from "./checked-expression.ts";
import { compileComparison } from "./compile-comparison.ts";
import { compileValue, type Truth, type TruthOf } from "./compile-value.ts";
import { compilePattern } from "./pattern.ts";
import type { Value, ValueOf } from "./read-value.ts";

/** A closure that says true, false, or null where it could not be evaluated. An absent value is false. */
export function compileCondition(checked: Checked): TruthOf {
  switch (checked.op) {
    case "compare":
      return compileCompare(checked.operator, checked.left, checked.right);
    case "in_set":
      return compileInSet(checked.left, checked.values);
    case "in_list":
      return compileInList(valueFor(checked.left), valueFor(checked.list));
    case "text":
      return compileText(checked.operator, valueFor(checked.receiver), valueFor(checked.argument));
    case "matches":
      return compileMatches(valueFor(checked.receiver), checked.pattern);
    case "present": {
      const operand = valueFor(checked.operand);
      return (entry, item) => operand(entry, item) !== undefined;
    }
    case "not": {
      const operand = compileCondition(checked.operand);
      return (entry, item) => {
        const truth = operand(entry, item);
        return truth === null ? null : !truth;
      };
    }
    case "and":
    case "or":
      return compileLogic(checked.op, checked.operands);
    case "exists":
    case "all":
      return compileQuantifier(checked.op, valueFor(checked.list), compileCondition(checked.test));
    default:
      // A condition without a case above does not compile here.
      return compileTruth(valueFor(checked satisfies CheckedValue));
  }
}

function valueFor(checked: Checked): ValueOf {
  return compileValue(checked, compileCondition);
}

/** A bare `upstream_dead` or `attributes.x` as a condition. */
function compileTruth(value: ValueOf): TruthOf {
  return (entry, item) => {
    const found = value(entry, item);
    if (found === undefined) return false;
    return typeof found === "boolean" ? found : null;
  };
}

function compileCompare(operator: CompareOperator, left: Checked, right: Checked): TruthOf {
  return compileComparison(operator, left, right, valueFor);
}

function compileInSet(leftNode: Checked, values: readonly Literal[]): TruthOf {
  const left = valueFor(leftNode);
  const set = new Set<Value>(values);
  const type = typeof values[0];
  return (entry, item) => {
    const value = left(entry, item);
    if (value === undefined) return false;
    return typeof value === type ? set.has(value) : null;
  };
}

function compileInList(left: ValueOf, list: ValueOf): TruthOf {
  return (entry, item) => {
    const value = left(entry, item);
    const values = list(entry, item);
    if (value === null || values === null) return null;
    if (value !== undefined && typeof value === "object") return null;
    if (values !== undefined && !Array.isArray(values)) return null;
    return value !== undefined && values?.includes(value) === true;
  };
}

const TEXT: Readonly<Record<TextOperator, (text: string, part: string) => boolean>> = {
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
  contains: (text, part) => text.includes(part),
};

function compileText(operator: TextOperator, receiver: ValueOf, argument: ValueOf): TruthOf {
  const apply = TEXT[operator];
  return (entry, item) => {
    const text = receiver(entry, item);
    const part = argument(entry, item);
    if (typeof text === "string" && typeof part === "string") return apply(text, part);
    return isTextOrAbsent(text) && isTextOrAbsent(part) ? false : null;
  };
}

function isTextOrAbsent(value: Value): boolean {
  return value === undefined || typeof value === "string";
}

function compileMatches(receiver: ValueOf, pattern: string): TruthOf {
  const compiled = compilePattern(pattern);
  // The checks refused it; saying "could not be evaluated" is then the one honest answer.
  if ("problem" in compiled) return () => null;
  const { test } = compiled;
  return (entry, item) => {
    const text = receiver(entry, item);
    if (typeof text === "string") return test(text);
    return text === undefined ? false : null;
  };
}

/** `and`: false decides, else a failure, else true; `or` the other way round. The order does not matter. */
function compileLogic(op: "and" | "or", nodes: readonly Checked[]): TruthOf {
  const deciding = op === "or";
  const operands = nodes.map(compileCondition);
  const [first, second] = operands;
  if (operands.length === 2 && first !== undefined && second !== undefined) {
    return (entry, item) => {
      const a = first(entry, item);
      if (a === deciding) return deciding;
      const b = second(entry, item);
      return b === deciding ? deciding : join(a, b, deciding);
    };
  }
  return (entry, item) => {
    let result: Truth = !deciding;
    for (const operand of operands) {
      const truth = operand(entry, item);
      if (truth === deciding) return deciding;
      if (truth === null) result = null;
    }
    return result;
  };
}

function join(a: Truth, b: Truth, deciding: boolean): Truth {
  return a === null || b === null ? null : !deciding;
}

/** exists is `or` over the values, all is `and`; an absent list is false for both, an empty one true for all. */
function compileQuantifier(op: "exists" | "all", list: ValueOf, test: TruthOf): TruthOf {
  const deciding = op === "exists";
  return (entry, item) => {
    const values = list(entry, item);
    if (values === undefined) return false;
    if (!Array.isArray(values)) return null;
    let result: Truth = !deciding;
    for (const value of values) {
      const truth = test(entry, value ?? undefined);
      if (truth === deciding) return deciding;
      if (truth === null) result = null;
    }
    return result;
  };
}
