//! A million observations: those of the data set again and again, by the database itself.

use sea_orm::{DatabaseConnection, DbErr};

use super::store::{analyze, without_indexes};

/// Copies of each observation, besides itself: 40,000 become 1,000,000.
const COPIES: u32 = 24;

/// Values differ from copy to copy and have fractions; every row says something in words.
const MULTIPLY: &str = "INSERT INTO observation (id, metric_id, key, rank, period_start, period_end, period_precision, \
    period_label, value, unit_code, normalized_value, normalized_unit, comparator, published, status, text_en, asserted_by, \
    asserted_by_fold, source_id, locator, published_on, recorded_at, lineage, known_on, confidence, built_in, version, updated_at) \
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {copies}) \
    SELECT o.id + n.i, o.metric_id, o.key || '-' || n.i, n.i, o.period_start, o.period_end, o.period_precision, \
    o.period_label, o.value * 1.01 + n.i, o.unit_code, o.value * 1.01 + n.i, o.normalized_unit, 'EQUAL', o.published, o.status, \
    'Delivered to customers in the year, as revised in edition ' || n.i, 'Statistics No. ' || n.i, 'statistics no. ' || n.i, \
    o.source_id, 'Table ' || n.i, o.published_on, o.recorded_at + n.i, o.lineage || '-' || n.i, o.known_on, 'MEDIUM', o.built_in, 1, o.updated_at \
    FROM n CROSS JOIN observation o";

/// Stores the copies; how many observations there are comes back.
pub(super) async fn multiply(connection: &DatabaseConnection) -> Result<u64, DbErr> {
    let statement = MULTIPLY.replace("{copies}", &COPIES.to_string());
    let copied = without_indexes(connection, "observation", &statement).await?.rows_affected();
    analyze(connection).await?;
    Ok(copied + copied / u64::from(COPIES))
}
