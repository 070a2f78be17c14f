-- Generated from the migrations by `npm run schema`.

CREATE TABLE entries (
  -- Order of arrival.
  sequence INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  source_id INTEGER NOT NULL,
  -- The first 48 bits of SHA-256 of the raw line.
  line_hash INTEGER NOT NULL,
  -- Which copy of the line within its source this is, from 1.
  copy INTEGER NOT NULL,
  -- 1: the line says its time, so the same line has the same time whenever it is read. 0: it does not.
  own_time INTEGER NOT NULL,
  observed_time INTEGER NOT NULL,
  kind TEXT,
  status REAL,
  service TEXT,
  client_id TEXT,
  module TEXT,
  pod TEXT,
  trace_id TEXT,
  request_id TEXT,
  retry_after_seconds REAL,
  duration_ms REAL,
  -- Which fields the next column holds.
  field_list INTEGER NOT NULL,
  -- The other fields: a JSON array of their values.
  fields TEXT NOT NULL,
  raw TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX entries_by_time ON entries (time, line_hash, source_id, copy);

CREATE UNIQUE INDEX entries_without_own_time ON entries (source_id, line_hash, copy) WHERE own_time = 0;

CREATE TABLE field_lists (
  id INTEGER PRIMARY KEY,
  names TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE high_water (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  sequence INTEGER NOT NULL
) STRICT;

CREATE TABLE horizon (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  time INTEGER NOT NULL
) STRICT;

CREATE TABLE idempotency_keys (
  source_id INTEGER NOT NULL REFERENCES sources (id),
  key TEXT NOT NULL,
  seen_at INTEGER NOT NULL,
  -- The answer that was given.
  stored INTEGER NOT NULL,
  already_stored INTEGER NOT NULL,
  unparsable INTEGER NOT NULL,
  PRIMARY KEY (source_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (seen_at);

CREATE TABLE pruned_lines (
  source_id INTEGER NOT NULL REFERENCES sources (id),
  line_hash INTEGER NOT NULL,
  -- 1: it was an entry. 0: no format could read it.
  readable INTEGER NOT NULL CHECK (readable IN (0, 1)),
  -- The highest number of a copy that was deleted.
  copies INTEGER NOT NULL,
  -- Wall clock, by which they are forgotten in their turn.
  pruned_at INTEGER NOT NULL,
  PRIMARY KEY (source_id, line_hash, readable)
) STRICT, WITHOUT ROWID;

CREATE INDEX pruned_lines_by_age ON pruned_lines (pruned_at);

CREATE TABLE redactions (
  kind TEXT PRIMARY KEY,
  redacted INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sources (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  entries INTEGER NOT NULL DEFAULT 0,
  unparsable INTEGER NOT NULL DEFAULT 0,
  -- Time of the newest entry; NULL before the first.
  newest INTEGER
, pruned_entries INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE tail_positions (
  -- Order of saving, which ages positions.
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  fingerprint_bytes INTEGER NOT NULL,
  byte_offset INTEGER NOT NULL,
  UNIQUE (path, fingerprint, fingerprint_bytes)
) STRICT;

CREATE TABLE unparsable_kinds (
  source_id INTEGER NOT NULL REFERENCES sources (id),
  format TEXT NOT NULL,
  reason TEXT NOT NULL,
  stored INTEGER NOT NULL,
  pruned INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (source_id, format, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE unparsable_lines (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES sources (id),
  line_hash INTEGER NOT NULL,
  copy INTEGER NOT NULL,
  observed_time INTEGER NOT NULL,
  format TEXT NOT NULL,
  reason TEXT NOT NULL,
  raw TEXT NOT NULL,
  UNIQUE (source_id, line_hash, copy)
) STRICT;

CREATE INDEX unparsable_by_age ON unparsable_lines (observed_time);

CREATE INDEX unparsable_by_reason ON unparsable_lines (source_id, format, reason);
