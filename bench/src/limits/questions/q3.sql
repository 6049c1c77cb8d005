-- The two halves of `dated` let PostgreSQL read the index backwards although observations without a period come last.
SELECT '{"data":{"sectors":{"nodes":[' || coalesce(string_agg(j, ',' ORDER BY place), '') || ']}}}'
FROM (
  SELECT s.place, row_to_json((SELECT r FROM (SELECT s.id, s.slug, s.name, m.j AS metrics) r))::text AS j
  FROM (SELECT id, slug, coalesce(name_en, name_zh) AS name, place
        FROM sector WHERE place > $1 ORDER BY place LIMIT 20) s
  LEFT JOIN LATERAL (
    SELECT ('{"nodes":[' || coalesce(string_agg(row_to_json((SELECT r FROM (
      SELECT y.id, y.slug, y.name, json_build_object('code', y.unit_code) AS unit, o.j AS observations) r))::text,
      ',' ORDER BY y.slug), '') || ']}')::json AS j
    FROM (SELECT * FROM (
            (SELECT id, slug, coalesce(name_en, name_zh) AS name, unit_code
             FROM metric WHERE sector_id = s.id ORDER BY slug LIMIT 5)
            UNION
            (SELECT m.id, m.slug, coalesce(m.name_en, m.name_zh), m.unit_code
             FROM metric_subject x JOIN metric m ON m.id = x.metric_id
             WHERE x.subject_id = s.id ORDER BY x.metric_place LIMIT 5)) both_ways ORDER BY slug LIMIT 5) y
    LEFT JOIN LATERAL (
      SELECT ('{"nodes":[' || coalesce(string_agg(
        '{"period":{"label":' || coalesce(to_json(w.period_label)::text, 'null') || '},"value":'
        || coalesce(w.value::text, 'null') || ',"status":"' || w.status || '"}', ','), '') || ']}')::json AS j
      FROM (SELECT * FROM (
              (SELECT period_label, value, status FROM observation
               WHERE metric_id = y.id AND superseded_on IS NULL AND period_start IS NOT NULL
               ORDER BY period_start DESC, id LIMIT 10)
              UNION ALL
              (SELECT period_label, value, status FROM observation
               WHERE metric_id = y.id AND superseded_on IS NULL AND period_start IS NULL ORDER BY id LIMIT 10)
            ) dated LIMIT 10) w
    ) o ON true
  ) m ON true) page
