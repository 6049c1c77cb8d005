WITH found AS MATERIALIZED (
  SELECT m.id, m.released_on, l.from_id FROM model m
  JOIN LATERAL (SELECT from_id FROM link WHERE to_id = m.id AND kind = 'MAKES' AND from_type = 'VENDOR'
                ORDER BY position, from_id LIMIT 1) l ON true
  WHERE m.released_on >= $2::text::date AND m.released_on < $3::text::date
    AND l.from_id IN (SELECT id FROM vendor WHERE country = $1))
SELECT '{"data":{"models":{"totalCount":' || (SELECT count(*) FROM found) || ',"nodes":[' || coalesce((
  SELECT string_agg(row_to_json(t)::text, ',') FROM (
    SELECT m.id, m.slug, coalesce(m.name_en, m.name_zh) AS name, m.released_on AS "releasedOn", m.parameters, m.license,
      m.openness, (SELECT row_to_json(r) FROM (
        SELECT v.id, v.slug, coalesce(v.name_en, v.name_zh) AS name, v.country) r) AS vendor
    FROM (SELECT * FROM found ORDER BY released_on DESC, id LIMIT 50) p
    JOIN model m ON m.id = p.id JOIN vendor v ON v.id = p.from_id ORDER BY p.released_on DESC, p.id) t), '') || ']}}}'
