//! Orders of lists on large tables: each comes from an index, without a sort and without a scan, from any row on, in both
//! directions; and whichever way a list is paged, it is the same list.

mod few;
mod makers;
mod plans;

use panorama::catalogue::{Catalogue, FieldKind, Type};
use serde_json::{Value, json};

use crate::support::{App, Backend, app_with_many_rows, on_each, run};

/// The lists at the root. The built-in data has no runs of imports.
fn listed(catalogue: &Catalogue) -> Vec<(&'static str, &Type)> {
    let fields = catalogue.get("Query").fields.iter();
    let lists = fields.filter_map(|field| match &field.kind {
        FieldKind::Many(many) => Some((field.name, catalogue.get(many.object))),
        _ => None,
    });
    lists.filter(|(name, _)| *name != "importRuns").collect()
}

/// Its own order, and that by each field in both directions, as an argument behind others.
fn by(on: &Type) -> Vec<String> {
    let order = |name: &str, direction| format!(", orderBy: [{{field: {name}, direction: {direction}}}]");
    let orders = on.orders.iter().flat_map(|by| ["ASC", "DESC"].map(|direction| order(by.name, direction)));
    orders.chain([String::new()]).collect()
}

/// What a page is asked for by, and what it says.
async fn page(app: &App, list: &str, field: &str, order: &str, window: &str) -> (Vec<Value>, Value) {
    let query = format!(
        "{{ {list}({window}{order}) {{ nodes {{ {field} }} edges {{ cursor }} pageInfo {{ \
        startCursor endCursor hasNextPage hasPreviousPage }} }} }}"
    );
    let mut data = app.data(&query).await;
    let nodes = data[list]["nodes"].as_array().expect("nodes").iter().map(|node| node[field].clone()).collect();
    (nodes, data[list]["pageInfo"].take())
}

/// Pages of several sizes meet wherever they are cut, and backwards they are the same ones.
async fn pages_meet_in_every_order(backend: Backend) {
    let app = app_with_many_rows(backend, 40).await;
    let catalogue = Catalogue::new();
    for (list, on) in listed(&catalogue) {
        for order in by(on) {
            let met = meet(&app, list, "id", &order, 6).await;
            assert!(met > 300, "{list}{order}");
        }
    }
}

/// Reads a list forwards and, from where that came to, backwards again; so many pages, or all where it ends before.
async fn meet(app: &App, list: &str, field: &str, order: &str, pages: usize) -> usize {
    let (mut forwards, mut after) = (Vec::new(), String::new());
    for _ in 0..pages {
        let (rows, info) = page(app, list, field, order, &format!("first: 97{after}")).await;
        forwards.extend(rows);
        after = format!(", after: {}", info["endCursor"]);
        if info["hasNextPage"] == json!(false) {
            break;
        }
    }
    let (mut backwards, mut before) = (Vec::new(), after.replace("after", "before"));
    loop {
        let (rows, info) = page(app, list, field, order, &format!("last: 83{before}")).await;
        backwards = [rows, backwards].concat();
        before = format!(", before: {}", info["startCursor"]);
        if info["hasPreviousPage"] == json!(false) {
            break;
        }
    }
    let last = forwards.pop();
    assert_eq!(forwards, backwards, "{list}{order}");
    // The same ones between two cursors, the first and the last row left out.
    let (first, info) = page(app, list, field, order, "first: 1").await;
    let between = format!("first: 100, after: {}{}", info["startCursor"], after.replace("after", "before"));
    let (rows, _) = page(app, list, field, order, &between).await;
    assert_eq!(rows.len(), 100, "{list}{order}");
    assert_eq!(rows, forwards[1..=rows.len()], "{list}{order}");
    assert_eq!(first, forwards[..1], "{list}{order}");
    forwards.len() + last.map_or(0, |_| 1)
}

/// The end of a list, read backwards from nowhere, is where reading forwards ends: what is unknown stands there in either direction.
async fn what_is_unknown_comes_last(backend: Backend) {
    let app = app_with_many_rows(backend, 40).await;
    for (list, field, order) in
        [("models", "parameters", "PARAMETERS"), ("observations", "value", "VALUE"), ("vendors", "country", "COUNTRY")]
    {
        for direction in ["ASC", "DESC"] {
            let order = format!(", orderBy: [{{field: {order}, direction: {direction}}}]");
            let (last, _) = page(&app, list, field, &order, "last: 5").await;
            assert_eq!(last, vec![Value::Null; 5], "{list}{order}");
            let (first, _) = page(&app, list, field, &order, "first: 5").await;
            assert!(!first.contains(&Value::Null), "{list}{order}");
            // Backwards over the border between what is known and what is not.
            let mut before = String::new();
            let known = loop {
                let (rows, info) = page(&app, list, field, &order, &format!("last: 100{before}")).await;
                before = format!(", before: {}", info["startCursor"]);
                if let Some(border) = rows.iter().rposition(|value| !value.is_null()) {
                    assert!(rows[..=border].iter().all(|value| !value.is_null()), "{list}{order}");
                    assert!(rows[border + 1..].iter().all(Value::is_null), "{list}{order}");
                    break border + 1;
                }
            };
            assert!(known > 0);
        }
    }
}

on_each! {
    pages_meet_in_every_order
    what_is_unknown_comes_last
}
