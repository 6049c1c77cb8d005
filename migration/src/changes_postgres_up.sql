-- A row for each transaction under way that changed something. It is gone before the commit, so that no two see each
-- other's, and that none outlives a crash or a dump.
CREATE UNLOGGED TABLE change_mark (tx xid8 PRIMARY KEY);

-- Runs as its owner: who may write a table need not know that it is watched. The setting goes as the mark does, also back
-- to a savepoint, and spares the transaction's next statements the call.
CREATE FUNCTION panorama_mark() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  -- Before the mark, which with SET CONSTRAINTS is counted at once, and the setting taken back.
  PERFORM set_config('panorama.marked', pg_current_xact_id()::text, true);
  INSERT INTO change_mark (tx) VALUES (pg_current_xact_id()) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

-- Runs in the commit: only there is the row of the data set locked. A writer that knows what time it is says so.
CREATE FUNCTION panorama_commit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  moved bigint;
BEGIN
  DELETE FROM change_mark WHERE tx = NEW.tx;
  PERFORM set_config('panorama.marked', '', true);
  UPDATE dataset SET version = version + 1, updated_at = coalesce(
    nullif(current_setting('panorama.now', true), '')::bigint,
    (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
  ) WHERE id = 1 RETURNING version INTO moved;
  PERFORM pg_notify('panorama_changed', moved::text);
  RETURN NULL;
END $$;

-- Found wherever the session looks for tables, and never among its temporary ones.
DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION panorama_mark() SET search_path = pg_catalog, %I, pg_temp', current_schema());
  EXECUTE format('ALTER FUNCTION panorama_commit() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;

CREATE CONSTRAINT TRIGGER change_counted AFTER INSERT ON change_mark DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION panorama_commit();
ALTER TABLE change_mark ENABLE ALWAYS TRIGGER change_counted;

-- The version notices itself.
CREATE TRIGGER change_seen AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF id, name, built_in_hash ON dataset
  FOR EACH STATEMENT WHEN (current_setting('panorama.marked', true) IS DISTINCT FROM pg_current_xact_id()::text)
  EXECUTE FUNCTION panorama_mark();
ALTER TABLE dataset ENABLE ALWAYS TRIGGER change_seen;

DROP TRIGGER dataset_changed ON dataset;
DROP FUNCTION panorama_changed();
