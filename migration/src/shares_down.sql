ALTER TABLE link DROP COLUMN share_comparator;
