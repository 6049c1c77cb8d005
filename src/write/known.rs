//! What searches put first among what fits equally well: when something was released, and how known it is.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

/// Where rows name what they tell of: whoever is named often is well known.
const NAMED: &[(&str, &str)] = &[
    ("link", "from_id"),
    ("link", "to_id"),
    ("link", "source_id"),
    ("metric", "sector_id"),
    ("metric_subject", "subject_id"),
    ("citation", "node_id"),
    ("citation", "source_id"),
    ("observation", "metric_id"),
    ("observation", "source_id"),
];

/// Brings the entries of searches in line with the links, metrics, figures and citations that are there, in one pass over each.
/// Entries that stay as they are, are not touched.
pub(super) async fn keep(transaction: &DatabaseTransaction) -> Result<(), DbErr> {
    let counted = |(table, column): &(&str, &str)| {
        format!("SELECT {column} AS id, count(*) AS times FROM {table} WHERE {column} IS NOT NULL GROUP BY {column}")
    };
    let counts: Vec<String> = NAMED.iter().map(counted).collect();
    let sql = format!(
        "UPDATE search_entry SET known = f.known, released_on = f.released_on FROM (SELECT e.id, \
         CAST(coalesce(k.times, 0) AS BIGINT) AS known, coalesce(m.released_on, t.released_on) AS released_on \
         FROM search_entry e LEFT JOIN (SELECT c.id, sum(c.times) AS times FROM ({}) c GROUP BY c.id) k ON k.id = e.id \
         LEFT JOIN model m ON m.id = e.id LEFT JOIN technology t ON t.id = e.id) f WHERE f.id = search_entry.id \
         AND (f.known <> search_entry.known OR f.released_on IS DISTINCT FROM search_entry.released_on)",
        counts.join(" UNION ALL ")
    );
    transaction.execute_unprepared(&sql).await.map(drop)
}
