ALTER TABLE incidents ADD COLUMN acknowledged_by TEXT;
-- Wall clock.
ALTER TABLE incidents ADD COLUMN acknowledged_at INTEGER;

-- What the message must say besides, such as that a silence has just ended.
ALTER TABLE deliveries ADD COLUMN notice TEXT;

CREATE INDEX deliveries_by_order ON deliveries (lane_order);
CREATE INDEX incident_alerts_by_alert ON incident_alerts (alert);

-- What each receiver was last told of each incident.
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

-- Before, whoever had a delivery had been told everything.
INSERT INTO told (incident, receiver, severity, resolved, reopened, alerts, at)
  SELECT incidents.number, deliveries.receiver, incidents.severity, incidents.state = 'resolved',
    incidents.reopened,
    (SELECT count(*) FROM incident_alerts WHERE incident_alerts.incident = incidents.number),
    max(deliveries.created_at)
  FROM deliveries JOIN incidents ON incidents.number = deliveries.incident
  GROUP BY incidents.number, deliveries.receiver;

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
