DELETE FROM import_note WHERE kind = 'WITHDRAWN';
{postgres}ALTER TABLE import_note DROP CONSTRAINT import_note_kind_check;
{postgres}ALTER TABLE import_note ADD CONSTRAINT import_note_kind_check CHECK (kind IN ('REFUSED', 'VALUE', 'AMBIGUOUS', 'UNKNOWN', 'NEW', 'DECLARED'));
{sqlite}CREATE TABLE import_note_next (id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES import_run (id) ON DELETE CASCADE, position INTEGER NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('REFUSED', 'VALUE', 'AMBIGUOUS', 'UNKNOWN', 'NEW', 'DECLARED')), file TEXT NOT NULL, line INTEGER NOT NULL, field TEXT, raw TEXT, reason TEXT NOT NULL, file_fold TEXT, field_fold TEXT, reason_fold TEXT, UNIQUE (run_id, position)) STRICT;
{sqlite}INSERT INTO import_note_next (id, run_id, position, kind, file, line, field, raw, reason, file_fold, field_fold, reason_fold) SELECT id, run_id, position, kind, file, line, field, raw, reason, file_fold, field_fold, reason_fold FROM import_note;
{sqlite}DROP TABLE import_note;
{sqlite}ALTER TABLE import_note_next RENAME TO import_note;
{sqlite}CREATE INDEX import_note_kind ON import_note (run_id, kind, position);
