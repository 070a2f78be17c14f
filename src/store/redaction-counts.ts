import type { Database } from "better-sqlite3";
import { countMarks } from "../model/redaction-mark.ts";

/** Values of one kind that were redacted in lines when they were stored. */
export interface RedactionCount {
  readonly kind: string;
  readonly redacted: number;
}

export interface RedactionCounter {
  /** Adds the marks of lines that are stored now; in the transaction of the caller. */
  readonly add: (lines: Iterable<{ readonly raw: string }>) => void;
}

export function createRedactionCounter(db: Database): RedactionCounter {
  const add = db.prepare<[string, number]>(
    `INSERT INTO redactions (kind, redacted) VALUES (?, ?)
     ON CONFLICT (kind) DO UPDATE SET redacted = redacted + excluded.redacted`,
  );
  return {
    add(lines) {
      const counts = new Map<string, number>();
      for (const { raw } of lines) countMarks(raw, counts);
      for (const [kind, count] of counts) add.run(kind, count);
    },
  };
}

/** Most frequent first. */
export function readRedactionCounts(db: Database): readonly RedactionCount[] {
  return db
    .prepare<[], RedactionCount>("SELECT kind, redacted FROM redactions ORDER BY redacted DESC, kind")
    .all();
}
