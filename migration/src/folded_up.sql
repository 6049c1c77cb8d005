CREATE INDEX node_folded ON node (type, replace(slug, '-', ''){id_last});
CREATE INDEX redirect_folded ON redirect (type, replace(slug, '-', ''));
CREATE INDEX source_folded ON source (replace(slug, '-', ''){id_last});
