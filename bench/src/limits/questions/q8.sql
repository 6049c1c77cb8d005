WITH RECURSIVE walk(id, type, place, distance) AS (
  SELECT id, 'VENDOR' COLLATE "C", slug, 0 FROM vendor WHERE slug = $1
  UNION
  SELECT n.id, n.type, n.place, w.distance + 1 FROM walk w CROSS JOIN LATERAL (
    SELECT to_id AS id, to_type AS type, to_place AS place FROM link WHERE from_id = w.id AND flow = 1
    UNION ALL
    SELECT from_id, from_type, from_place FROM link WHERE to_id = w.id AND flow = -1) n
  WHERE w.distance < 3),
reached AS MATERIALIZED (
  SELECT id, type, min(place) AS place, min(distance) AS distance FROM walk GROUP BY id, type HAVING min(distance) > 0)
SELECT '{"data":{"impact":{"reached":{"totalCount":' || (SELECT count(*) FROM reached) || ',"edges":[' || coalesce((
  SELECT string_agg(row_to_json(t)::text, ',') FROM (
    SELECT distance, json_build_object('__typename', initcap(r.type), 'id', r.id, 'slug', n.slug) AS node
    FROM (SELECT * FROM reached ORDER BY distance, type, place LIMIT 50) r JOIN node n ON n.id = r.id
    ORDER BY distance, r.type, r.place) t), '') || ']}}}}'
