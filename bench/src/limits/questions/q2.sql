-- One vendor more than the page has is read: it tells whether there is a next page.
SELECT '{"data":{"vendors":{"nodes":[' || coalesce(string_agg(j, ',' ORDER BY slug) FILTER (WHERE n <= 50), '')
  || '],"pageInfo":{"hasNextPage":' || (count(*) > 50) || ',"endCursor":'
  || coalesce('"' || (max(slug) FILTER (WHERE n <= 50)) || '"', 'null') || '}}}}'
FROM (
  SELECT v.slug, v.n, row_to_json((SELECT r FROM (SELECT v.id, v.slug, v.name, v.country, m.j AS models) r))::text AS j
  FROM (SELECT id, slug, coalesce(name_en, name_zh) AS name, country, row_number() OVER (ORDER BY slug) AS n
        FROM vendor WHERE slug > $1 ORDER BY slug LIMIT 51) v
  LEFT JOIN LATERAL (
    SELECT ('{"nodes":[' || coalesce(string_agg(row_to_json(y)::text, ','), '') || ']}')::json AS j
    FROM (SELECT m.id, m.slug, coalesce(m.name_en, m.name_zh) AS name, m.released_on AS "releasedOn"
          FROM link l JOIN model m ON m.id = l.to_id
          WHERE l.from_id = v.id AND l.kind = 'MAKES' AND l.to_type = 'MODEL' ORDER BY l.to_place LIMIT 10) y
  ) m ON true) page
