DROP TRIGGER dataset_seen_update;
ALTER TABLE dataset DROP COLUMN writing;
