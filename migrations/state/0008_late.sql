-- What entries that came late changed about an alert that people had been told of, or began themselves.
ALTER TABLE alerts ADD COLUMN amended_start INTEGER;
-- How much later than their time the newest of its lines came, ms.
ALTER TABLE alerts ADD COLUMN late_ms INTEGER;
ALTER TABLE alerts ADD COLUMN not_confirmed INTEGER NOT NULL DEFAULT 0;

-- For the question which alerts of a rule ended since then.
CREATE INDEX alerts_ended ON alerts (rule, resolved_at) WHERE state = 'resolved';

-- By rule: the least time of entries that came late and have not been judged yet.
CREATE TABLE late_waiting (
  rule TEXT PRIMARY KEY,
  from_time INTEGER NOT NULL,
  late_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
