-- 1 only inside a transaction that counts itself when it ends: triggers would count each of its rows.
ALTER TABLE dataset ADD COLUMN writing INTEGER NOT NULL DEFAULT 0 CHECK (writing IN (0, 1));

-- The version notices itself.
CREATE TRIGGER dataset_seen_update AFTER UPDATE OF name, built_in_hash ON dataset
WHEN new.writing = 0 AND old.writing = 0 AND new.version = old.version
BEGIN UPDATE dataset SET version = version + 1 WHERE id = 1; END;
