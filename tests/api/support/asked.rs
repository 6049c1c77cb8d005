//! Every statement that a question asks of its database, met by running it.

use std::sync::Arc;
use std::time::Duration;

use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use panorama::catalogue::Catalogue;
use panorama::database::{
    Address, Bound, Budget, Dialect, Keys, Postgres, PostgresAddress, ReadError, Rows, Sqlite, SqliteAddress, Value,
};
use panorama::deadline::Deadline;
use panorama::limits::Limits;
use panorama::places::Share;
use panorama::plan::input::Variables;
use panorama::plan::{Compiled, Flags, Names, compile};
use panorama::read::{Execution, Prepared, Task, Writer};

/// How long a question may take here.
const PATIENCE: Duration = Duration::from_secs(60);

/// A statement as it was run.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Asked {
    pub(crate) sql: String,
    /// The parameters behind that of the keys.
    pub(crate) values: Vec<Value>,
    pub(crate) runs: Runs,
    /// True where PostgreSQL plans it for what is bound.
    pub(crate) anew: bool,
}

/// What a statement ran for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Runs {
    Once,
    ForOne(i64),
    ForEach(Vec<i64>),
}

impl Asked {
    fn of(bound: &Bound<'_>) -> Self {
        let runs = match bound.keys {
            Keys::None => Runs::Once,
            Keys::One(key) => Runs::ForOne(*key),
            Keys::Each(keys) => Runs::ForEach(keys.to_vec()),
        };
        Self { sql: bound.sql.to_owned(), values: bound.values.to_vec(), runs, anew: bound.anew }
    }
}

/// Plans questions and runs them, with the settings that the service reads with.
pub(crate) struct Asker {
    pub(crate) catalogue: Catalogue,
    schema: Valid<Schema>,
    reads: Reads,
}

/// A database that is read from.
enum Reads {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Asker {
    /// Reads the database at an address.
    pub(crate) fn new(address: &Address) -> Self {
        let schema = Schema::parse_and_validate(include_str!("../../../schema.graphql"), "schema").expect("a schema");
        let reads = match address {
            Address::Sqlite(SqliteAddress { path, .. }) => Reads::Sqlite(Sqlite::new(path)),
            Address::Postgres(address) => Reads::Postgres(postgres(address)),
        };
        Self { catalogue: Catalogue::new(), schema, reads }
    }

    /// Which database it reads.
    pub(crate) fn dialect(&self) -> Dialect {
        match self.reads {
            Reads::Sqlite(_) => Dialect::Sqlite,
            Reads::Postgres(_) => Dialect::Postgres,
        }
    }

    /// The plan of a question without variables.
    pub(crate) fn plan(&self, question: &str) -> Compiled {
        let document = ExecutableDocument::parse_and_validate(&self.schema, question, "question");
        let document = document.unwrap_or_else(|error| panic!("{error}"));
        let operation = document.operations.get(None).expect("an operation");
        compile(&self.catalogue, &document, operation, &Flags::default()).expect("a plan")
    }

    /// The statement of a level of a question, for one key where it has any, with nothing bound.
    pub(crate) fn of_level(&self, question: &str, level: usize) -> Asked {
        let (plan, variables) = (self.plan(question), Variables::default());
        let statement = plan.statement(level, &self.catalogue, self.dialect(), &variables, Names::Current);
        let written = &statement.expect("a statement").written;
        let sql = written.one.clone().unwrap_or_else(|| written.sql.clone());
        Asked { sql, values: Vec::new(), runs: Runs::Once, anew: false }
    }

    /// Runs a question: its statements in their order, each once, whatever it is run for.
    pub(crate) async fn ask(&self, question: &str) -> Vec<Asked> {
        let task = Task {
            plan: Arc::new(self.plan(question)),
            variables: Variables::default(),
            chinese: false,
            introspection: Vec::new(),
            suggests: true,
            deadline: Deadline::after(PATIENCE),
            share: Share::default(),
        };
        let limits = Limits::default();
        let prepared = Prepared::of(&task, &self.catalogue, self.dialect(), &limits, Names::Current);
        let mut execution = Execution::new(&self.catalogue, &task, &limits, prepared.expect("there is time"));
        let mut asked: Vec<Asked> = Vec::new();
        while execution.advance().expect("there is time") {
            let wave = execution.wave();
            for bound in &wave {
                if !asked.iter().any(|known| known.sql == bound.sql && !bound.anew) {
                    asked.push(Asked::of(bound));
                }
            }
            let rows = self.rows(&wave, execution.room()).await;
            execution.take(rows);
        }
        let executed = execution.finish();
        let (data, errors) = Writer::new(&self.catalogue, &task, &executed, &limits).write().expect("there is time");
        assert!(data.is_some() && errors.is_empty(), "{question}: {errors:?}");
        asked
    }

    /// True where a statement has its rows within so many thousands of SQLite's steps; none on PostgreSQL.
    pub(crate) fn is_within(&self, asked: &Asked, steps: i64) -> Option<bool> {
        let Reads::Sqlite(pool) = &self.reads else { return None };
        let budget = Budget { deadline: Deadline::after(PATIENCE), ticks: Some(steps), is_single: true };
        let bound = Bound::once(&asked.sql, &asked.values);
        match pool.snapshot(&budget, |snapshot| snapshot.query(&bound, usize::MAX)) {
            Ok(_) => Some(true),
            Err(ReadError::GaveWay) => Some(false),
            Err(error) => panic!("{error}: {}", asked.sql),
        }
    }

    /// The rows of statements.
    pub(crate) async fn rows(&self, wave: &[Bound<'_>], room: usize) -> Vec<Rows> {
        let deadline = Deadline::after(PATIENCE);
        let rows = match &self.reads {
            Reads::Sqlite(pool) => {
                let budget = Budget { deadline, ticks: None, is_single: false };
                pool.snapshot(&budget, |snapshot| wave.iter().map(|bound| snapshot.query(bound, room)).collect())
            }
            Reads::Postgres(pool) => {
                let mut snapshot = pool.snapshot(&deadline).await.expect("a connection");
                snapshot.wave(wave, true, room).await
            }
        };
        rows.unwrap_or_else(|error| panic!("{error}: {wave:#?}"))
    }
}

fn postgres(address: &PostgresAddress) -> Postgres {
    Postgres::new(address, 1, PATIENCE).expect("the address is that of a server")
}
