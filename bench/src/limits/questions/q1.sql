SELECT '{"data":{"vendor":' || coalesce((SELECT row_to_json(v)::text FROM (
  SELECT id, slug, coalesce(name_en, name_zh) AS name, country FROM vendor WHERE slug = $1) v), 'null') || '}}'
