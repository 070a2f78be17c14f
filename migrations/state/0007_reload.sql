-- What the rules meant by which the alerts on record were judged, so that a start knows which were edited since.
CREATE TABLE rule_meanings (
  rule TEXT PRIMARY KEY,
  -- 16 hex digits.
  meaning TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The last version of each rule file that loaded, with the defaults that then held for it.
CREATE TABLE rule_files (
  path TEXT PRIMARY KEY,
  text TEXT NOT NULL,
  -- JSON list of {path, text}.
  defaults TEXT NOT NULL
) STRICT, WITHOUT ROWID;
