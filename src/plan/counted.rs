//! How many rows belong to a row, as SQL over it.

use crate::catalogue::{Belonging, Vintages};

/// Rows that belong to another one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Related<'a> {
    /// Where they stand.
    pub(super) table: &'a str,
    /// Which belong to the row.
    pub(super) via: Belonging,
    /// What tells their vintages apart.
    pub(super) vintages: Option<Vintages>,
    /// How many there are, where the row says.
    pub(super) counted: Option<&'static str>,
}

/// How many there are: what the row says, or what an index says of those that belong to it.
pub(super) fn number(related: &Related<'_>) -> String {
    let Related { table, via, vintages, counted } = related;
    if let Some(column) = counted {
        return (*column).to_owned();
    }
    let filled = |template: &str| template.replace("{t}", "n").replace("{k}", "{t}.id");
    let current = vintages.map(|vintages| format!(" AND {}", filled(vintages.current))).unwrap_or_default();
    match via {
        // It has one row for each of them.
        Belonging::Through(through) => {
            format!("(SELECT count(*) FROM {} via WHERE {})", through.table, filled(through.above))
        }
        Belonging::Column { column, condition } => {
            let besides = if condition.is_empty() { String::new() } else { format!(" AND {}", filled(condition)) };
            format!("(SELECT count(*) FROM {table} n WHERE {} = {{t}}.id{besides}{current})", filled(column))
        }
        Belonging::Where(condition) | Belonging::Either { condition, .. } => {
            format!("(SELECT count(*) FROM {table} n WHERE {}{current})", filled(condition))
        }
    }
}
