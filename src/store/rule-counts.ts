import type { Database } from "better-sqlite3";
import type { RuleCount, RuleRecord } from "../ports/state-store.ts";

/** Adds what a rule counted in a step that ended at log time `to`. */
export function createRuleCountWriter(db: Database): (count: RuleCount, to: number) => void {
  const add = db.prepare<{ readonly [name: string]: string | number | null }>(
    `INSERT INTO rule_counts (rule, examined, matched, failed, overflowed, values_left_out, groups_now,
       groups_left_out, first_at, examined_at, matched_at)
     VALUES (:rule, :examined, :matched, :failed, :overflowed, :valuesLeftOut, :groups, :groupsLeftOut, :to,
       :examined_at, :matched_at)
     ON CONFLICT (rule) DO UPDATE SET examined = examined + excluded.examined,
       matched = matched + excluded.matched, failed = failed + excluded.failed,
       overflowed = overflowed + excluded.overflowed,
       values_left_out = values_left_out + excluded.values_left_out,
       groups_now = excluded.groups_now, groups_left_out = excluded.groups_left_out,
       first_at = coalesce(first_at, excluded.first_at),
       examined_at = coalesce(excluded.examined_at, examined_at),
       matched_at = coalesce(excluded.matched_at, matched_at)`,
  );
  return (count, to) => {
    add.run({
      ...count,
      to,
      examined_at: count.examined > 0 ? to : null,
      matched_at: count.matched > 0 ? to : null,
    });
  };
}

interface RuleRow {
  readonly rule: string;
  readonly examined: number;
  readonly matched: number;
  readonly failed: number;
  readonly overflowed: number;
  readonly values_left_out: number;
  readonly groups_now: number;
  readonly groups_left_out: number;
  readonly first_at: number | null;
  readonly examined_at: number | null;
  readonly matched_at: number | null;
}

/** What the rules counted since the directory was made, by id. */
export function createRuleCountReader(db: Database): () => readonly RuleRecord[] {
  const all = db.prepare<[], RuleRow>(
    `SELECT rule, examined, matched, failed, overflowed, values_left_out, groups_now, groups_left_out, first_at,
       examined_at, matched_at
     FROM rule_counts ORDER BY rule`,
  );
  return () =>
    all.all().map((row) => ({
      rule: row.rule,
      examined: row.examined,
      matched: row.matched,
      failed: row.failed,
      overflowed: row.overflowed,
      valuesLeftOut: row.values_left_out,
      groups: row.groups_now,
      groupsLeftOut: row.groups_left_out,
      firstAt: row.first_at ?? undefined,
      examinedAt: row.examined_at ?? undefined,
      matchedAt: row.matched_at ?? undefined,
    }));
}
