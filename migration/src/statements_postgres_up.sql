-- The first maker of what links say is made, and how many models a vendor has.
CREATE FUNCTION panorama_link_made() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE model SET maker_id = f.id, maker_name = f.name FROM (SELECT DISTINCT to_id FROM added
    WHERE kind = 'MAKES' AND from_type = 'VENDOR' AND to_type = 'MODEL') a CROSS JOIN LATERAL (SELECT l.from_id AS id, v.name_fold AS name
    FROM link l LEFT JOIN vendor v ON v.id = l.from_id WHERE l.to_id = a.to_id AND l.kind = 'MAKES' AND l.from_type = 'VENDOR'
    ORDER BY l.position, l.from_id LIMIT 1) f WHERE model.id = a.to_id AND model.maker_id IS DISTINCT FROM f.id;
  UPDATE vendor SET model_count = model_count + a.models FROM (SELECT from_id, count(*) AS models FROM added
    WHERE kind = 'MAKES' AND from_type = 'VENDOR' AND to_type = 'MODEL' GROUP BY from_id) a WHERE vendor.id = a.from_id;
  RETURN NULL; END $$;

-- Who makes a technology, or proposed a technique that nobody makes.
CREATE FUNCTION panorama_technology_linked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE technology SET maker_id = f.id, maker_name = f.name FROM (SELECT t.id AS of_id, m.id, m.name FROM technology t
    CROSS JOIN LATERAL (SELECT l.from_id AS id, v.name_fold AS name FROM link l LEFT JOIN vendor v ON v.id = l.from_id
      WHERE l.to_id = t.id AND l.from_type = 'VENDOR' AND (l.kind = 'MAKES' OR (l.kind = 'PROPOSES' AND t.kind = 'TECHNIQUE'))
      ORDER BY l.kind, l.position, l.from_id LIMIT 1) m
    WHERE t.id IN (SELECT to_id FROM added WHERE kind IN ('MAKES', 'PROPOSES') AND from_type = 'VENDOR' AND to_type = 'TECHNOLOGY')) f
    WHERE technology.id = f.of_id AND technology.maker_id IS DISTINCT FROM f.id;
  RETURN NULL; END $$;

-- How many members a sector has.
CREATE FUNCTION panorama_link_joined() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE sector SET vendor_count = vendor_count + a.vendors, model_count = model_count + a.models FROM (SELECT to_id,
    count(*) FILTER (WHERE from_type = 'VENDOR') AS vendors, count(*) FILTER (WHERE from_type = 'MODEL') AS models FROM added
    WHERE kind = 'PART_OF' AND to_type = 'SECTOR' AND from_type IN ('VENDOR', 'MODEL') GROUP BY to_id) a WHERE sector.id = a.to_id;
  RETURN NULL; END $$;

-- What links say of a row is there when it is made.
CREATE FUNCTION panorama_model_made() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  SELECT l.from_id, v.name_fold INTO new.maker_id, new.maker_name FROM link l LEFT JOIN vendor v ON v.id = l.from_id
    WHERE l.to_id = new.id AND l.kind = 'MAKES' AND l.from_type = 'VENDOR' ORDER BY l.position, l.from_id LIMIT 1;
  RETURN new; END $$;
CREATE FUNCTION panorama_technology_made() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  SELECT l.from_id, v.name_fold INTO new.maker_id, new.maker_name FROM link l LEFT JOIN vendor v ON v.id = l.from_id
    WHERE l.to_id = new.id AND l.from_type = 'VENDOR' AND (l.kind = 'MAKES' OR (l.kind = 'PROPOSES' AND new.kind = 'TECHNIQUE'))
    ORDER BY l.kind, l.position, l.from_id LIMIT 1;
  RETURN new; END $$;

CREATE TRIGGER link_made AFTER INSERT ON link REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION panorama_link_made();
CREATE TRIGGER technology_linked AFTER INSERT ON link REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION panorama_technology_linked();
CREATE TRIGGER link_joined AFTER INSERT ON link REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION panorama_link_joined();
CREATE TRIGGER model_made BEFORE INSERT ON model FOR EACH ROW EXECUTE FUNCTION panorama_model_made();
CREATE TRIGGER technology_made BEFORE INSERT ON technology FOR EACH ROW EXECUTE FUNCTION panorama_technology_made();

-- ALWAYS: bulk loaders turn ordinary triggers off (`session_replication_role`). Functions find the tables wherever they are called from.
ALTER TABLE link ENABLE ALWAYS TRIGGER link_made;
ALTER TABLE link ENABLE ALWAYS TRIGGER technology_linked;
ALTER TABLE link ENABLE ALWAYS TRIGGER link_joined;
ALTER TABLE model ENABLE ALWAYS TRIGGER model_made;
ALTER TABLE technology ENABLE ALWAYS TRIGGER technology_made;
DO $$ DECLARE made text; BEGIN
  FOREACH made IN ARRAY ARRAY['link_made', 'technology_linked', 'link_joined', 'model_made', 'technology_made'] LOOP
    EXECUTE format('ALTER FUNCTION panorama_%s() SET search_path = pg_catalog, %I, pg_temp', made, current_schema());
  END LOOP; END $$;
