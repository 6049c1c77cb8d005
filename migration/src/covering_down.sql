{postgres}DROP INDEX observation_value_last;
{postgres}DROP INDEX observation_known_on_last;
{postgres}DROP INDEX link_of_end;
{postgres}CREATE INDEX observation_value_last ON observation (value DESC, id);
{postgres}CREATE INDEX observation_known_on_last ON observation (known_on DESC, id);
{postgres}CREATE INDEX link_of_end ON link (to_id, kind, id);
