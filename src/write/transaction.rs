//! The transaction of one writer, and the only place from which rows are added, written anew and removed: what records changes
//! would stand here.

mod arrays;

use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    DeleteMany, EntityTrait, IntoActiveModel, Iterable, PrimaryKeyToColumn, PrimaryKeyTrait, QueryFilter, QueryTrait,
    RuntimeErr, Statement, TransactionTrait, UpdateMany,
};

/// Bound values of one statement, well below what either database takes.
pub(super) const VALUES: usize = 16_000;

/// Bound values of one statement that adds rows to SQLite: with four times as many loads take more memory, and no less time.
const BOUND: usize = 4_000;

/// Rows of one statement, where each column is one value.
const TOGETHER: usize = 2_000;

/// How much of its file SQLite keeps in memory for an import, in KiB: the built-in data set fits into an eighth, and larger
/// ones are to take no more memory than it.
const PAGES: &str = "PRAGMA cache_size = -65536";

/// What SQLite is to find out of how much there is: of every table, where it has ten times as many rows as it knows of, or a tenth.
const GROWN: u32 = 0x1_0002;

/// PostgreSQL is to find out of every table of ours; of the catalogues of all databases, which take longer, it knows enough.
const ANALYZE: &str = "DO $$ DECLARE name text; BEGIN \
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP \
    EXECUTE format('ANALYZE %I', name); END LOOP; END $$";

/// What is written more than once in a load or an import leaves dead rows behind, which lists would pass by until PostgreSQL
/// finds the time to clear them away. Who is at a table keeps it.
const VACUUM: &str = "VACUUM (SKIP_LOCKED) vendor, model, technology, sector, search_entry";

/// Why nothing could be begun.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unbegun {
    /// Another import or load writes, and goes on writing.
    #[error("another import or start is writing to the database: try again when it is done")]
    Busy,
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// A transaction that has the database for itself, and counts as one change of the data whatever it does. Who only reads borrows
/// what it is of.
#[derive(Debug)]
pub(crate) struct Writing {
    transaction: DatabaseTransaction,
    connection: DatabaseConnection,
    /// True once a row was added, written anew or removed.
    has_changed: AtomicBool,
}

/// How much of what there was before a run changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Nothing: all of it was there.
    Nothing,
    Something,
    /// There was nothing before.
    Everything,
}

/// Begins what reads first and writes then: until it ends, nobody else begins.
pub(crate) async fn begin(connection: &DatabaseConnection) -> Result<Writing, Unbegun> {
    let transaction = connection.begin().await?;
    let lock = match transaction.get_database_backend() {
        // What writes has the database for itself. Triggers do not count its rows; the end does.
        DbBackend::Sqlite => "UPDATE dataset SET writing = 1 WHERE id = 1",
        _ => "SET LOCAL lock_timeout = '5s'; SELECT pg_advisory_xact_lock(7074616); SET LOCAL lock_timeout = 0",
    };
    match transaction.execute_unprepared(lock).await {
        Ok(_) => Ok(Writing { transaction, connection: connection.clone(), has_changed: AtomicBool::new(false) }),
        Err(error) if is_locked(&error) => Err(Unbegun::Busy),
        Err(error) => Err(error.into()),
    }
}

impl Writing {
    /// True once a row was added, written anew or removed.
    pub(super) fn has_changed(&self) -> bool {
        self.has_changed.load(Ordering::Relaxed)
    }

    fn change(&self, rows: u64) {
        self.has_changed.fetch_or(rows > 0, Ordering::Relaxed);
    }

    /// Commits what was written as a change of the moment `now`.
    pub(crate) async fn commit(self, now: i64, extent: Extent) -> Result<(), DbErr> {
        // Databases know from now on how much there is of what. SQLite never finds out by itself, and reads all models for those of
        // a sector; PostgreSQL does when it finds the time, and until then an export takes half a minute.
        let count = match self.get_database_backend() {
            DbBackend::Sqlite => format!(
                "PRAGMA optimize({GROWN}); UPDATE dataset SET version = version + 1, updated_at = {now}, writing = 0 WHERE id = 1"
            ),
            // The database counts in the commit, so that the row is not locked before.
            _ if extent == Extent::Nothing => format!("SET LOCAL panorama.now = {now}"),
            _ => format!("{ANALYZE}; SET LOCAL panorama.now = {now}"),
        };
        self.execute_unprepared(&count).await?;
        self.transaction.commit().await?;
        // Where there was nothing before few rows are dead.
        if extent == Extent::Something
            && self.connection.get_database_backend() != DbBackend::Sqlite
            && let Err(error) = self.connection.execute_unprepared(VACUUM).await
        {
            // What was written stands.
            tracing::warn!(error.message = %error, "PostgreSQL could not tidy up behind what was written");
        }
        Ok(())
    }

    /// Adds rows. While the database takes some, the statement of the next is written.
    pub(super) async fn insert<E>(&self, rows: Vec<E::Model>) -> Result<(), DbErr>
    where
        E: EntityTrait,
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let backend = self.get_database_backend();
        let mut rows = rows.into_iter();
        let mut batch = || rows.by_ref().take(batch_size::<E>(backend)).collect::<Vec<E::Model>>();
        let mut coming = batch();
        if coming.is_empty() {
            return Ok(());
        }
        self.change(1);
        let mut statement = adding::<E>(std::mem::replace(&mut coming, batch()), backend)?;
        while !coming.is_empty() {
            let next = std::mem::replace(&mut coming, batch());
            let next = tokio::task::spawn_blocking(move || adding::<E>(next, backend));
            self.execute_raw(statement).await?;
            statement = next.await.map_err(|error| DbErr::Custom(error.to_string()))??;
        }
        self.execute_raw(statement).await.map(drop)
    }

    /// Adds rows that others point to by code. What is there already is written anew or left.
    pub(super) async fn put<E>(&self, rows: Vec<E::Model>, conflict: OnConflict) -> Result<(), DbErr>
    where
        E: EntityTrait,
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
        let added = E::insert_many(rows).on_conflict(conflict).exec_without_returning(&self.transaction).await?;
        self.change(added);
        Ok(())
    }

    /// Writes rows anew that are there.
    pub(super) async fn update<E>(&self, rows: Vec<E::Model>) -> Result<(), DbErr>
    where
        E: EntityTrait,
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        for row in rows {
            self.change(1);
            E::update(row.into_active_model().reset_all())
                .validate()?
                .exec_without_returning(&self.transaction)
                .await?;
        }
        Ok(())
    }

    /// Sets columns of all rows that fit; gives how many these are.
    pub(super) async fn set<E: EntityTrait>(&self, columns: UpdateMany<E>) -> Result<u64, DbErr> {
        let changed = columns.exec(&self.transaction).await?.rows_affected;
        self.change(changed);
        Ok(changed)
    }

    /// Removes the rows with these ids.
    pub(super) async fn remove<E: EntityTrait>(&self, ids: &[i64]) -> Result<(), DbErr> {
        let Some(key) = E::PrimaryKey::iter().next().map(PrimaryKeyToColumn::into_column) else { return Ok(()) };
        for batch in ids.chunks(VALUES) {
            self.clear(E::delete_many().filter(key.is_in(batch.iter().copied()))).await?;
        }
        Ok(())
    }

    /// Removes the row with this key.
    pub(super) async fn remove_one<E: EntityTrait>(
        &self,
        key: <E::PrimaryKey as PrimaryKeyTrait>::ValueType,
    ) -> Result<(), DbErr> {
        let removed = E::delete_by_id(key).exec(&self.transaction).await?.rows_affected;
        self.change(removed);
        Ok(())
    }

    /// Removes all rows that fit.
    pub(super) async fn clear<E: EntityTrait>(&self, rows: DeleteMany<E>) -> Result<(), DbErr> {
        let removed = rows.exec(&self.transaction).await?.rows_affected;
        self.change(removed);
        Ok(())
    }

    /// Brings what follows from rows in line with them, by a statement of its own.
    pub(super) async fn follow(&self, sql: &str) -> Result<(), DbErr> {
        let changed = self.execute_unprepared(sql).await?.rows_affected();
        self.change(changed);
        Ok(())
    }

    /// The same with values.
    pub(super) async fn follow_with(&self, statement: Statement) -> Result<(), DbErr> {
        let changed = self.execute_raw(statement).await?.rows_affected();
        self.change(changed);
        Ok(())
    }

    /// Lets SQLite keep more of the file in memory: of many figures each lies anywhere in its indexes.
    pub(super) async fn keep_more(&self) -> Result<(), DbErr> {
        match self.get_database_backend() {
            DbBackend::Sqlite => self.arrange(PAGES).await,
            _ => Ok(()),
        }
    }

    /// Runs what changes no row that anybody reads: tables of the transaction's own, and how rows are found.
    pub(super) async fn arrange(&self, sql: &str) -> Result<(), DbErr> {
        self.execute_unprepared(sql).await.map(drop)
    }

    /// Leaves everything as it was.
    pub(crate) async fn rollback(self) -> Result<(), DbErr> {
        self.transaction.rollback().await
    }
}

/// Commits by its own commit only: one that forgot to count would hide what comes after it, too.
impl Deref for Writing {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}

/// True where a statement waited in vain for another transaction.
fn is_locked(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) = error else {
        return false;
    };
    let code = error.as_database_error().and_then(|error| error.code().map(|code| code.into_owned()));
    code.is_some_and(|code| matches!(code.as_str(), "5" | "517" | "55P03"))
}

/// Ids as the rows of a statement, in a column `id`.
pub(super) fn rows_of(ids: &[i64], backend: DbBackend) -> String {
    let list = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    match backend {
        DbBackend::Sqlite => format!("SELECT value AS id FROM json_each('[{list}]')"),
        _ => format!("SELECT unnest('{{{list}}}'::bigint[]) AS id"),
    }
}

/// A statement that adds rows.
fn adding<E>(rows: Vec<E::Model>, backend: DbBackend) -> Result<Statement, DbErr>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    match backend {
        DbBackend::Sqlite => {
            Ok(E::insert_many(rows.into_iter().map(IntoActiveModel::into_active_model)).build(backend))
        }
        _ => arrays::adding::<E>(rows),
    }
}

/// How many rows fit into one statement.
fn batch_size<E: EntityTrait>(backend: DbBackend) -> usize {
    match backend {
        DbBackend::Sqlite => BOUND / E::Column::iter().count().max(1),
        _ => TOGETHER,
    }
}
