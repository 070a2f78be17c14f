-- About how many groups beyond max_groups there were, as of the newest step.
ALTER TABLE rule_counts ADD COLUMN groups_left_out INTEGER NOT NULL DEFAULT 0;
-- Entries whose value found no room in a condition.
ALTER TABLE rule_counts ADD COLUMN values_left_out INTEGER NOT NULL DEFAULT 0;
