ALTER TABLE search_entry DROP COLUMN released_on;
ALTER TABLE search_entry DROP COLUMN known;
