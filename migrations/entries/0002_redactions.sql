-- Values that were redacted in lines when they were stored, by kind. Each line carries its marks itself; the sums are
-- kept because counting those of millions of lines takes seconds.
CREATE TABLE redactions (
  kind TEXT PRIMARY KEY,
  redacted INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
