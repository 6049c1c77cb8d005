-- Ids are made of the ids of what a row is about, and last of its kind: those are hashes, so that a part of one is as good.
CREATE VIEW quality_finding AS
SELECT n.id % 576460752303423488 * 8 AS id, ('UNCITED-' || n.id){by_bytes} AS key, 'UNCITED' AS kind, 'ERROR' AS severity,
  CASE WHEN n.type <> 'METRIC' THEN n.type END AS subject_type, CASE WHEN n.type <> 'METRIC' THEN n.id END AS subject_id,
  CASE WHEN n.type = 'METRIC' THEN n.id END AS metric_id, CAST(NULL AS {id}) AS observation_id, CAST(NULL AS {id}) AS other_id,
  CAST(NULL AS {id}) AS source_id
FROM node n WHERE NOT EXISTS (SELECT 1 FROM citation c WHERE c.node_id = n.id)
UNION ALL
SELECT o.id % 576460752303423488 * 8 + 1, ('UNIT_CONFLICT-' || o.id){by_bytes}, 'UNIT_CONFLICT', 'ERROR', NULL, NULL, o.metric_id, o.id, NULL, o.source_id
FROM observation o JOIN metric m ON m.id = o.metric_id JOIN unit u ON u.code = o.unit_code JOIN unit w ON w.code = m.unit_code
WHERE o.superseded_on IS NULL AND u.dimension <> w.dimension
UNION ALL
SELECT (a.id % 1073741824 * 536870912 + b.id % 536870912) * 8 + 2, ('DISAGREEMENT-' || a.id || '-' || b.id){by_bytes}, 'DISAGREEMENT',
  CASE WHEN a.rank < 1000 AND b.rank < 1000 THEN 'WARNING' ELSE 'NOTE' END, NULL, NULL, a.metric_id, a.id, b.id, NULL
-- Joined by metric and nothing else: to look rows up by their status would meet most of the table each time.
FROM observation a JOIN observation b ON b.metric_id = a.metric_id AND b.status || '' = a.status || '' AND b.source_id <> a.source_id
  AND b.normalized_unit || '' = a.normalized_unit || '' AND coalesce(b.period_label, '') = coalesce(a.period_label, '')
  AND (a.rank < b.rank OR (a.rank = b.rank AND a.id < b.id))
  -- Those who offer one thing have their own price and limits each.
  AND (coalesce('' || b.asserted_by_vendor_id, b.asserted_by_fold, '') IN (coalesce('' || a.asserted_by_vendor_id, a.asserted_by_fold, ''), '')
    OR coalesce('' || a.asserted_by_vendor_id, a.asserted_by_fold, '') = ''
    OR NOT EXISTS (SELECT 1 FROM metric m WHERE m.id = a.metric_id AND m.kind IN ('PRICE', 'SPECIFICATION')))
WHERE a.superseded_on IS NULL AND b.superseded_on IS NULL AND a.withdrawn_on IS NULL AND b.withdrawn_on IS NULL
  AND (coalesce(a.normalized_low, a.normalized_value) > coalesce(b.normalized_high, b.normalized_value) * CASE WHEN 'ABOUT' IN (a.comparator, b.comparator) THEN 1.05 ELSE 1.01 END
    OR coalesce(b.normalized_low, b.normalized_value) > coalesce(a.normalized_high, a.normalized_value) * CASE WHEN 'ABOUT' IN (a.comparator, b.comparator) THEN 1.05 ELSE 1.01 END)
UNION ALL
SELECT o.metric_id % 576460752303423488 * 8 + 3, ('STALE-' || o.metric_id){by_bytes}, 'STALE', 'NOTE', NULL, NULL, o.metric_id, NULL, NULL, NULL
FROM observation o WHERE o.superseded_on IS NULL AND o.status IN ('ACTUAL', 'ESTIMATE') AND o.period_end IS NOT NULL
GROUP BY o.metric_id HAVING count(DISTINCT o.period_end) > 1 AND max(o.period_end) < {three_years_ago}
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

CREATE VIEW quality_member AS
SELECT DISTINCT l.from_type AS type, l.from_id AS node_id, c.ancestor_id AS sector_id
FROM link l JOIN sector_closure c ON c.descendant_id = l.to_id
WHERE l.kind = 'PART_OF' AND l.to_type = 'SECTOR' AND l.from_type <> 'SECTOR';

CREATE VIEW quality_coverage AS
SELECT (q.sector_id % 36028797018963968 * 16 + q.number) * 8 + CASE q.type WHEN 'VENDOR' THEN 0 WHEN 'MODEL' THEN 1 WHEN 'TECHNOLOGY' THEN 2 ELSE 3 END AS id,
  (q.type || '-' || q.field || '-' || s.slug){by_bytes} AS key, q.type, q.field, q.sector_id, s.position, q.total, q.known,
  CAST(q.known AS {float}) / q.total AS share
FROM (
  SELECT 0 AS number, p.type, 'country' AS field, p.sector_id, count(*) AS total, count(v.country) AS known
  FROM quality_member p JOIN vendor v ON v.id = p.node_id GROUP BY p.type, p.sector_id
  UNION ALL SELECT 1, p.type, 'website', p.sector_id, count(*), count(v.website)
  FROM quality_member p JOIN vendor v ON v.id = p.node_id GROUP BY p.type, p.sector_id
  UNION ALL SELECT 2, p.type, 'releasedOn', p.sector_id, count(*), count(m.released_on)
  FROM quality_member p JOIN model m ON m.id = p.node_id GROUP BY p.type, p.sector_id
  UNION ALL SELECT 3, p.type, 'parameters', p.sector_id, count(*), count(m.parameters)
  FROM quality_member p JOIN model m ON m.id = p.node_id GROUP BY p.type, p.sector_id
  UNION ALL SELECT 4, p.type, 'trainingCompute', p.sector_id, count(*), count(m.training_compute)
  FROM quality_member p JOIN model m ON m.id = p.node_id GROUP BY p.type, p.sector_id
  UNION ALL SELECT 5, p.type, 'contextWindow', p.sector_id, count(*), count(m.context_window)
  FROM quality_member p JOIN model m ON m.id = p.node_id GROUP BY p.type, p.sector_id
  UNION ALL SELECT 6, p.type, 'license', p.sector_id, count(*), count(m.license)
  FROM quality_member p JOIN model m ON m.id = p.node_id GROUP BY p.type, p.sector_id
  UNION ALL SELECT 7, p.type, 'releasedOn', p.sector_id, count(*), count(t.released_on)
  FROM quality_member p JOIN technology t ON t.id = p.node_id GROUP BY p.type, p.sector_id
  UNION ALL SELECT 8, p.type, 'vendor', p.sector_id, count(*),
    count(CASE WHEN EXISTS (SELECT 1 FROM link l WHERE l.to_id = p.node_id AND l.kind = 'MAKES') THEN 1 END)
  FROM quality_member p WHERE p.type IN ('MODEL', 'TECHNOLOGY') GROUP BY p.type, p.sector_id
  UNION ALL SELECT 9, p.type, 'metrics', p.sector_id, count(*),
    count(CASE WHEN EXISTS (SELECT 1 FROM metric_subject k WHERE k.subject_id = p.node_id) THEN 1 END)
  FROM quality_member p GROUP BY p.type, p.sector_id
) q JOIN sector s ON s.id = q.sector_id;
