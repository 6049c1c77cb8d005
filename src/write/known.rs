//! What searches put first among what fits equally well: when something was released, and how known it is.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, FromQueryResult, Statement};

use super::transaction::{self, Writing};

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

/// How often something is named.
#[derive(Debug, FromQueryResult)]
struct Named {
    id: i64,
    times: i64,
}

/// How often each of these is named so far, where it is at all. An entry that begins with it need not be written twice.
pub(super) async fn so_far(transaction: &DatabaseTransaction, ids: &[i64]) -> Result<HashMap<i64, i64>, DbErr> {
    let backend = transaction.get_database_backend();
    let mut named = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(transaction::VALUES) {
        let ids = transaction::rows_of(ids, backend);
        // From each of them to its rows, by their index.
        let counted = |(table, column): &(&str, &str)| {
            format!("SELECT b.id FROM batch b CROSS JOIN {table} c WHERE c.{column} = b.id")
        };
        let rows = NAMED.iter().map(counted).collect::<Vec<_>>().join(" UNION ALL ");
        let sql = format!("WITH batch AS ({ids}) SELECT n.id, count(*) AS times FROM ({rows}) n GROUP BY n.id");
        let found = Named::find_by_statement(Statement::from_string(backend, sql)).all(transaction).await?;
        named.extend(found.into_iter().map(|found| (found.id, found.times)));
    }
    Ok(named)
}

/// Brings the entries of searches in line with the links, metrics, figures and citations that are there, in one pass over each.
/// Entries that stay as they are, are not touched.
pub(super) async fn keep(transaction: &Writing) -> Result<(), DbErr> {
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
    transaction.follow(&sql).await
}
