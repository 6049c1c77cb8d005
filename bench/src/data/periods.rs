//! A series out of each observation: 49 quarters beside the year that it is of, by the database itself.

use std::fmt::Write as _;

use chrono::{Days, Months, NaiveDate};
use panorama::domain::identity::row_id;
use sea_orm::{DatabaseBackend, DatabaseConnection, DbErr};

use super::full::{EDITIONS, edition};
use super::series::LAST_YEAR;
use super::store::{analyze, without_indexes};

/// Observations that are added to each.
const QUARTERS: u32 = 49;

/// Ids are scattered as those of real rows, which are hashes: whole numbers times an odd one, within a power of two, are all
/// different and in no order.
const OBSERVE: &str = "INSERT INTO observation (id, metric_id, key, rank, period_start, period_end, period_precision, \
    period_label, value, unit_code, normalized_value, normalized_unit, comparator, published, status, source_id, locator, \
    published_on, recorded_at, lineage, known_on, confidence, built_in, version, updated_at) \
    WITH period(n, first, last, label, known, source_id) AS (VALUES {periods}), \
    year AS (SELECT o.*, row_number() OVER (ORDER BY o.id) AS number FROM observation o WHERE o.key LIKE 'metric-%') \
    SELECT ((y.number * 50 + p.n) * 5436190291751 % 8796093022208) * 524288 + 1 AS id, y.metric_id, y.key || '-' || p.label, \
    0, p.first, p.last, 'QUARTER', p.label, y.value + p.n * 37.25, y.unit_code, y.value + p.n * 37.25, y.normalized_unit, \
    'EQUAL', y.published, y.status, p.source_id, 'Table ' || p.n, p.known, y.recorded_at, y.lineage || '-' || p.label, \
    p.known, y.confidence, y.built_in, 1, y.updated_at FROM year y CROSS JOIN period p ORDER BY {order}";

/// Stores them.
pub(super) async fn observe(connection: &DatabaseConnection) -> Result<(), DbErr> {
    // SQLite keeps a table in the order of its ids; PostgreSQL as rows came, here series by series.
    let (date, order) = match connection.get_database_backend() {
        DatabaseBackend::Sqlite => ("", "1"),
        _ => ("::date", "2, p.n"),
    };
    let statement = OBSERVE.replace("{periods}", &periods(date)).replace("{order}", order);
    without_indexes(connection, "observation", &statement).await?;
    analyze(connection).await
}

/// The quarters as rows of SQL, with what makes a date of a text.
fn periods(date: &str) -> String {
    let end = NaiveDate::from_ymd_opt(LAST_YEAR + 1, 1, 1).unwrap_or_default();
    let mut rows = String::new();
    for (number, editions) in (1..=QUARTERS).zip((0..EDITIONS).cycle()) {
        let first = end - Months::new(3 * (QUARTERS + 1 - number));
        let next = first + Months::new(3);
        let (last, known) = (next - Days::new(1), next + Days::new(45));
        let label = first.format("%Y-Q%q");
        let source = row_id("SOURCE", &edition(editions));
        let comma = if rows.is_empty() { "" } else { ", " };
        // Writing into a string cannot fail.
        let _ =
            write!(rows, "{comma}({number}, '{first}'{date}, '{last}'{date}, '{label}', '{known}'{date}, {source})");
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::periods;

    #[test]
    fn quarters_end_with_the_year() {
        let text = periods("");
        assert!(text.starts_with("(1, '2013-10-01', '2013-12-31', '2013-Q4', '2014-02-15', "), "{text}");
        assert!(text.contains("(49, '2025-10-01', '2025-12-31', '2025-Q4', '2026-02-15', "), "{text}");
    }
}
