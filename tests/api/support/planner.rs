//! What databases do for statements: their plans, step by step.

use std::fmt::Display;

use panorama::database::{Bound, Dialect, Keys, Value};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement, TransactionTrait};

use super::asked::{Asked, Asker, Runs};
use super::{App, Backend};

/// What plans of PostgreSQL depend on besides the data: what a new server has, and what the service asks for.
const SETTINGS: &str = "SET jit = off; SET work_mem = '4MB'; SET random_page_cost = 4; SET seq_page_cost = 1; \
    SET effective_cache_size = '4GB'; SET max_parallel_workers_per_gather = 2; SET effective_io_concurrency = 1";

/// Thousands of SQLite's steps that a short statement takes at most, and pages of PostgreSQL's that one looks at.
const SHORT: i64 = 60;
const FEW_PAGES: i64 = 2_000;

/// An application, and how its database is asked for plans.
pub(crate) struct Planner {
    pub(crate) app: App,
    pub(crate) asker: Asker,
    pub(crate) backend: Backend,
    /// PostgreSQL prepares statements by name on it; SQLite is asked as the service reads it.
    connection: DatabaseTransaction,
}

impl Planner {
    /// On an application's database.
    pub(crate) async fn on(app: App, backend: Backend) -> Self {
        let connection = app.database.writer().await.begin().await.expect("a connection of its own");
        if backend == Backend::Postgres {
            connection.execute_unprepared(SETTINGS).await.expect("it can be set");
        }
        Self { asker: Asker::new(&app.database.address), app, backend, connection }
    }

    /// The steps of a statement's plan; what stands below another step stands further in.
    pub(crate) async fn steps(&self, asked: &Asked) -> Vec<String> {
        match self.asker.dialect() {
            Dialect::Sqlite => self.on_sqlite(asked).await,
            Dialect::Postgres => {
                // As it is after some runs, whatever is bound; but where a statement is planned anew, for what is bound.
                let mode = if asked.anew { "force_custom_plan" } else { "force_generic_plan" };
                self.on_postgres(asked, mode, "COSTS OFF").await
            }
        }
    }

    /// True where a statement is answered without looking at all rows of a large table.
    pub(crate) async fn is_short(&self, asked: &Asked) -> bool {
        if let Some(is_within) = self.asker.is_within(asked, SHORT) {
            return is_within;
        }
        let steps = self.on_postgres(asked, "auto", "ANALYZE, BUFFERS, COSTS OFF, TIMING OFF").await;
        let buffers = steps.iter().find_map(|step| step.trim().strip_prefix("Buffers: shared ")).unwrap_or_default();
        let pages = buffers.split([' ', '=']).filter_map(|word| word.parse::<i64>().ok()).sum::<i64>();
        pages < FEW_PAGES
    }

    async fn on_sqlite(&self, asked: &Asked) -> Vec<String> {
        let sql = format!("EXPLAIN QUERY PLAN {}", asked.sql);
        let keys = match &asked.runs {
            Runs::Once => Keys::None,
            Runs::ForOne(key) => Keys::One(key),
            Runs::ForEach(keys) => Keys::One(&keys[0]),
        };
        let bound = Bound { sql: &sql, values: &asked.values, keys, anew: false };
        let rows = self.asker.rows(&[bound], usize::MAX).await.remove(0);
        let mut depths: Vec<(i64, usize)> = Vec::new();
        let mut steps = Vec::new();
        for row in 0..rows.len() {
            let (id, above) = (rows.int(row, 0).expect("a number"), rows.int(row, 1).expect("a number"));
            let depth = depths.iter().find(|(known, _)| *known == above).map_or(0, |(_, depth)| depth + 1);
            depths.push((id, depth));
            steps.push(format!("{}{}", "  ".repeat(depth), rows.text(rows.cell(row, 3))));
        }
        steps
    }

    async fn on_postgres(&self, asked: &Asked, mode: &str, options: &str) -> Vec<String> {
        let keys = match &asked.runs {
            Runs::Once => None,
            Runs::ForOne(key) => Some(quoted(key)),
            Runs::ForEach(keys) => Some(quoted(list(keys))),
        };
        let mut given: Vec<String> = keys.into_iter().chain(asked.values.iter().map(literal)).collect();
        let parameters = (1..1_000).take_while(|number| asked.sql.contains(&format!("${number}"))).count();
        given.resize(parameters, "NULL".to_owned());
        let given = if given.is_empty() { String::new() } else { format!("({})", given.join(", ")) };
        let prepare = format!("SET plan_cache_mode = {mode}; PREPARE asked AS {}", asked.sql);
        self.connection.execute_unprepared(&prepare).await.unwrap_or_else(|error| panic!("{error}: {}", asked.sql));
        let steps = self.texts(&format!("EXPLAIN ({options}) EXECUTE asked{given}")).await;
        self.connection.execute_unprepared("DEALLOCATE asked").await.expect("it was prepared");
        steps
    }

    /// The first column of a statement's rows: texts.
    pub(crate) async fn texts(&self, sql: &str) -> Vec<String> {
        let statement = Statement::from_string(self.connection.get_database_backend(), sql);
        let rows = self.connection.query_all_raw(statement).await.unwrap_or_else(|error| panic!("{error}: {sql}"));
        rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect()
    }
}

/// A value as PostgreSQL reads it from a text.
fn literal(value: &Value) -> String {
    match value {
        Value::Int(value) => quoted(value),
        Value::Float(value) => quoted(value),
        Value::Text(value) => quoted(value),
        Value::Date(value) => quoted(value),
        Value::Bool(value) => quoted(value),
        Value::Ints(values) => quoted(list(values)),
        Value::Floats(values) => quoted(list(values)),
        Value::Texts(values) | Value::Lists(values) => quoted(list(values.iter().map(|text| format!("{text:?}")))),
        Value::Derived => quoted("{}"),
    }
}

fn quoted(value: impl Display) -> String {
    format!("'{}'", value.to_string().replace('\'', "''"))
}

fn list<T: Display>(values: impl IntoIterator<Item = T>) -> String {
    let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    format!("{{{}}}", values.join(","))
}
