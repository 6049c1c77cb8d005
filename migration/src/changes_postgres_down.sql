DROP TRIGGER change_seen ON dataset;
DROP TABLE change_mark;
DROP FUNCTION panorama_commit();
DROP FUNCTION panorama_mark();
CREATE FUNCTION panorama_changed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_notify(''panorama_changed'', NEW.version::text); RETURN NULL; END';
CREATE TRIGGER dataset_changed AFTER UPDATE ON dataset FOR EACH ROW EXECUTE FUNCTION panorama_changed();
