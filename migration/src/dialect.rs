//! One schema text for both databases: the few words that differ are written in braces.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Runs every statement of `script` in the dialect of the connection.
///
/// `{id_last}` ends an index by the row's id: SQLite's do so by themselves, and know it only there. `{postgres}` opens a line that
/// only PostgreSQL runs, `{sqlite}` one that only SQLite does. Text compares by bytes on both databases, so that lists sort alike;
/// SQLite tables are STRICT, so that a column holds what it says.
pub(crate) async fn run(manager: &SchemaManager<'_>, script: &str) -> Result<(), DbErr> {
    let words: &[(&str, &str)] = match manager.get_database_backend() {
        DatabaseBackend::Sqlite => &[
            ("{id}", "INTEGER"),
            ("{int}", "INTEGER"),
            ("{float}", "REAL"),
            ("{text}", "TEXT"),
            ("{date}", "TEXT"),
            ("{bool}", "INTEGER"),
            ("{period_from}", "period_from"),
            ("{period_until}", "period_until"),
            ("{id_last}", ""),
            ("{strict}", " STRICT"),
            ("{by_bytes}", ""),
            ("{three_years_ago}", "date('now', '-3 years')"),
            ("{postgres}", "--"),
            ("{sqlite}", ""),
        ],
        _ => &[
            ("{id}", "BIGINT"),
            ("{int}", "BIGINT"),
            ("{float}", "DOUBLE PRECISION"),
            ("{text}", "TEXT COLLATE \"C\""),
            ("{date}", "DATE"),
            ("{bool}", "BOOLEAN"),
            ("{period_from}", "period_start"),
            ("{period_until}", "period_end"),
            ("{id_last}", ", id"),
            ("{strict}", ""),
            ("{by_bytes}", " COLLATE \"C\""),
            ("{three_years_ago}", "CURRENT_DATE - INTERVAL '3 years'"),
            ("{postgres}", ""),
            ("{sqlite}", "--"),
        ],
    };
    let script = words.iter().fold(script.to_owned(), |text, (word, meaning)| text.replace(word, meaning));
    // In one call: a statement at a time would wait for the server a hundred times.
    manager.get_connection().execute_unprepared(&script).await?;
    Ok(())
}
