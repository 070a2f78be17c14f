import type { Checked, CompareOperator, Literal, TextOperator } from "../rules/checked-expression.ts";
import { fieldPlace, partPath } from "./field-places.ts";
import {
  SQL_FALSE,
  SQL_TRUE,
  SQL_UNDECIDED,
  sqlAnd,
  sqlFalseIfNull,
  sqlNot,
  sqlOr,
  type TruthSql,
} from "./sql-truth.ts";
import { JSON_COLUMN, type SqlScope, type ValueSql, valueSql } from "./value-sql.ts";

/**
 * The second back end of an expression: SQL over the rows of one field list. It never contradicts the closure: where it
 * gives 1 or 0 that says true or false, and NULL leaves the row to the closure (what failed is left to it too).
 */
export function expressionSql(checked: Checked, scope: SqlScope): TruthSql {
  switch (checked.op) {
    case "and":
      return sqlAnd(checked.operands.map((operand) => expressionSql(operand, scope)));
    case "or":
      return sqlOr(checked.operands.map((operand) => expressionSql(operand, scope)));
    case "not":
      return sqlNot(expressionSql(checked.operand, scope));
    case "compare":
      return compareSql(checked.operator, checked.left, checked.right, scope);
    case "in_set":
      return ofValue(valueSql(checked.left, scope), typeof checked.values[0], (sql) =>
        inSet(sql, checked.values, scope),
      );
    case "in_list":
      return inListSql(checked.left, checked.list, scope);
    case "text":
      return textSql(checked.operator, checked.receiver, checked.argument, scope);
    case "matches": {
      const pattern = scope.literals.name(checked.pattern);
      if (pattern === undefined) return SQL_UNDECIDED;
      return matchesSql(checked.receiver, pattern, scope);
    }
    case "present":
      return presentSql(checked.operand, scope);
    case "literal":
      return typeof checked.value === "boolean" ? String(Number(checked.value)) : SQL_UNDECIDED;
    case "field":
    case "attribute":
      return ofValue(valueSql(checked, scope), "boolean", (sql) => sql);
    default:
      return SQL_UNDECIDED;
  }
}

/** JSON's types by those of JavaScript. */
const JSON_TYPES: Readonly<Record<string, string>> = {
  string: "'text'",
  number: "'integer', 'real'",
  boolean: "'true', 'false'",
};

/**
 * What holds of a value of the type that is expected: absent is false, another type has failed. `test` may give NULL
 * for an absent one.
 */
function ofValue(
  value: ValueSql | undefined,
  type: string,
  test: (sql: string) => string | undefined,
): TruthSql {
  if (value === undefined) return SQL_UNDECIDED;
  if (value.kind === "absent") return SQL_FALSE;
  if (value.kind === "attribute") {
    const tested = test(attributeValue(value.path, type));
    if (tested === undefined) return SQL_UNDECIDED;
    const found = `coalesce(json_type(${JSON_COLUMN}, ${value.path}), 'null')`;
    return `(CASE WHEN ${found} = 'null' THEN 0 WHEN ${found} IN (${JSON_TYPES[type]}) THEN ${tested} END)`;
  }
  if (value.kind === "calculated") {
    const tested = type === "number" ? test(value.sql) : undefined;
    return tested === undefined ? SQL_UNDECIDED : calculatedTruth([value], tested);
  }
  if (value.kind !== type) return SQL_UNDECIDED;
  const tested = test(value.sql);
  return tested === undefined ? SQL_UNDECIDED : sqlFalseIfNull(tested);
}

function attributeValue(path: string, type: string): string {
  return type === "number" ? `tocsin_number(${JSON_COLUMN} -> ${path})` : `(${JSON_COLUMN} ->> ${path})`;
}

type Calculated = Extract<ValueSql, { readonly kind: "calculated" }>;

/** Where it cannot be calculated: false if that is because something is absent, else up to the closure. */
function calculatedTruth(values: readonly Calculated[], tested: string): TruthSql {
  const [only] = values;
  const absent = values.length === 1 ? (only?.absentIfNull ?? []) : [];
  const sound = values.map((value) => value.sound).join(" AND ");
  const missing = absent.map((sql) => `${sql} IS NULL`).join(" OR ");
  const ifMissing = missing === "" ? "" : ` WHEN ${missing} THEN 0`;
  return `(CASE WHEN ${sound} THEN ${tested}${ifMissing} END)`;
}

function compareSql(operator: CompareOperator, left: Checked, right: Checked, scope: SqlScope): TruthSql {
  const a = valueSql(left, scope);
  const b = valueSql(right, scope);
  if (a === undefined || b === undefined) return SQL_UNDECIDED;
  const sign = operator === "==" ? "=" : operator;
  const test = (x: string, y: string): string => `(${x} ${sign === "!=" ? "<>" : sign} ${y})`;
  if (b.kind === "literal" && a.kind !== "literal")
    return ofValue(a, typeof b.value, (sql) => test(sql, b.sql));
  if (a.kind === "literal" && b.kind !== "literal")
    return ofValue(b, typeof a.value, (sql) => test(a.sql, sql));
  if (a.kind === "calculated" || b.kind === "calculated") return compareCalculated(a, b, test);
  if (a.kind === "absent" || b.kind === "absent") return SQL_FALSE;
  if (a.kind === "attribute" || b.kind === "attribute" || a.kind !== b.kind) return SQL_UNDECIDED;
  return a.kind === "literal" ? SQL_UNDECIDED : sqlFalseIfNull(test(sqlOf(a), sqlOf(b)));
}

/** A side that has failed comes before an absent one, so of two calculated ones none is known to be absent. */
function compareCalculated(a: ValueSql, b: ValueSql, test: (x: string, y: string) => string): TruthSql {
  const plain = [a, b].filter((side) => side.kind !== "calculated");
  if (plain.some(({ kind }) => kind !== "number" && kind !== "absent")) return SQL_UNDECIDED;
  const calculated = [a, b].filter((side) => side.kind === "calculated");
  return calculatedTruth(calculated, sqlFalseIfNull(test(sqlOf(a), sqlOf(b))));
}

function sqlOf(value: ValueSql): string {
  return "sql" in value ? value.sql : "NULL";
}

function inSet(sql: string, values: readonly Literal[], scope: SqlScope): string | undefined {
  const names = values.map((value) => scope.literals.name(value));
  return names.includes(undefined) ? undefined : `(${sql} IN (${names.join(", ")}))`;
}

/** A literal in a list of texts or numbers. */
function inListSql(left: Checked, list: Checked, scope: SqlScope): TruthSql {
  const value = valueSql(left, scope);
  if (list.op !== "field" || value?.kind !== "literal") return SQL_UNDECIDED;
  const place = fieldPlace(list.name, scope.names);
  if (place.in === "nowhere") return SQL_FALSE;
  if (place.in === "column") return SQL_UNDECIDED;
  const among = (test: string): string =>
    `EXISTS (SELECT 1 FROM json_each(${JSON_COLUMN}, ${place.path}) WHERE ${test})`;
  if (typeof value.value === "string") return among(`type = 'text' AND value = ${value.sql}`);
  if (typeof value.value !== "number" || !Number.isSafeInteger(value.value)) return SQL_UNDECIDED;
  // JSON writes whole numbers of this size without a point, so no `real` is one.
  return among(`type = 'integer' AND value = ${value.sql}`);
}

function textSql(operator: TextOperator, receiver: Checked, argument: Checked, scope: SqlScope): TruthSql {
  const part = valueSql(argument, scope);
  if (part?.kind !== "literal" || typeof part.value !== "string") return SQL_UNDECIDED;
  const bytes = Buffer.byteLength(part.value);
  return ofValue(valueSql(receiver, scope), "string", (sql) => {
    if (operator === "contains") return `(instr(${sql}, ${part.sql}) > 0)`;
    if (operator === "startsWith") return `(instr(${sql}, ${part.sql}) = 1)`;
    if (bytes === 0) return `(${sql} IS NOT NULL)`;
    // By bytes, because SQLite's characters end at a NUL.
    return `(substr(CAST(${sql} AS BLOB), -${bytes}) = CAST(${part.sql} AS BLOB))`;
  });
}

/** By a function of ours: the patterns are RE2's. From JSON the text is handed over as JSON, with what no column holds. */
function matchesSql(receiver: Checked, pattern: string, scope: SqlScope): TruthSql {
  const value = valueSql(receiver, scope);
  if (value?.kind === "attribute") {
    return ofValue(value, "string", () => `tocsin_matches_json(${pattern}, ${JSON_COLUMN} -> ${value.path})`);
  }
  if (receiver.op !== "field") return value?.kind === "absent" ? SQL_FALSE : SQL_UNDECIDED;
  const place = fieldPlace(receiver.name, scope.names);
  if (place.in === "nowhere") return SQL_FALSE;
  return sqlFalseIfNull(
    place.in === "column"
      ? `tocsin_matches(${pattern}, ${place.sql})`
      : `tocsin_matches_json(${pattern}, ${JSON_COLUMN} -> ${place.path})`,
  );
}

function presentSql(
  operand: Extract<Checked, { readonly op: "present" }>["operand"],
  scope: SqlScope,
): TruthSql {
  if (operand.op === "field") {
    const place = fieldPlace(operand.name, scope.names);
    if (place.in === "nowhere") return SQL_FALSE;
    const always = operand.name === "time" || operand.name === "observed_time" || operand.name === "kind";
    if (always) return SQL_TRUE;
    return place.in === "column" ? `(${place.sql} IS NOT NULL)` : isThere(place.path);
  }
  const place = fieldPlace(operand.op === "element" ? operand.list : "attributes", scope.names);
  if (place.in === "nowhere") return SQL_FALSE;
  const path = partPath(operand, place);
  return path === undefined ? SQL_UNDECIDED : isThere(path);
}

function isThere(path: string): string {
  return `(coalesce(json_type(${JSON_COLUMN}, ${path}), 'null') <> 'null')`;
}
