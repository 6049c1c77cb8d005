-- Filled at the end of each load and import.
ALTER TABLE search_entry ADD COLUMN known {int} NOT NULL DEFAULT 0;
ALTER TABLE search_entry ADD COLUMN released_on {date};
