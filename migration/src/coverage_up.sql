DROP VIEW quality_coverage;
CREATE VIEW quality_coverage AS
WITH counted AS MATERIALIZED (
  SELECT p.type, p.sector_id, count(*) AS total, count(v.country) AS country, count(v.website) AS website,
    count(m.released_on) AS model_released, count(m.parameters) AS parameters, count(m.training_compute) AS training_compute,
    count(m.context_window) AS context_window, count(m.license) AS license, count(t.released_on) AS technology_released,
    count(CASE WHEN p.type IN ('MODEL', 'TECHNOLOGY') AND EXISTS (SELECT 1 FROM link l WHERE l.to_id = p.node_id AND l.kind = 'MAKES')
      THEN 1 END) AS made,
    count(CASE WHEN EXISTS (SELECT 1 FROM metric_subject k WHERE k.subject_id = p.node_id) THEN 1 END) AS measured
  FROM quality_member p LEFT JOIN vendor v ON v.id = p.node_id LEFT JOIN model m ON m.id = p.node_id
  LEFT JOIN technology t ON t.id = p.node_id
  GROUP BY p.type, p.sector_id
)
SELECT (q.sector_id % 36028797018963968 * 16 + q.number) * 8 + CASE q.type WHEN 'VENDOR' THEN 0 WHEN 'MODEL' THEN 1 WHEN 'TECHNOLOGY' THEN 2 ELSE 3 END AS id,
  (q.type || '-' || q.field || '-' || s.slug){by_bytes} AS key, q.type, q.field, q.sector_id, s.position, q.total, q.known,
  CAST(q.known AS {float}) / q.total AS share
FROM (
  SELECT 0 AS number, type, 'country' AS field, sector_id, total, country AS known FROM counted WHERE type = 'VENDOR'
  UNION ALL SELECT 1, type, 'website', sector_id, total, website FROM counted WHERE type = 'VENDOR'
  UNION ALL SELECT 2, type, 'releasedOn', sector_id, total, model_released FROM counted WHERE type = 'MODEL'
  UNION ALL SELECT 3, type, 'parameters', sector_id, total, parameters FROM counted WHERE type = 'MODEL'
  UNION ALL SELECT 4, type, 'trainingCompute', sector_id, total, training_compute FROM counted WHERE type = 'MODEL'
  UNION ALL SELECT 5, type, 'contextWindow', sector_id, total, context_window FROM counted WHERE type = 'MODEL'
  UNION ALL SELECT 6, type, 'license', sector_id, total, license FROM counted WHERE type = 'MODEL'
  UNION ALL SELECT 7, type, 'releasedOn', sector_id, total, technology_released FROM counted WHERE type = 'TECHNOLOGY'
  UNION ALL SELECT 8, type, 'vendor', sector_id, total, made FROM counted WHERE type IN ('MODEL', 'TECHNOLOGY')
  UNION ALL SELECT 9, type, 'metrics', sector_id, total, measured FROM counted
) q JOIN sector s ON s.id = q.sector_id;
