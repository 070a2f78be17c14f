import type { ArithmeticOperator, Checked, CheckedCondition } from "./checked-expression.ts";
import { compileReading, type Value, type ValueOf } from "./read-value.ts";

/** True, false, or null where it could not be evaluated. */
export type Truth = boolean | null;
export type TruthOf = (entry: Parameters<ValueOf>[0], item: Value) => Truth;

/** Compiles a node that is true or false; handed in, because conditions and values contain each other. */
export type CompileCondition = (checked: Checked) => TruthOf;

/** A closure for any node's value. Absent operands make an absent result, failed ones a failed result. */
export function compileValue(checked: Checked, compileCondition: CompileCondition): ValueOf {
  switch (checked.op) {
    case "literal": {
      const { value } = checked;
      return () => value;
    }
    case "item":
      return (_entry, item) => item;
    case "field":
    case "element":
    case "attribute":
      return compileReading(checked);
    case "arithmetic":
      return compileArithmetic(checked.operator, checked.left, checked.right, compileCondition);
    case "negate": {
      const operand = compileValue(checked.operand, compileCondition);
      return (entry, item) => onNumber(operand(entry, item), (value) => -value);
    }
    case "size": {
      const operand = compileValue(checked.operand, compileCondition);
      return (entry, item) => sizeOf(operand(entry, item));
    }
    case "lower": {
      const operand = compileValue(checked.operand, compileCondition);
      return (entry, item) => lowerOf(operand(entry, item));
    }
    case "choose": {
      const test = compileCondition(checked.test);
      const then = compileValue(checked.then, compileCondition);
      const otherwise = compileValue(checked.otherwise, compileCondition);
      return (entry, item) => {
        const chosen = test(entry, item);
        if (chosen === null) return null;
        return chosen ? then(entry, item) : otherwise(entry, item);
      };
    }
    default:
      return compileCondition(checked satisfies CheckedCondition);
  }
}

function onNumber(value: Value, apply: (value: number) => number): Value {
  if (value === undefined || value === null) return value;
  return typeof value === "number" ? apply(value) : null;
}

/** Division by zero and what overflows fail: an infinite or undefined number would compare by accident. */
function compileArithmetic(
  operator: ArithmeticOperator,
  leftNode: Checked,
  rightNode: Checked,
  compileCondition: CompileCondition,
): ValueOf {
  const left = compileValue(leftNode, compileCondition);
  const right = compileValue(rightNode, compileCondition);
  const apply = ARITHMETIC[operator];
  return (entry, item) => {
    const a = left(entry, item);
    const b = right(entry, item);
    if (a === null || b === null) return null;
    if (a === undefined || b === undefined)
      return isNumberOrAbsent(a) && isNumberOrAbsent(b) ? undefined : null;
    if (typeof a !== "number" || typeof b !== "number") return null;
    const result = apply(a, b);
    return Number.isFinite(result) ? result : null;
  };
}

function isNumberOrAbsent(value: Value): boolean {
  return value === undefined || typeof value === "number";
}

const ARITHMETIC: Readonly<Record<ArithmeticOperator, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
};

/** Of a text its characters (code points), of a list its values. */
function sizeOf(value: Value): Value {
  if (value === undefined || value === null) return value;
  if (typeof value === "string") {
    let count = 0;
    for (const _ of value) count += 1;
    return count;
  }
  return Array.isArray(value) ? value.length : null;
}

/** A to Z only, whatever the locale: the store's lower() does the same. */
function lowerOf(value: Value): Value {
  if (value === undefined || value === null) return value;
  return typeof value === "string" ? value.replace(/[A-Z]+/g, (upper) => upper.toLowerCase()) : null;
}
