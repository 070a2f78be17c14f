-- What was changed, as it was reported.
CREATE TABLE changes (
  id INTEGER PRIMARY KEY,
  -- When it happened, epoch milliseconds.
  at INTEGER NOT NULL,
  -- '' where it concerns everything.
  service TEXT NOT NULL,
  title TEXT NOT NULL CHECK (title <> ''),
  url TEXT,
  who TEXT
) STRICT;

-- The same report twice is one change.
CREATE UNIQUE INDEX changes_by_time ON changes (at, service, title);

-- Incidents of the same kind before this one.
CREATE INDEX incidents_by_key ON incidents (incident_key, number);
