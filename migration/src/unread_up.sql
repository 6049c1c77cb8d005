CREATE TABLE import_unread (
  mark {id} NOT NULL,
  run_id {id} NOT NULL REFERENCES import_run (id) ON DELETE CASCADE,
  PRIMARY KEY (mark, run_id)
{sqlite}) STRICT, WITHOUT ROWID;
{postgres});
CREATE INDEX import_unread_run ON import_unread (run_id);
