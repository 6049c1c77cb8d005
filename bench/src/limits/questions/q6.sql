SELECT '{"data":{"observations":{"nodes":[' || coalesce(string_agg(
    '{"id":' || o.id || ',"metric":{"slug":"' || m.slug || '"},"period":{"label":'
    || coalesce(to_json(o.period_label)::text, 'null') || '},"value":' || coalesce(o.value::text, 'null')
    || ',"status":"' || o.status || '"}', ',' ORDER BY n) FILTER (WHERE n <= 100), '')
  || '],"pageInfo":{"hasNextPage":' || (count(*) > 100) || ',"endCursor":'
  || coalesce('"' || (max(o.id::text) FILTER (WHERE n = 100)) || '"', 'null') || '}}}}'
FROM (
  SELECT id, metric_id, period_label, value, status, row_number() OVER (ORDER BY period_start, period_end, id) AS n
  FROM observation
  WHERE (period_start, period_end, id) > ($1::text::date, $2::text::date, $3::text::bigint) AND superseded_on IS NULL
  ORDER BY period_start, period_end, id LIMIT 101) o
JOIN metric m ON m.id = o.metric_id
