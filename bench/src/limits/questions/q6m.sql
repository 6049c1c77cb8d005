SELECT '{"data":{"models":{"nodes":[' || coalesce(string_agg(j, ',' ORDER BY place) FILTER (WHERE n <= 100), '')
  || '],"pageInfo":{"hasNextPage":' || (count(*) > 100) || ',"endCursor":'
  || coalesce('"' || (max(place) FILTER (WHERE n <= 100)) || '"', 'null') || '}}}}'
FROM (
  SELECT p.place, p.n, row_to_json((SELECT r FROM (
    SELECT p.id, p.slug, p.name, p.released_on AS "releasedOn", p.parameters,
      (SELECT row_to_json(x) FROM (SELECT v.slug) x) AS vendor) r))::text AS j
  FROM (SELECT id, slug, coalesce(name_en, name_zh) AS name, released_on, parameters, place,
          row_number() OVER (ORDER BY place) AS n
        FROM model WHERE place > $1 ORDER BY place LIMIT 101) p
  LEFT JOIN LATERAL (SELECT from_id FROM link WHERE to_id = p.id AND kind = 'MAKES' AND from_type = 'VENDOR'
                     ORDER BY position, from_id LIMIT 1) l ON true
  LEFT JOIN vendor v ON v.id = l.from_id) page
