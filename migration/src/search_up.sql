CREATE TABLE search_entry (
  id {id} PRIMARY KEY,
  type {text} NOT NULL CHECK (type IN ('VENDOR', 'MODEL', 'SECTOR', 'TECHNOLOGY', 'TREND', 'METRIC', 'SOURCE')),
  node_id {id} REFERENCES node (id) ON DELETE CASCADE,
  source_id {id} REFERENCES source (id) ON DELETE CASCADE,
  place {text} NOT NULL,
  texts {text} NOT NULL,
  tokens {text} NOT NULL,
{postgres}  tokens_index tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(tokens, ' '))) STORED,
  CHECK (id = coalesce(node_id, source_id)),
  FOREIGN KEY (node_id, place) REFERENCES node (id, place) ON UPDATE CASCADE ON DELETE CASCADE
){strict};
CREATE INDEX search_entry_node ON search_entry (node_id);
CREATE INDEX search_entry_source ON search_entry (source_id);
{postgres}CREATE INDEX search_entry_tokens ON search_entry USING gin (tokens_index);

-- Each token is kept with its column, though there is but one: without columns FTS5 copies all that a longer prefix finds
-- 32 times over before it gives the first of it.
{sqlite}CREATE VIRTUAL TABLE search_index USING fts5 (tokens, content = 'search_entry', content_rowid = 'id', tokenize = 'ascii', detail = 'column', columnsize = 0, prefix = '3 4 5');
{sqlite}CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN INSERT INTO search_index (rowid, tokens) VALUES (new.id, new.tokens); END;
{sqlite}CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', old.id, old.tokens); END;
{sqlite}CREATE TRIGGER search_entry_changed AFTER UPDATE OF tokens ON search_entry BEGIN INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', old.id, old.tokens); INSERT INTO search_index (rowid, tokens) VALUES (new.id, new.tokens); END;
