import type { FieldName } from "../model/entry.ts";
import type { Checked } from "../rules/checked-expression.ts";
import { expressionSql } from "./expression-sql.ts";
import { createSqlLiterals } from "./field-places.ts";
import { SQL_UNDECIDED } from "./sql-truth.ts";

/** Different field lists that get SQL of their own; rows of further ones are left to the closure. */
export const maxFilterLists = 500;

export interface FieldList {
  readonly id: number;
  readonly names: readonly FieldName[];
}

export interface FilterSql {
  /** 1, 0 or NULL for each row of `entries`; NULL leaves it to the closure. */
  readonly sql: string;
  readonly values: Readonly<Record<string, number | string>>;
}

/**
 * An expression over all rows. What a field list lacks is absent in all of its rows, so that most of an expression is
 * often decided before a row is looked at, and its JSON is not even read. Rows of lists that are newer than `lists` are
 * left to the closure.
 */
export function filterSql(checked: Checked, lists: readonly FieldList[]): FilterSql {
  const literals = createSqlLiterals();
  const idsBySql = new Map<string, number[]>();
  for (const { id, names } of lists.slice(0, maxFilterLists)) {
    const sql = expressionSql(checked, { names, literals });
    idsBySql.set(sql, [...(idsBySql.get(sql) ?? []), id]);
  }
  const cases = [...idsBySql]
    .filter(([sql]) => sql !== SQL_UNDECIDED)
    .map(([sql, ids]) => `WHEN entries.field_list IN (${ids.join(", ")}) THEN ${sql}`);
  return {
    sql: cases.length === 0 ? SQL_UNDECIDED : `(CASE ${cases.join(" ")} END)`,
    values: literals.values(),
  };
}
