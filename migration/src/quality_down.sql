DROP VIEW quality_coverage;
DROP VIEW quality_member;
DROP VIEW quality_finding;
