-- Generated from the migrations by `npm run schema`.

CREATE TABLE alerts (
  id TEXT PRIMARY KEY,
  rule TEXT NOT NULL,
  tenant TEXT,
  state TEXT NOT NULL CHECK (state IN ('pending', 'firing', 'resolved')),
  severity TEXT NOT NULL,
  title TEXT NOT NULL,
  -- JSON objects.
  group_values TEXT NOT NULL,
  labels TEXT NOT NULL,
  -- Log time.
  started_at INTEGER NOT NULL,
  fired_at INTEGER,
  resolved_at INTEGER,
  reason TEXT,
  evidence_from INTEGER NOT NULL
, fired_json TEXT, resolved_json TEXT, amended_start INTEGER, late_ms INTEGER, not_confirmed INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX alerts_ended ON alerts (rule, resolved_at) WHERE state = 'resolved';

CREATE INDEX alerts_open ON alerts (started_at, id) WHERE state <> 'resolved';

CREATE TABLE attempts (
  id INTEGER PRIMARY KEY,
  delivery TEXT NOT NULL REFERENCES deliveries (id),
  -- Wall clock.
  at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('accepted', 'failed')),
  -- retry, content, configuration or ambiguous; NULL where it was accepted.
  failure_class TEXT,
  retry_after_ms INTEGER,
  -- What the peer said, in one line.
  detail TEXT,
  reference TEXT,
  next_at INTEGER
) STRICT;

CREATE INDEX attempts_by_delivery ON attempts (delivery, id);

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

CREATE UNIQUE INDEX changes_by_time ON changes (at, service, title);

CREATE TABLE deliveries (
  id TEXT PRIMARY KEY,
  incident INTEGER NOT NULL REFERENCES incidents (number),
  -- Order within the lane.
  lane_order INTEGER NOT NULL,
  receiver TEXT NOT NULL,
  channel TEXT NOT NULL,
  lane TEXT NOT NULL,
  operation TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'accepted', 'dead')),
  -- Wall clock.
  created_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  last_error TEXT,
  accepted_at INTEGER,
  reference TEXT
, notice TEXT, decided_at INTEGER, resent_at INTEGER, stands_for TEXT, new_root INTEGER NOT NULL DEFAULT 0 CHECK (new_root IN (0, 1))) STRICT;

CREATE INDEX deliveries_by_incident ON deliveries (incident, lane, lane_order);

CREATE INDEX deliveries_by_order ON deliveries (lane_order);

CREATE INDEX deliveries_by_state ON deliveries (state);

CREATE INDEX deliveries_queued ON deliveries (lane, lane_order) WHERE state = 'queued';

CREATE TABLE facts (
  incident INTEGER PRIMARY KEY REFERENCES incidents (number),
  saved_at INTEGER NOT NULL,
  -- JSON.
  facts TEXT NOT NULL
) STRICT;

CREATE TABLE incident_alerts (
  incident INTEGER NOT NULL REFERENCES incidents (number),
  -- Order in which they are shown.
  place INTEGER NOT NULL,
  alert TEXT NOT NULL REFERENCES alerts (id),
  PRIMARY KEY (incident, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX incident_alerts_by_alert ON incident_alerts (alert);

CREATE TABLE incident_events (
  id INTEGER PRIMARY KEY,
  incident INTEGER NOT NULL REFERENCES incidents (number),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;

CREATE INDEX incident_events_by_incident ON incident_events (incident, id);

CREATE TABLE incidents (
  number INTEGER PRIMARY KEY,
  incident_key TEXT NOT NULL,
  tenant TEXT,
  state TEXT NOT NULL CHECK (state IN ('open', 'acknowledged', 'resolved')),
  severity TEXT NOT NULL,
  title TEXT NOT NULL,
  told_as TEXT,
  -- Log time.
  opened_at INTEGER NOT NULL,
  resolved_at INTEGER,
  reopened INTEGER NOT NULL,
  owner TEXT
, acknowledged_by TEXT, acknowledged_at INTEGER) STRICT;

CREATE INDEX incidents_by_key ON incidents (incident_key, number);

CREATE INDEX incidents_open ON incidents (number) WHERE state <> 'resolved';

CREATE INDEX incidents_resolved ON incidents (resolved_at) WHERE state = 'resolved';

CREATE TABLE late_waiting (
  rule TEXT PRIMARY KEY,
  from_time INTEGER NOT NULL,
  late_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger (
  id INTEGER PRIMARY KEY,
  -- Log time, (from_time, to_time], epoch milliseconds.
  from_time INTEGER NOT NULL,
  to_time INTEGER NOT NULL,
  max_sequence INTEGER NOT NULL,
  -- Wall clock, epoch milliseconds.
  judged_at INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  late INTEGER NOT NULL,
  steps INTEGER NOT NULL
) STRICT;

CREATE TABLE rule_counts (
  rule TEXT PRIMARY KEY,
  examined INTEGER NOT NULL,
  matched INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  -- As of the newest step.
  groups_now INTEGER NOT NULL
, first_at INTEGER, examined_at INTEGER, matched_at INTEGER, overflowed INTEGER NOT NULL DEFAULT 0, groups_left_out INTEGER NOT NULL DEFAULT 0, values_left_out INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;

CREATE TABLE rule_files (
  path TEXT PRIMARY KEY,
  text TEXT NOT NULL,
  -- JSON list of {path, text}.
  defaults TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE rule_meanings (
  rule TEXT PRIMARY KEY,
  -- 16 hex digits.
  meaning TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE silences (
  id TEXT PRIMARY KEY,
  -- JSON list of {name, operator, value}.
  matchers TEXT NOT NULL,
  -- Wall clock; ends_at is exclusive.
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  comment TEXT NOT NULL CHECK (comment <> ''),
  created_at INTEGER NOT NULL,
  -- Who ended it before its time.
  ended_by TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX silences_by_end ON silences (ends_at);

CREATE TABLE told (
  incident INTEGER NOT NULL REFERENCES incidents (number),
  receiver TEXT NOT NULL,
  severity TEXT NOT NULL,
  -- 1: they were told that it is over.
  resolved INTEGER NOT NULL CHECK (resolved IN (0, 1)),
  reopened INTEGER NOT NULL,
  alerts INTEGER NOT NULL,
  -- Wall clock; when the last news was ordered.
  at INTEGER NOT NULL,
  PRIMARY KEY (incident, receiver)
) STRICT, WITHOUT ROWID;
