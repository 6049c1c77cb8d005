-- Only what the index finds, the whole name first: PostgreSQL ranks nothing here.
SELECT '{"data":{"search":{"edges":[' || coalesce(string_agg(row_to_json(t)::text, ','), '') || ']}}}'
FROM (
  SELECT json_build_object('slug', n.slug, 'name', (e.texts::json) -> 0 ->> 1) AS node
  FROM search_entry e JOIN node n ON n.id = e.node_id
  WHERE e.tokens_index @@ $1::text::tsquery
  ORDER BY (e.tokens_index @@ $2::text::tsquery) DESC, e.type, e.place LIMIT 10) t
