-- What is asked of all figures at once is read off an index: counts need to know which claims are superseded, findings whose they
-- are, of what, and in which unit.
DROP INDEX observation_known_on;
DROP INDEX observation_status;
DROP INDEX observation_metric;
DROP INDEX observation_value;
DROP INDEX observation_vendor;
{sqlite}CREATE INDEX observation_known_on ON observation (known_on, id, superseded_on);
{sqlite}CREATE INDEX observation_value ON observation (value, id, superseded_on);
{sqlite}CREATE INDEX observation_status ON observation (status, period_from, period_until, id, superseded_on);
{sqlite}CREATE INDEX observation_metric ON observation (metric_id, period_from, period_until, id, superseded_on, status, unit_code, source_id, period_end);
{postgres}CREATE INDEX observation_known_on ON observation (known_on, id) INCLUDE (superseded_on);
{postgres}CREATE INDEX observation_value ON observation (value, id) INCLUDE (superseded_on);
{postgres}CREATE INDEX observation_status ON observation (status, period_start, period_end, id) INCLUDE (superseded_on);
{postgres}CREATE INDEX observation_metric ON observation (metric_id, period_start, period_end, id) INCLUDE (superseded_on, source_id);
CREATE INDEX observation_vendor ON observation (asserted_by_vendor_id) WHERE asserted_by_vendor_id IS NOT NULL;

-- PostgreSQL's sum of floating-point numbers depends on the order of the rows, and that of decimals takes five times as long. So each
-- number is cut into whole ones, of 2^40, of 2^-22 and of 2^-84, whose sums are exact; what is too large or too small for that is added
-- up as decimals. A sum beyond all numbers is infinite, as it is on SQLite, and not an error.
{postgres}CREATE FUNCTION panorama_high(v DOUBLE PRECISION) RETURNS BIGINT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
{postgres}  SELECT CASE WHEN abs(v) < DOUBLE PRECISION '5070602400912917605986812821504' THEN CAST(trunc(v * DOUBLE PRECISION '9.094947017729282e-13') AS BIGINT) END $$;
{postgres}CREATE FUNCTION panorama_below(v DOUBLE PRECISION) RETURNS DOUBLE PRECISION LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
{postgres}  SELECT (v - trunc(v * DOUBLE PRECISION '9.094947017729282e-13') * DOUBLE PRECISION '1099511627776') * DOUBLE PRECISION '4194304' $$;
{postgres}CREATE FUNCTION panorama_middle(v DOUBLE PRECISION) RETURNS BIGINT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
{postgres}  SELECT CASE WHEN abs(v) < DOUBLE PRECISION '5070602400912917605986812821504' THEN CAST(panorama_below(v) AS BIGINT) END $$;
{postgres}CREATE FUNCTION panorama_low(v DOUBLE PRECISION) RETURNS BIGINT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
{postgres}  SELECT CASE WHEN abs(v) < DOUBLE PRECISION '5070602400912917605986812821504' AND abs(v) >= DOUBLE PRECISION '1e-9'
{postgres}    THEN CAST((panorama_below(v) - round(panorama_below(v))) * DOUBLE PRECISION '4611686018427387904' AS BIGINT) END $$;
{postgres}CREATE FUNCTION panorama_rest(v DOUBLE PRECISION) RETURNS NUMERIC LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
{postgres}  SELECT CASE WHEN abs(v) >= DOUBLE PRECISION '5070602400912917605986812821504' OR (abs(v) < DOUBLE PRECISION '1e-9' AND v <> 0)
{postgres}    THEN CAST(CAST(v AS TEXT) AS NUMERIC) END $$;
{postgres}CREATE FUNCTION panorama_total(high NUMERIC, middle NUMERIC, low NUMERIC, rest NUMERIC) RETURNS DOUBLE PRECISION LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
{postgres}  SELECT CASE WHEN abs(t.total) < 1.797693134862315807e308 THEN CAST(t.total AS DOUBLE PRECISION) ELSE sign(t.total) * DOUBLE PRECISION 'Infinity' END
{postgres}  FROM (SELECT coalesce(high * 1099511627776 + middle * 0.0000002384185791015625, 0)
{postgres}    + coalesce(low * 0.000000000000000000000000051698788284564229679463043254372678347863256931304931640625, 0) + coalesce(rest, 0) AS total) t
{postgres}  WHERE coalesce(high, rest) IS NOT NULL $$;

DROP VIEW quality_finding;
CREATE VIEW quality_finding AS
SELECT n.id % 576460752303423488 * 8 AS id, ('UNCITED-' || n.id){by_bytes} AS key, 'UNCITED' AS kind, 'ERROR' AS severity,
  CASE WHEN n.type <> 'METRIC' THEN n.type END AS subject_type, CASE WHEN n.type <> 'METRIC' THEN n.id END AS subject_id,
  CASE WHEN n.type = 'METRIC' THEN n.id END AS metric_id, CAST(NULL AS {id}) AS observation_id, CAST(NULL AS {id}) AS other_id,
  CAST(NULL AS {id}) AS source_id
FROM node n WHERE NOT EXISTS (SELECT 1 FROM citation c WHERE c.node_id = n.id)
UNION ALL
SELECT o.id % 576460752303423488 * 8 + 1, ('UNIT_CONFLICT-' || o.id){by_bytes}, 'UNIT_CONFLICT', 'ERROR', NULL, NULL, o.metric_id, o.id, NULL, o.source_id
-- Metrics outside, their figures inside, of which the index tells the unit.
FROM metric m CROSS JOIN observation o CROSS JOIN unit u CROSS JOIN unit w
WHERE o.metric_id = m.id AND u.code = o.unit_code AND w.code = m.unit_code AND o.superseded_on IS NULL AND o.unit_code <> m.unit_code AND u.dimension <> w.dimension
UNION ALL
SELECT (a.id % 1073741824 * 536870912 + b.id % 536870912) * 8 + 2, ('DISAGREEMENT-' || a.id || '-' || b.id){by_bytes}, 'DISAGREEMENT',
  CASE WHEN a.rank < 1000 AND b.rank < 1000 THEN 'WARNING' ELSE 'NOTE' END, NULL, NULL, a.metric_id, a.id, b.id, NULL
-- Of periods that several sources tell of one metric, which the index knows: few, and looked up one by one. (An array is of ten, as
-- PostgreSQL sees it.) Not by status: that would meet most of the table each time.
{sqlite}FROM (SELECT metric_id, period_from, period_until FROM observation WHERE superseded_on IS NULL
{sqlite}  GROUP BY metric_id, period_from, period_until HAVING min(source_id) <> max(source_id)) p
{postgres}FROM unnest(ARRAY(SELECT min(id) FROM observation WHERE superseded_on IS NULL
{postgres}  GROUP BY metric_id, period_start, period_end HAVING min(source_id) <> max(source_id))) AS several(id) JOIN observation p ON p.id = several.id
CROSS JOIN observation a CROSS JOIN observation b
WHERE a.metric_id = p.metric_id AND b.metric_id = p.metric_id
{sqlite}  AND a.period_from = p.period_from AND a.period_until = p.period_until AND b.period_from = p.period_from AND b.period_until = p.period_until
{postgres}  AND a.period_start IS NOT DISTINCT FROM p.period_start AND a.period_end IS NOT DISTINCT FROM p.period_end
{postgres}  AND b.period_start IS NOT DISTINCT FROM p.period_start AND b.period_end IS NOT DISTINCT FROM p.period_end
  AND b.status || '' = a.status || '' AND b.source_id <> a.source_id
  AND b.normalized_unit || '' = a.normalized_unit || '' AND coalesce(b.period_label, '') = coalesce(a.period_label, '')
  AND (a.rank < b.rank OR (a.rank = b.rank AND a.id < b.id))
  -- Those who offer one thing have their own price and limits each.
  AND (coalesce('' || b.asserted_by_vendor_id, b.asserted_by_fold, '') IN (coalesce('' || a.asserted_by_vendor_id, a.asserted_by_fold, ''), '')
    OR coalesce('' || a.asserted_by_vendor_id, a.asserted_by_fold, '') = ''
    OR NOT EXISTS (SELECT 1 FROM metric m WHERE m.id = a.metric_id AND m.kind IN ('PRICE', 'SPECIFICATION')))
  AND a.superseded_on IS NULL AND b.superseded_on IS NULL AND a.withdrawn_on IS NULL AND b.withdrawn_on IS NULL
  AND (coalesce(a.normalized_low, a.normalized_value) > coalesce(b.normalized_high, b.normalized_value) * CASE WHEN 'ABOUT' IN (a.comparator, b.comparator) THEN 1.05 ELSE 1.01 END
    OR coalesce(b.normalized_low, b.normalized_value) > coalesce(a.normalized_high, a.normalized_value) * CASE WHEN 'ABOUT' IN (a.comparator, b.comparator) THEN 1.05 ELSE 1.01 END)
UNION ALL
SELECT o.metric_id % 576460752303423488 * 8 + 3, ('STALE-' || o.metric_id){by_bytes}, 'STALE', 'NOTE', NULL, NULL, o.metric_id, NULL, NULL, NULL
FROM observation o -- Not looked up by status, as above.
WHERE o.superseded_on IS NULL AND o.status || '' IN ('ACTUAL', 'ESTIMATE') AND o.period_end IS NOT NULL
GROUP BY o.metric_id HAVING min(o.period_end) < max(o.period_end) AND max(o.period_end) < {three_years_ago}
UNION ALL
SELECT n.id % 576460752303423488 * 8 + 4, ('ORPHAN-' || n.id){by_bytes}, 'ORPHAN', 'WARNING', n.type, n.id, NULL, NULL, NULL, NULL
FROM node n WHERE n.type NOT IN ('METRIC', 'TREND') AND NOT EXISTS (SELECT 1 FROM link l WHERE l.from_id = n.id)
  AND NOT EXISTS (SELECT 1 FROM link l WHERE l.to_id = n.id)
  AND NOT EXISTS (SELECT 1 FROM metric_subject s WHERE s.subject_id = n.id)
  AND NOT EXISTS (SELECT 1 FROM metric m WHERE m.sector_id = n.id)
  AND NOT EXISTS (SELECT 1 FROM vendor v WHERE v.id = n.id AND v.kind = 'PUBLISHER')
UNION ALL
SELECT m.id % 576460752303423488 * 8 + 4, ('ORPHAN-' || m.id){by_bytes}, 'ORPHAN', 'WARNING', NULL, NULL, m.id, NULL, NULL, NULL
FROM metric m WHERE NOT EXISTS (SELECT 1 FROM observation o WHERE o.metric_id = m.id)
UNION ALL
SELECT s.id % 576460752303423488 * 8 + 4, ('ORPHAN-' || s.id){by_bytes}, 'ORPHAN', 'NOTE', NULL, NULL, NULL, NULL, NULL, s.id
FROM source s WHERE NOT EXISTS (SELECT 1 FROM citation c WHERE c.source_id = s.id)
  AND NOT EXISTS (SELECT 1 FROM observation o WHERE o.source_id = s.id)
  AND NOT EXISTS (SELECT 1 FROM link l WHERE l.source_id = s.id);
