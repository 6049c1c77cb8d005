//! What a run saw of what is stored, in a temporary table: memory does not grow with it.

use std::collections::HashSet;

use sea_orm::{ConnectionTrait, DbErr, Statement};

use super::Store;
use crate::write::transaction::rows_of;

/// How a run saw a row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Seen {
    /// It is said.
    Read,
    /// The file has it, and it cannot be read.
    Unread,
}

/// Ids in one statement.
const TOGETHER: usize = 5_000;

impl Store {
    /// Notes that rows were seen, where any could be left unseen.
    pub(super) async fn see(&self, ids: &[i64], seen: Seen) -> Result<(), DbErr> {
        if self.is_bare {
            return Ok(());
        }
        // What another row of the file says stands.
        let [is_read, conflict] = match seen {
            Seen::Read => ["TRUE", "(id) DO UPDATE SET is_read = TRUE"],
            Seen::Unread => ["FALSE", "DO NOTHING"],
        };
        for batch in ids.chunks(TOGETHER) {
            let mut ids = batch.to_vec();
            ids.sort_unstable();
            ids.dedup();
            let ids = rows_of(&ids, self.transaction.get_database_backend());
            // Without a condition SQLite takes ON for that of a join.
            let sql = format!(
                "INSERT INTO seen (id, is_read) SELECT b.id, {is_read} FROM ({ids}) b WHERE TRUE ON CONFLICT {conflict}"
            );
            self.transaction.arrange(&sql).await?;
        }
        Ok(())
    }

    /// Which of these rows the run has read already.
    pub(super) async fn read_of(&self, ids: impl Iterator<Item = i64>) -> Result<HashSet<i64>, DbErr> {
        let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
        let mut read = HashSet::new();
        for batch in ids.chunks(TOGETHER) {
            let sql = format!("SELECT id FROM seen WHERE is_read AND id IN ({})", batch.join(", "));
            read.extend(self.ids(sql).await?);
        }
        Ok(read)
    }

    /// The ids that a statement gives.
    pub(super) async fn ids(&self, sql: String) -> Result<Vec<i64>, DbErr> {
        let statement = Statement::from_string(self.transaction.get_database_backend(), sql);
        let rows = self.transaction.query_all_raw(statement).await?;
        rows.iter().map(|row| row.try_get_by_index::<i64>(0)).collect()
    }
}

/// That a row of a table was not seen, as a condition.
pub(super) fn is_unseen(table: &str) -> String {
    format!("NOT EXISTS (SELECT 1 FROM seen WHERE seen.id = {table}.id)")
}
