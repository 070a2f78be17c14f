import type { Database } from "better-sqlite3";

/** How long a repeated batch is recognised, ms. */
const MAX_KEY_AGE_MS = 24 * 60 * 60 * 1000;

/** The answer that a batch was given. */
export interface BatchAnswer {
  readonly stored: number;
  readonly alreadyStored: number;
  readonly unparsable: number;
}

export interface IdempotencyKeys {
  /** The answer to a batch with this key within the last day before `now`. */
  readonly find: (sourceId: number, key: string, now: number) => BatchAnswer | undefined;
  /** Keeps the answer, and forgets what is older than a day. */
  readonly save: (sourceId: number, key: string, now: number, answer: BatchAnswer) => void;
}

export function createIdempotencyKeys(db: Database): IdempotencyKeys {
  const find = db.prepare<[number, string, number], BatchAnswer>(
    `SELECT stored, already_stored AS alreadyStored, unparsable FROM idempotency_keys
     WHERE source_id = ? AND key = ? AND seen_at > ?`,
  );
  const insert = db.prepare<[number, string, number, number, number, number]>(
    `INSERT INTO idempotency_keys (source_id, key, seen_at, stored, already_stored, unparsable)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const dropOld = db.prepare<[number]>("DELETE FROM idempotency_keys WHERE seen_at <= ?");
  return {
    find: (sourceId, key, now) => find.get(sourceId, key, now - MAX_KEY_AGE_MS),
    save(sourceId, key, now, { stored, alreadyStored, unparsable }) {
      dropOld.run(now - MAX_KEY_AGE_MS);
      insert.run(sourceId, key, now, stored, alreadyStored, unparsable);
    },
  };
}
