-- The greatest first, of current figures; and links that end at a row, but not those that begin there, too.
{postgres}DROP INDEX observation_value_last;
{postgres}DROP INDEX observation_known_on_last;
{postgres}DROP INDEX link_of_end;
{postgres}CREATE INDEX observation_value_last ON observation (value DESC, id) INCLUDE (superseded_on);
{postgres}CREATE INDEX observation_known_on_last ON observation (known_on DESC, id) INCLUDE (superseded_on);
{postgres}CREATE INDEX link_of_end ON link (to_id, kind, id) INCLUDE (from_id);
