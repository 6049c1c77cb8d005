//! A database for one test: migrated and loaded once for the whole run, then copied.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use panorama::database::{self, Address};
use panorama::dataset;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use tokio::sync::OnceCell;

use super::LOADED_AT;

/// Which of the two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

/// A database that goes when the test ends.
#[derive(Debug)]
pub(crate) struct TestDatabase {
    pub(crate) address: Address,
    folder: Option<PathBuf>,
    name: Option<String>,
}

static NUMBER: AtomicUsize = AtomicUsize::new(0);

impl TestDatabase {
    /// A copy of the template: migrated, with the built-in data set.
    pub(crate) async fn loaded(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => {
                static TEMPLATE: OnceCell<TestDatabase> = OnceCell::const_new();
                let template = TEMPLATE.get_or_init(|| async {
                    let database = Self::empty(Backend::Sqlite).await;
                    load(&database.address).await;
                    database
                });
                let (from, copy) = (template.await, Self::empty(Backend::Sqlite).await);
                if let (Address::Sqlite(from), Address::Sqlite(to)) = (&from.address, &copy.address) {
                    std::fs::copy(&from.path, &to.path).expect("the template can be copied");
                }
                copy
            }
            Backend::Postgres => {
                static TEMPLATE: OnceCell<TestDatabase> = OnceCell::const_new();
                let template = TEMPLATE.get_or_init(|| async {
                    let database = Self::empty(Backend::Postgres).await;
                    load(&database.address).await;
                    database
                });
                let template = template.await.name.clone().expect("it is on PostgreSQL");
                Self::create_postgres(&format!("TEMPLATE {template}")).await
            }
        }
    }

    /// A database with nothing in it.
    pub(crate) async fn empty(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => {
                let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(unique());
                std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
                let address = Address::file(folder.join("panorama.db"));
                Self { address, folder: Some(folder), name: None }
            }
            Backend::Postgres => Self::create_postgres("").await,
        }
    }

    async fn create_postgres(options: &str) -> Self {
        let name = unique();
        let admin = admin().await;
        // Copies of one template cannot be made side by side.
        static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
        let _turn = ONE_AT_A_TIME.lock().await;
        admin.execute_unprepared(&format!("CREATE DATABASE {name} {options}")).await.expect("a database can be made");
        let address = Address::parse(&postgres_url(&name)).expect("an address");
        Self { address, folder: None, name: Some(name) }
    }

    /// The same database for somebody else; it goes with this one.
    pub(crate) fn lent(&self) -> Self {
        Self { address: self.address.clone(), folder: None, name: None }
    }

    /// A database that is there already, and stays: it is prepared.
    pub(crate) async fn at(address: Address) -> Self {
        load(&address).await;
        Self { address, folder: None, name: None }
    }

    /// Takes the database away from those who use it.
    pub(crate) async fn lose(&self) {
        if let Some(name) = &self.name {
            let gone = format!("DROP DATABASE {name} WITH (FORCE)");
            admin().await.execute_unprepared(&gone).await.expect("the database can be dropped");
        }
        if let Some(folder) = &self.folder {
            std::fs::remove_dir_all(folder).expect("the folder can be removed");
        }
    }

    /// A connection that can write.
    pub(crate) async fn writer(&self) -> DatabaseConnection {
        database::open(&self.address).await.expect("the database opens")
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            drop(std::fs::remove_dir_all(folder));
        }
        if let Some(name) = self.name.clone() {
            // A test ends inside the runtime, where nothing may wait: another thread with a runtime of its own drops it.
            let dropped = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
                runtime.block_on(async {
                    let admin = admin().await;
                    admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.map(drop)
                })
            });
            drop(dropped.join());
        }
    }
}

async fn load(address: &Address) {
    let connection = database::open(address).await.expect("the database opens");
    database::migrate(&connection).await.expect("the database can be migrated");
    let outcome = dataset::load(&connection, dataset::built_in(), LOADED_AT).await.expect("the data set is sound");
    assert!(outcome.is_some(), "a new database takes the data set");
    if matches!(address, Address::Sqlite(_)) {
        connection.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await.expect("the log can be written back");
    }
    connection.close().await.expect("the connection closes");
}

fn unique() -> String {
    format!("panorama_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

/// The server that tests run on: `PANORAMA_TEST_POSTGRES`, else the local one.
fn postgres_url(database: &str) -> String {
    let server =
        std::env::var("PANORAMA_TEST_POSTGRES").unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432".to_owned());
    format!("{}/{database}", server.trim_end_matches('/'))
}

/// A connection that makes and drops databases; the first one sweeps what killed runs left behind.
async fn admin() -> DatabaseConnection {
    let connection = sea_orm::Database::connect(postgres_url("postgres"))
        .await
        .expect("tests need PostgreSQL: start one, or name one in PANORAMA_TEST_POSTGRES");
    static SWEPT: OnceCell<()> = OnceCell::const_new();
    SWEPT.get_or_init(|| sweep(&connection)).await;
    connection
}

async fn sweep(connection: &DatabaseConnection) {
    let rows = connection
        .query_all_raw(sea_orm::Statement::from_string(
            sea_orm::DatabaseBackend::Postgres,
            "SELECT datname FROM pg_database d WHERE datname LIKE 'panorama\\_test\\_%' \
             AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datname = d.datname)",
        ))
        .await
        .expect("the server lists its databases");
    for row in rows {
        let name: String = row.try_get_by_index(0).expect("a name");
        let process: Option<u32> = name.split('_').nth(2).and_then(|id| id.parse().ok());
        let alive = process.is_some_and(|id| std::path::Path::new(&format!("/proc/{id}")).exists());
        if !alive {
            drop(connection.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await);
        }
    }
}
