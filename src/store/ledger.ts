import type { Database } from "better-sqlite3";
import type { LedgerStep, LedgerSummary } from "../ports/state-store.ts";

/** The newest rows stay as they are; older ones that adjoin become one. */
const KEPT_STEPS = 500;

/** Merging waits until this many rows have gathered, so that it costs nothing per step. */
const MAX_ROWS = 1000;

interface LedgerRow {
  readonly id: number;
  readonly from_time: number;
  readonly to_time: number;
  readonly max_sequence: number;
  readonly judged_at: number;
  readonly entries: number;
  readonly late: number;
  readonly steps: number;
}

export interface Ledger {
  /** In the transaction of what the step decided. */
  readonly add: (step: LedgerStep, late: number) => void;
  readonly last: () => LedgerStep | undefined;
}

export function createLedger(db: Database): Ledger {
  const insert = db.prepare<[number, number, number, number, number, number, number]>(
    `INSERT INTO ledger (from_time, to_time, max_sequence, judged_at, entries, late, steps)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const count = db.prepare<[], { readonly rows: number }>("SELECT count(*) AS rows FROM ledger");
  const oldest = db.prepare<[number], LedgerRow>(
    `SELECT id, from_time, to_time, max_sequence, judged_at, entries, late, steps FROM ledger
     WHERE id <= (SELECT max(id) FROM ledger) - ? ORDER BY id`,
  );
  const drop = db.prepare<[number]>("DELETE FROM ledger WHERE id = ?");
  const replace = db.prepare<[number, number, number, number, number, number, number]>(
    `UPDATE ledger SET to_time = ?, max_sequence = ?, judged_at = ?, entries = ?, late = ?, steps = ?
     WHERE id = ?`,
  );
  const last = db.prepare<[], LedgerRow>(
    `SELECT id, from_time, to_time, max_sequence, judged_at, entries, late, steps FROM ledger
     ORDER BY id DESC LIMIT 1`,
  );

  function mergeOld(): void {
    const rows = oldest.all(KEPT_STEPS);
    for (const row of mergeAdjoining(rows)) {
      replace.run(row.to_time, row.max_sequence, row.judged_at, row.entries, row.late, row.steps, row.id);
    }
    const kept = new Set(mergeAdjoining(rows).map((row) => row.id));
    for (const row of rows) if (!kept.has(row.id)) drop.run(row.id);
  }

  return {
    add(step, late) {
      insert.run(step.from, step.to, step.maxSequence, step.judgedAt, step.entries, late, 1);
      if ((count.get()?.rows ?? 0) > MAX_ROWS) mergeOld();
    },
    last() {
      const row = last.get();
      if (row === undefined) return undefined;
      return {
        from: row.from_time,
        to: row.to_time,
        maxSequence: row.max_sequence,
        judgedAt: row.judged_at,
        entries: row.entries,
      };
    },
  };
}

/** Rows in order, each run without a hole between its rows as one row under the id of its first. */
function mergeAdjoining(rows: readonly LedgerRow[]): readonly LedgerRow[] {
  const merged: LedgerRow[] = [];
  for (const row of rows) {
    const before = merged.at(-1);
    if (before === undefined || row.from_time !== before.to_time) {
      merged.push(row);
      continue;
    }
    merged[merged.length - 1] = {
      id: before.id,
      from_time: before.from_time,
      to_time: row.to_time,
      max_sequence: row.max_sequence,
      judged_at: row.judged_at,
      entries: before.entries + row.entries,
      late: before.late + row.late,
      steps: before.steps + row.steps,
    };
  }
  return merged;
}

interface SummaryRow {
  readonly from_time: number | null;
  readonly to_time: number | null;
  readonly steps: number | null;
  readonly late: number | null;
  readonly gaps: number | null;
}

/** A row begins a gap where it starts after everything that the rows before it cover. */
const SUMMARY = `SELECT min(from_time) AS from_time, max(to_time) AS to_time, sum(steps) AS steps,
    sum(late) AS late, sum(from_time > covered) AS gaps
  FROM (SELECT *, max(to_time) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered
        FROM ledger)`;

export function readLedgerSummary(db: Database): LedgerSummary | undefined {
  const row = db.prepare<[], SummaryRow>(SUMMARY).get();
  if (row === undefined || row.from_time === null || row.to_time === null) return undefined;
  return {
    from: row.from_time,
    to: row.to_time,
    steps: row.steps ?? 0,
    late: row.late ?? 0,
    gaps: row.gaps ?? 0,
  };
}
