//! What the databases do for a page: their plans, for every order of every list at the root and the order of every list below.

use panorama::catalogue::FieldKind;

use super::{by, listed};
use crate::support::{Backend, Planner, on_each, run, settled_app_with_many_rows};

/// Copies of each row: so many that a scan does not pay.
const COPIES: usize = 120;

/// The lists below whose rows are sorted: a part of the chain cites a few sources.
const SORTED: &str = "sources";

/// What of the plan of a question's level reads more rows than the page has.
async fn faults_of(planner: &Planner, question: &str, level: usize, table: &str) -> Vec<String> {
    let asked = planner.asker.of_level(question, level);
    let steps = planner.steps(&asked).await;
    let before = |place: usize| place.checked_sub(1).map_or("", |before| steps[before].trim_start());
    let behind = |place: usize| steps.get(place + 2).map_or("", String::as_str);
    let is_fault = |(place, step): (usize, &String)| match planner.backend {
        // Pages that are merged are sorted, and no longer than the page.
        Backend::Sqlite if step.contains("TEMP B-TREE") => !before(place).starts_with("SCAN w"),
        Backend::Sqlite => step.contains("SCAN t0") && !step.contains("INDEX"),
        Backend::Postgres if step.ends_with("Sort") => !behind(place).ends_with("->  Append"),
        Backend::Postgres => step.contains(&format!("Seq Scan on {table} ")),
    };
    if steps.iter().enumerate().any(is_fault) {
        vec![format!("{question}\n  {}\n    {}", asked.sql, steps.join("\n    "))]
    } else {
        Vec::new()
    }
}

/// The cursor of a row somewhere in the list.
async fn cursor_in(planner: &Planner, list: &str, order: &str) -> String {
    let query = format!("{{ {list}(first: 60{order}) {{ edges {{ cursor }} }} }}");
    planner.app.data(&query).await[list]["edges"][40]["cursor"].to_string()
}

async fn on_many_rows(backend: Backend) -> Planner {
    Planner::on(settled_app_with_many_rows(backend, COPIES).await, backend).await
}

async fn every_order_at_the_root_comes_from_an_index(backend: Backend) {
    let planner = on_many_rows(backend).await;
    let mut faults = Vec::new();
    for (list, on) in listed(&planner.asker.catalogue) {
        for order in by(on) {
            let cursor = cursor_in(&planner, list, &order).await;
            for window in [
                "first: 20".to_owned(),
                "last: 20".to_owned(),
                format!("first: 20, after: {cursor}"),
                format!("last: 20, before: {cursor}"),
            ] {
                let query =
                    format!("{{ {list}({window}{order}) {{ nodes {{ id }} pageInfo {{ endCursor hasNextPage }} }} }}");
                faults.extend(faults_of(&planner, &query, 0, on.table).await);
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

async fn the_order_of_every_list_below_comes_from_an_index(backend: Backend) {
    let planner = on_many_rows(backend).await;
    let mut faults = Vec::new();
    for (root, above) in listed(&planner.asker.catalogue) {
        for field in &above.fields {
            let FieldKind::Many(many) = &field.kind else { continue };
            if field.name == SORTED {
                continue;
            }
            for window in ["first: 20", "last: 20"] {
                let query =
                    format!("{{ {root}(first: 1) {{ nodes {{ {}({window}) {{ nodes {{ id }} }} }} }} }}", field.name);
                faults.extend(faults_of(&planner, &query, 1, planner.asker.catalogue.get(many.object).table).await);
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

on_each! {
    every_order_at_the_root_comes_from_an_index
    the_order_of_every_list_below_comes_from_an_index
}
