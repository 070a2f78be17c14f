import type { FieldName } from "../model/entry.ts";
import type { ArithmeticOperator, Checked, Literal } from "../rules/checked-expression.ts";
import { type FieldPlace, fieldPlace, partPath, type SqlLiterals } from "./field-places.ts";

/** Where an expression is to be answered: rows of one field list. */
export interface SqlScope {
  readonly names: readonly FieldName[];
  readonly literals: SqlLiterals;
}

/** A value in SQL. Undefined stands for one that only the closure knows. */
export type ValueSql =
  | { readonly kind: "absent" }
  | { readonly kind: "literal"; readonly value: Literal; readonly sql: string }
  /** NULL where it is absent. */
  | { readonly kind: "number" | "string" | "boolean"; readonly sql: string }
  /**
   * Calculated. `sql` means something only where `sound` is 1; where it is not, it is absent if `absentIfNull` says
   * so, and else the closure knows whether it is absent or failed.
   */
  | {
      readonly kind: "calculated";
      readonly sql: string;
      readonly sound: string;
      readonly absentIfNull: readonly string[] | undefined;
    }
  /** An attribute: its type is known only when the row is there. */
  | { readonly kind: "attribute"; readonly path: string };

/** Column and JSON path of a list or a value, for those that need more than its scalar. */
export const JSON_COLUMN = "entries.fields";

export function valueSql(checked: Checked, scope: SqlScope): ValueSql | undefined {
  switch (checked.op) {
    case "literal": {
      const sql = scope.literals.name(checked.value);
      return sql === undefined ? undefined : { kind: "literal", value: checked.value, sql };
    }
    case "field":
      return fieldSql(fieldPlace(checked.name, scope.names));
    case "attribute": {
      const place = fieldPlace("attributes", scope.names);
      const path = partPath(checked, place);
      if (path !== undefined) return { kind: "attribute", path };
      return place.in === "nowhere" ? { kind: "absent" } : undefined;
    }
    case "element":
      return fieldPlace(checked.list, scope.names).in === "nowhere" ? { kind: "absent" } : undefined;
    case "lower": {
      const operand = valueSql(checked.operand, scope);
      if (operand?.kind === "string") return { kind: "string", sql: `lower(${operand.sql})` };
      return operand?.kind === "absent" ? operand : undefined;
    }
    case "arithmetic":
      return calculated(checked.operator, checked.left, checked.right, scope);
    default:
      return undefined;
  }
}

function fieldSql(place: FieldPlace): ValueSql | undefined {
  if (place.in === "nowhere") return { kind: "absent" };
  const { type } = place;
  if (type !== "number" && type !== "string" && type !== "boolean") return undefined;
  if (place.in === "column") return { kind: type, sql: place.sql };
  // SQLite's own reading of decimals may differ from JavaScript's in the last bit.
  const sql =
    type === "number"
      ? `tocsin_number(${JSON_COLUMN} -> ${place.path})`
      : `(${JSON_COLUMN} ->> ${place.path})`;
  return { kind: type, sql };
}

/** A remainder is of whole numbers in SQLite, so it is left to the closure. */
const OPERATORS: Readonly<Partial<Record<ArithmeticOperator, string>>> = {
  "+": "+",
  "-": "-",
  "*": "*",
  "/": "/",
};

/** The largest number of SQLite and JavaScript alike; what goes beyond it has failed. */
const LARGEST = "1.7976931348623157e308";

/** Sums of fields and literals, and sums of those: each step must be finite. */
function calculated(
  operator: ArithmeticOperator,
  leftNode: Checked,
  rightNode: Checked,
  scope: SqlScope,
): ValueSql | undefined {
  const sign = OPERATORS[operator];
  const left = operandOf(leftNode, scope);
  const right = operandOf(rightNode, scope);
  if (sign === undefined || left === undefined || right === undefined) return undefined;
  const sql = `(${left.sql} ${sign} ${right.sql})`;
  const sound = [...left.sound, ...right.sound, `abs(${sql}) <= ${LARGEST}`].join(" AND ");
  // Of a sum of sums another part may have failed, and what has failed is not absent.
  const plain = left.sound.length === 0 && right.sound.length === 0;
  return {
    kind: "calculated",
    sql,
    sound: `coalesce(${sound}, 0)`,
    absentIfNull: plain ? [...left.fields, ...right.fields] : undefined,
  };
}

interface Operand {
  readonly sql: string;
  readonly sound: readonly string[];
  readonly fields: readonly string[];
}

function operandOf(node: Checked, scope: SqlScope): Operand | undefined {
  const value = valueSql(node, scope);
  switch (value?.kind) {
    case "literal":
      return typeof value.value === "number"
        ? { sql: `CAST(${value.sql} AS REAL)`, sound: [], fields: [] }
        : undefined;
    case "number":
      return { sql: `CAST(${value.sql} AS REAL)`, sound: [], fields: [value.sql] };
    case "absent":
      return node.type === "number" ? { sql: "NULL", sound: [], fields: ["NULL"] } : undefined;
    case "calculated":
      return { sql: value.sql, sound: [value.sound], fields: [] };
    default:
      return undefined;
  }
}
