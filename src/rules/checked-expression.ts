import type { FieldName } from "../model/entry.ts";

/** What a node gives. `any` is an attribute: its type is known only when an entry is there. */
export type CheckedType = "number" | "string" | "boolean" | "number_list" | "string_list" | "any";

export type Literal = number | string | boolean;

export type CompareOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";
export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%";
export type TextOperator = "startsWith" | "endsWith" | "contains";

/** Reads something that an entry may not have. */
export type Reading =
  | { readonly op: "field"; readonly type: CheckedType; readonly name: FieldName }
  | { readonly op: "attribute"; readonly type: "any"; readonly path: readonly (string | number)[] }
  | { readonly op: "element"; readonly type: CheckedType; readonly list: FieldName; readonly index: number };

/** A node whose value may be absent. */
export type CheckedValue =
  | Reading
  | { readonly op: "literal"; readonly type: CheckedType; readonly value: Literal }
  /** The variable of exists and all. */
  | { readonly op: "item"; readonly type: CheckedType }
  | {
      readonly op: "arithmetic";
      readonly type: "number";
      readonly operator: ArithmeticOperator;
      readonly left: Checked;
      readonly right: Checked;
    }
  | { readonly op: "negate"; readonly type: "number"; readonly operand: Checked }
  | { readonly op: "size"; readonly type: "number"; readonly operand: Checked }
  | { readonly op: "lower"; readonly type: "string"; readonly operand: Checked }
  | {
      readonly op: "choose";
      readonly type: CheckedType;
      readonly test: Checked;
      readonly then: Checked;
      readonly otherwise: Checked;
    };

/** A node that is true or false, and never absent. */
export type CheckedCondition =
  | {
      readonly op: "compare";
      readonly type: "boolean";
      readonly operator: CompareOperator;
      readonly left: Checked;
      readonly right: Checked;
    }
  | {
      readonly op: "in_set";
      readonly type: "boolean";
      readonly left: Checked;
      readonly values: readonly Literal[];
    }
  | { readonly op: "in_list"; readonly type: "boolean"; readonly left: Checked; readonly list: Checked }
  | {
      readonly op: "text";
      readonly type: "boolean";
      readonly operator: TextOperator;
      readonly receiver: Checked;
      readonly argument: Checked;
    }
  | { readonly op: "matches"; readonly type: "boolean"; readonly receiver: Checked; readonly pattern: string }
  | { readonly op: "present"; readonly type: "boolean"; readonly operand: Reading }
  | { readonly op: "not"; readonly type: "boolean"; readonly operand: Checked }
  | { readonly op: "and" | "or"; readonly type: "boolean"; readonly operands: readonly Checked[] }
  | {
      readonly op: "exists" | "all";
      readonly type: "boolean";
      readonly list: Checked;
      readonly test: Checked;
    };

/**
 * An expression after the checks: names resolved, types known, spelling gone. Both back ends (closure, SQL)
 * read this and nothing else, so that they cannot disagree about what an expression says.
 */
export type Checked = CheckedValue | CheckedCondition;

/** One thing wrong with an expression; start and end count UTF-16 units of its source, end exclusive. */
export interface ExpressionProblem {
  readonly code: `expression/${string}`;
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly hint: string;
}
