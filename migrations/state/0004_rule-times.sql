-- When a rule last had something to look at, and something to count: one that never matches any more may be wrong.
-- Log time; NULL where it is not known, as of what was counted before this migration.
ALTER TABLE rule_counts ADD COLUMN first_at INTEGER;
ALTER TABLE rule_counts ADD COLUMN examined_at INTEGER;
ALTER TABLE rule_counts ADD COLUMN matched_at INTEGER;
-- Entries of groups beyond max_groups.
ALTER TABLE rule_counts ADD COLUMN overflowed INTEGER NOT NULL DEFAULT 0;
