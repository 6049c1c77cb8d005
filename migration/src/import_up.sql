CREATE TABLE identifier (
  source_id {id} NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  type {text} NOT NULL,
  value {text} NOT NULL,
  node_id {id} NOT NULL REFERENCES node (id) ON DELETE CASCADE,
  PRIMARY KEY (source_id, type, value)
){strict};
CREATE INDEX identifier_node ON identifier (node_id);

CREATE TABLE redirect (
  type {text} NOT NULL,
  slug {text} NOT NULL,
  former_id {id},
  node_id {id} NOT NULL REFERENCES node (id) ON DELETE CASCADE,
  PRIMARY KEY (type, slug),
  UNIQUE (former_id)
){strict};
CREATE INDEX redirect_node ON redirect (node_id);

CREATE TABLE import_run (
  id {id} PRIMARY KEY,
  format {text} NOT NULL,
  file {text} NOT NULL,
  fingerprint {text} NOT NULL,
  scopes {text} NOT NULL,
  source_id {id} NOT NULL REFERENCES source (id) ON DELETE RESTRICT,
  as_of {date} NOT NULL,
  started_at {int} NOT NULL,
  finished_at {int} NOT NULL,
  rows_read {int} NOT NULL,
  rows_skipped {int} NOT NULL,
  created {int} NOT NULL,
  updated {int} NOT NULL,
  revised {int} NOT NULL,
  unchanged {int} NOT NULL,
  withdrawn {int} NOT NULL
){strict};
CREATE INDEX import_run_started_at ON import_run (started_at, id);
CREATE INDEX import_run_source ON import_run (source_id, as_of);

CREATE TABLE import_count (
  run_id {id} NOT NULL REFERENCES import_run (id) ON DELETE CASCADE,
  type {text} NOT NULL,
  created {int} NOT NULL,
  updated {int} NOT NULL,
  revised {int} NOT NULL,
  unchanged {int} NOT NULL,
  withdrawn {int} NOT NULL,
  PRIMARY KEY (run_id, type)
){strict};

CREATE TABLE import_note (
  id {id} PRIMARY KEY,
  run_id {id} NOT NULL REFERENCES import_run (id) ON DELETE CASCADE,
  position {int} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('REFUSED', 'VALUE', 'AMBIGUOUS', 'UNKNOWN', 'NEW', 'DECLARED')),
  file {text} NOT NULL,
  line {int} NOT NULL,
  field {text},
  raw {text},
  reason {text} NOT NULL,
  UNIQUE (run_id, position)
){strict};
CREATE INDEX import_note_kind ON import_note (run_id, kind, position);
