-- Wall clock at which due_at was decided, so that a wait is known whatever the clock says later; null: created_at.
ALTER TABLE deliveries ADD COLUMN decided_at INTEGER;
-- Wall clock at which somebody had a dead one sent again; it is given up a day after this.
ALTER TABLE deliveries ADD COLUMN resent_at INTEGER;
-- The receiver that could not be told, in whose place the fallback receiver is.
ALTER TABLE deliveries ADD COLUMN stands_for TEXT;
-- 1: it posted a root in place of one that was gone.
ALTER TABLE deliveries ADD COLUMN new_root INTEGER NOT NULL DEFAULT 0 CHECK (new_root IN (0, 1));
