//! What the databases do for a page: their plans, for every order of every list at the root and the order of every list below.

use apollo_compiler::{ExecutableDocument, Schema};
use panorama::catalogue::{Catalogue, FieldKind};
use panorama::database::Dialect;
use panorama::plan::input::Variables;
use panorama::plan::{Flags, Names, compile};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement, TransactionTrait};

use super::large::app_with_many_rows;
use super::{by, listed};
use crate::support::{App, Backend, on_each, run};

/// Copies of each row: so many that a scan does not pay.
const COPIES: usize = 120;

/// The lists below whose rows are sorted: a part of the chain cites a few sources.
const SORTED: &str = "sources";

/// A database, and how it is asked for its plans.
struct Planner {
    app: App,
    connection: DatabaseTransaction,
    backend: Backend,
    catalogue: Catalogue,
}

impl Planner {
    async fn on(backend: Backend) -> Self {
        let app = app_with_many_rows(backend, COPIES).await;
        let connection = app.database.writer().await.begin().await.expect("a connection of its own");
        if backend == Backend::Postgres {
            // As it is after some runs, whatever is bound.
            let settings = "SET plan_cache_mode = force_generic_plan; SET jit = off";
            connection.execute_unprepared(settings).await.expect("it can be set");
        }
        Self { app, connection, backend, catalogue: Catalogue::new() }
    }

    /// The statement of a level of a query.
    fn statement(&self, query: &str, level: usize) -> String {
        let schema = Schema::parse_and_validate(include_str!("../../../schema.graphql"), "schema").expect("a schema");
        let document =
            ExecutableDocument::parse_and_validate(&schema, query, "query").unwrap_or_else(|e| panic!("{e}"));
        let operation = document.operations.get(None).expect("an operation");
        let plan = compile(&self.catalogue, &document, operation, &Flags::default()).expect("a plan");
        let dialect = match self.backend {
            Backend::Sqlite => Dialect::Sqlite,
            Backend::Postgres => Dialect::Postgres,
        };
        let statement = plan
            .statement(level, &self.catalogue, dialect, &Variables::default(), Names::Current)
            .expect("a statement");
        statement.written.one.clone().unwrap_or_else(|| statement.written.sql.clone())
    }

    /// The steps of a statement's plan.
    async fn plan(&self, sql: &str) -> Vec<String> {
        let explained = match self.backend {
            Backend::Sqlite => {
                let statement =
                    Statement::from_string(self.connection.get_database_backend(), format!("EXPLAIN QUERY PLAN {sql}"));
                let rows = self.connection.query_all_raw(statement).await.unwrap_or_else(|e| panic!("{e}: {sql}"));
                return rows.iter().map(|row| row.try_get_by_index(3).expect("a step")).collect();
            }
            Backend::Postgres => {
                let count = (1..100).take_while(|number| sql.contains(&format!("${number}"))).count();
                let given = vec!["NULL"; count].join(", ");
                let given = if count > 0 { format!("({given})") } else { given };
                self.connection
                    .execute_unprepared(&format!("PREPARE page AS {sql}"))
                    .await
                    .unwrap_or_else(|e| panic!("{e}: {sql}"));
                format!("EXPLAIN (COSTS OFF) EXECUTE page{given}")
            }
        };
        let statement = Statement::from_string(self.connection.get_database_backend(), explained);
        let rows = self.connection.query_all_raw(statement).await.unwrap_or_else(|e| panic!("{e}: {sql}"));
        self.connection.execute_unprepared("DEALLOCATE page").await.expect("it was prepared");
        rows.iter().map(|row| row.try_get_by_index(0).expect("a step")).collect()
    }

    /// What of a plan reads more rows than the page has.
    async fn faults(&self, query: &str, level: usize, table: &str) -> Vec<String> {
        let sql = self.statement(query, level);
        let steps = self.plan(&sql).await;
        let before = |place: usize| place.checked_sub(1).map_or("", |before| steps[before].as_str());
        let behind = |place: usize| steps.get(place + 2).map_or("", String::as_str);
        let is_fault = |(place, step): (usize, &String)| match self.backend {
            // Pages that are merged are sorted, and no longer than the page.
            Backend::Sqlite if step.contains("TEMP B-TREE") => !before(place).starts_with("SCAN w"),
            Backend::Sqlite => step.contains("SCAN t0") && !step.contains("INDEX"),
            Backend::Postgres if step.ends_with("Sort") => !behind(place).ends_with("->  Append"),
            Backend::Postgres => step.contains(&format!("Seq Scan on {table} ")),
        };
        if steps.iter().enumerate().any(is_fault) {
            vec![format!("{query}\n  {sql}\n    {}", steps.join("\n    "))]
        } else {
            Vec::new()
        }
    }

    /// The cursor of a row somewhere in the list.
    async fn cursor(&self, list: &str, order: &str) -> String {
        let query = format!("{{ {list}(first: 60{order}) {{ edges {{ cursor }} }} }}");
        self.app.data(&query).await[list]["edges"][40]["cursor"].to_string()
    }
}

async fn every_order_at_the_root_comes_from_an_index(backend: Backend) {
    let planner = Planner::on(backend).await;
    let mut faults = Vec::new();
    for (list, on) in listed(&planner.catalogue) {
        for order in by(on) {
            let cursor = planner.cursor(list, &order).await;
            for window in [
                "first: 20".to_owned(),
                "last: 20".to_owned(),
                format!("first: 20, after: {cursor}"),
                format!("last: 20, before: {cursor}"),
            ] {
                let query =
                    format!("{{ {list}({window}{order}) {{ nodes {{ id }} pageInfo {{ endCursor hasNextPage }} }} }}");
                faults.extend(planner.faults(&query, 0, on.table).await);
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

async fn the_order_of_every_list_below_comes_from_an_index(backend: Backend) {
    let planner = Planner::on(backend).await;
    let mut faults = Vec::new();
    for (root, above) in listed(&planner.catalogue) {
        for field in &above.fields {
            let FieldKind::Many(many) = &field.kind else { continue };
            if field.name == SORTED {
                continue;
            }
            for window in ["first: 20", "last: 20"] {
                let query =
                    format!("{{ {root}(first: 1) {{ nodes {{ {}({window}) {{ nodes {{ id }} }} }} }} }}", field.name);
                faults.extend(planner.faults(&query, 1, planner.catalogue.get(many.object).table).await);
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

on_each! {
    every_order_at_the_root_comes_from_an_index
    the_order_of_every_list_below_comes_from_an_index
}
