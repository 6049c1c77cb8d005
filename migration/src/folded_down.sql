DROP INDEX source_folded;
DROP INDEX redirect_folded;
DROP INDEX node_folded;
