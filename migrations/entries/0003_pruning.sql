-- What was deleted because of its age or the store's size, so that reading a file again does not bring it back.

-- Entries deleted so far; `entries` counts those that are stored now.
ALTER TABLE sources ADD COLUMN pruned_entries INTEGER NOT NULL DEFAULT 0;

-- The one row that says from where on entries are kept: those at or before `time` are deleted or about to be.
CREATE TABLE horizon (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  time INTEGER NOT NULL
) STRICT;

-- Copies of lines that were deleted and have no time of their own, by which the horizon could tell them.
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

-- Unparsable lines ever, by what was wrong with them: counting rows takes long, and rows are deleted.
CREATE TABLE unparsable_kinds (
  source_id INTEGER NOT NULL REFERENCES sources (id),
  format TEXT NOT NULL,
  reason TEXT NOT NULL,
  stored INTEGER NOT NULL,
  pruned INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (source_id, format, reason)
) STRICT, WITHOUT ROWID;

INSERT INTO unparsable_kinds (source_id, format, reason, stored)
  SELECT source_id, format, reason, count(*) FROM unparsable_lines GROUP BY source_id, format, reason;

CREATE INDEX unparsable_by_age ON unparsable_lines (observed_time);
