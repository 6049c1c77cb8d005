SELECT coalesce((SELECT '{"data":{"metric":' || row_to_json(t)::text || '}}' FROM (
  SELECT m.id, m.slug, coalesce(m.name_en, m.name_zh) AS name,
    (SELECT row_to_json(u) FROM (
      SELECT code, coalesce(name_en, name_zh) AS name FROM unit WHERE code = m.unit_code) u) AS unit,
    (SELECT ('{"nodes":[' || coalesce(string_agg(
        '{"period":{"label":' || coalesce(to_json(w.period_label)::text, 'null')
        || ',"start":' || coalesce(to_json(w.period_start)::text, 'null')
        || ',"end":' || coalesce(to_json(w.period_end)::text, 'null')
        || '},"value":' || coalesce(w.value::text, 'null') || ',"status":"' || w.status
        || '","source":{"title":' || coalesce(to_json(w.title)::text, 'null') || '}}', ','), '') || ']}')::json
     FROM (SELECT o.period_label, o.period_start, o.period_end, o.value, o.status,
             coalesce(s.title_en, s.title_zh) AS title
           FROM observation o JOIN source s ON s.id = o.source_id
           WHERE o.metric_id = m.id AND o.superseded_on IS NULL
           ORDER BY o.period_start, o.period_end, o.id LIMIT 100) w) AS observations
  FROM metric m WHERE m.slug = $1) t), '{"data":{"metric":null}}')
