import type { Database } from "better-sqlite3";
import { createMatcher, type Matcher } from "../model/matcher.ts";
import type { Silence } from "../model/silence.ts";

interface SilenceRow {
  readonly id: string;
  readonly matchers: string;
  readonly starts_at: number;
  readonly ends_at: number;
  readonly created_by: string;
  readonly comment: string;
  readonly created_at: number;
  readonly ended_by: string | null;
}

const COLUMNS = "id, matchers, starts_at, ends_at, created_by, comment, created_at, ended_by";

/** Keeps a silence, in place of the one of the same id. */
export function createSilenceWriter(db: Database): (silence: Silence) => void {
  const upsert = db.prepare<[string, string, number, number, string, string, number, string | undefined]>(
    `INSERT INTO silences (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET matchers = excluded.matchers, starts_at = excluded.starts_at,
       ends_at = excluded.ends_at, created_by = excluded.created_by, comment = excluded.comment,
       ended_by = excluded.ended_by`,
  );
  return ({ id, matchers, startsAt, endsAt, createdBy, comment, createdAt, endedBy }) => {
    const plain = matchers.map(({ name, operator, value }) => ({ name, operator, value }));
    upsert.run(id, JSON.stringify(plain), startsAt, endsAt, createdBy, comment, createdAt, endedBy);
  };
}

export interface SilenceReader {
  /** The one that ends last first. */
  readonly all: (limit: number) => readonly Silence[];
  readonly endingAfter: (at: number) => readonly Silence[];
}

export function createSilenceReader(db: Database): SilenceReader {
  const all = db.prepare<[number], SilenceRow>(
    `SELECT ${COLUMNS} FROM silences ORDER BY ends_at DESC, id LIMIT ?`,
  );
  const ending = db.prepare<[number], SilenceRow>(
    `SELECT ${COLUMNS} FROM silences WHERE ends_at > ? ORDER BY ends_at DESC, id`,
  );
  return {
    all: (limit) => all.all(limit).flatMap(silenceOf),
    endingAfter: (at) => ending.all(at).flatMap(silenceOf),
  };
}

type PlainMatcher = Pick<Matcher, "name" | "operator" | "value">;

/** Row mapper: the columns were written from a Silence. Without one of its matchers it would silence too much. */
function silenceOf(row: SilenceRow): readonly Silence[] {
  const plain = JSON.parse(row.matchers) as readonly PlainMatcher[];
  const matchers = plain.flatMap(({ name, operator, value }) => createMatcher(name, operator, value) ?? []);
  if (matchers.length !== plain.length || matchers.length === 0) return [];
  return [
    {
      id: row.id,
      matchers,
      startsAt: row.starts_at,
      endsAt: row.ends_at,
      createdBy: row.created_by,
      comment: row.comment,
      createdAt: row.created_at,
      ...(row.ended_by === null ? {} : { endedBy: row.ended_by }),
    },
  ];
}
