-- An alert's value is a number for most conditions, but a text, or one value by each name, for others: as JSON.
ALTER TABLE alerts ADD COLUMN fired_json TEXT;
ALTER TABLE alerts ADD COLUMN resolved_json TEXT;
UPDATE alerts SET fired_json = json_quote(fired_value) WHERE fired_value IS NOT NULL;
UPDATE alerts SET resolved_json = json_quote(resolved_value) WHERE resolved_value IS NOT NULL;
ALTER TABLE alerts DROP COLUMN fired_value;
ALTER TABLE alerts DROP COLUMN resolved_value;
