//! Rows into tables, in one transaction, as many in a statement as the databases take.

use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait,
    ExecResult, IntoActiveModel, Iterable, Statement, TransactionTrait,
};

use entity::{
    citation, link, metric, metric_subject, model, name, node, observation, region, search_entry, sector,
    sector_closure, source, unit, vendor,
};

use super::Rows;

/// Bound values of one statement, well below what either database takes.
const VALUES: usize = 16_000;

/// Stores all rows; then the databases look at what they hold, so that their planners know it.
pub(super) async fn store(connection: &DatabaseConnection, rows: Rows) -> Result<(), DbErr> {
    let transaction = connection.begin().await?;
    insert::<region::Entity>(&transaction, rows.regions).await?;
    insert::<unit::Entity>(&transaction, rows.units).await?;
    insert::<source::Entity>(&transaction, rows.sources).await?;
    insert::<node::Entity>(&transaction, rows.nodes).await?;
    insert::<name::Entity>(&transaction, rows.names).await?;
    insert::<citation::Entity>(&transaction, rows.citations).await?;
    insert::<vendor::Entity>(&transaction, rows.vendors).await?;
    insert::<model::Entity>(&transaction, rows.models).await?;
    insert::<sector::Entity>(&transaction, rows.sectors).await?;
    insert::<sector_closure::Entity>(&transaction, rows.closure).await?;
    insert::<metric::Entity>(&transaction, rows.metrics).await?;
    insert::<metric_subject::Entity>(&transaction, rows.subjects).await?;
    insert::<observation::Entity>(&transaction, rows.observations).await?;
    insert::<link::Entity>(&transaction, rows.links).await?;
    insert::<search_entry::Entity>(&transaction, rows.search).await?;
    transaction.commit().await?;
    analyze(connection).await
}

/// Lets the database look at what it holds, so that its planner knows it.
pub(super) async fn analyze(connection: &DatabaseConnection) -> Result<(), DbErr> {
    let finish = match connection.get_database_backend() {
        DatabaseBackend::Sqlite => "ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)",
        // Rows just stored are looked up in the index alone only once they are known to be visible to all.
        _ => "VACUUM ANALYZE",
    };
    connection.execute_unprepared(finish).await?;
    Ok(())
}

/// Runs a statement that fills a table, whose indexes are made anew afterwards: far faster than row by row.
pub(super) async fn without_indexes(
    connection: &DatabaseConnection,
    table: &str,
    statement: &str,
) -> Result<ExecResult, DbErr> {
    let transaction = connection.begin().await?;
    let list = match transaction.get_database_backend() {
        DatabaseBackend::Sqlite => format!(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '{table}' AND sql IS NOT NULL"
        ),
        // Those of constraints stay.
        _ => format!(
            "SELECT indexname AS name, indexdef AS sql FROM pg_indexes WHERE tablename = '{table}' \
             AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)"
        ),
    };
    let list = Statement::from_string(transaction.get_database_backend(), list);
    let mut indexes = Vec::new();
    for row in transaction.query_all_raw(list).await? {
        let name: String = row.try_get("", "name")?;
        transaction.execute_unprepared(&format!("DROP INDEX {name}")).await?;
        indexes.push(row.try_get::<String>("", "sql")?);
    }
    let result = transaction.execute_unprepared(statement).await?;
    for index in indexes {
        transaction.execute_unprepared(&index).await?;
    }
    transaction.commit().await?;
    Ok(result)
}

async fn insert<E>(transaction: &DatabaseTransaction, rows: Vec<E::Model>) -> Result<(), DbErr>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    let size = VALUES / E::Column::iter().count().max(1);
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        let batch: Vec<E::ActiveModel> = rows.by_ref().take(size).collect();
        E::insert_many(batch).exec_without_returning(transaction).await?;
    }
    Ok(())
}
