/**
 * SQL that gives 1, 0 or NULL: true, false, or not decided here. NULL follows SQL's three-valued logic, which is that
 * of expressions, so whatever SQL cannot say stays open exactly where it matters.
 */
export type TruthSql = string;

export const SQL_TRUE: TruthSql = "1";
export const SQL_FALSE: TruthSql = "0";
export const SQL_UNDECIDED: TruthSql = "NULL";

export function sqlAnd(parts: readonly TruthSql[]): TruthSql {
  return joined(parts, SQL_FALSE, SQL_TRUE, "AND");
}

export function sqlOr(parts: readonly TruthSql[]): TruthSql {
  return joined(parts, SQL_TRUE, SQL_FALSE, "OR");
}

export function sqlNot(part: TruthSql): TruthSql {
  if (part === SQL_TRUE) return SQL_FALSE;
  if (part === SQL_FALSE) return SQL_TRUE;
  return part === SQL_UNDECIDED ? part : `(NOT ${part})`;
}

/** A value that is NULL where it is absent, as a truth: absent is false. */
export function sqlFalseIfNull(part: string): TruthSql {
  return `coalesce(${part}, 0)`;
}

function joined(
  parts: readonly TruthSql[],
  deciding: TruthSql,
  neutral: TruthSql,
  word: "AND" | "OR",
): TruthSql {
  if (parts.includes(deciding)) return deciding;
  const left = [...new Set(parts)].filter((part) => part !== neutral);
  if (left.length === 0) return neutral;
  return left.length === 1 ? (left[0] ?? neutral) : `(${left.join(` ${word} `)})`;
}
