//! Sets of parameters: read once from the database, then written as each contestant wants to be asked.

use serde_json::{Map, Value, json};
use tokio_postgres::{NoTls, SimpleQueryMessage};

use panorama::database::Address;

use super::contestant::{Contestant, Kind};
use super::question::{List, Question};
use crate::load::{self, Asked};
use crate::{Failure, compare};

/// Parameters by name, all of them texts.
pub(super) type Set = Map<String, Value>;

/// The sets of a question.
pub(super) async fn read(address: &Address, question: &Question) -> Result<Vec<Set>, Failure> {
    let (client, connection) = tokio_postgres::connect(&address.url(), NoTls).await?;
    let connection = tokio::spawn(connection);
    let mut sets = Vec::new();
    for message in client.simple_query(question.sets).await? {
        if let SimpleQueryMessage::Row(row) = message {
            let columns = row.columns().iter().enumerate();
            sets.push(columns.map(|(place, column)| (column.name().to_owned(), json!(row.get(place)))).collect());
        }
    }
    drop(client);
    connection.await??;
    Ok(sets)
}

/// Asks a contestant every set; nothing where it cannot answer the question.
pub(super) fn ask(contestant: &Contestant, question: &Question, sets: &[Set]) -> Result<Option<Vec<Asked>>, Failure> {
    let (path, document) = match contestant.kind {
        Kind::Sql => (format!("/sql/{}", question.name), None),
        Kind::Memory => (format!("/memory/{}", question.name), None),
        Kind::PostGraphile => ("/graphql".to_owned(), question.postgraphile),
        Kind::Resolvers => ("/graphql".to_owned(), question.resolvers.then_some(question.document)),
        Kind::Panorama | Kind::Cached => ("/graphql".to_owned(), Some(question.document)),
    };
    let by_statement = matches!(contestant.kind, Kind::Sql | Kind::Memory);
    if !by_statement && document.is_none() {
        return Ok(None);
    }
    let cursors = match &question.list {
        Some(list) if !by_statement => cursors(contestant, list, sets)?,
        _ => Vec::new(),
    };
    let bodies = sets.iter().map(|set| {
        let body = match document {
            None => set.values().take(question.bound).cloned().collect(),
            Some(document) => json!({ "query": document, "variables": variables(question, set, &cursors) }),
        };
        load::ask_at(contestant.server.address, &path, &body.to_string())
    });
    bodies.collect::<Result<_, _>>().map(Some)
}

fn variables(question: &Question, set: &Set, cursors: &[Value]) -> Value {
    let value = |name: &str| match name {
        "after" => place(set).and_then(|place| cursors.get(place)).cloned().unwrap_or_default(),
        _ => set.get(name).cloned().unwrap_or_default(),
    };
    question.variables.iter().map(|name| ((*name).to_owned(), value(name))).collect()
}

/// The place in the list that a set begins after.
fn place(set: &Set) -> Option<usize> {
    set.get("at")?.as_str()?.parse().ok()
}

/// The cursors of a list, as far as sets need them, by going through it page by page.
fn cursors(contestant: &Contestant, list: &List, sets: &[Set]) -> Result<Vec<Value>, Failure> {
    let last = sets.iter().filter_map(place).max().unwrap_or(0);
    let (kind, field, order) = match contestant.kind {
        Kind::PostGraphile => ("Cursor", list.postgraphile.0, list.postgraphile.1),
        _ => ("String", list.field, ""),
    };
    let document = format!(
        "query ($after: {kind}) {{ list: {field}(first: 100, after: $after, {order}) \
         {{ edges {{ cursor }} pageInfo {{ endCursor }} }} }}"
    );
    let mut cursors = Vec::with_capacity(last + 100);
    let mut after = Value::Null;
    while cursors.len() <= last {
        let body = json!({ "query": document, "variables": { "after": after } });
        let data = compare::read(contestant.server.name, &load::ask(contestant.server.address, &body.to_string())?)?;
        let edges = data.pointer("/list/edges").and_then(Value::as_array).filter(|edges| !edges.is_empty());
        let edges = edges.ok_or_else(|| format!("{}: {field} ends early", contestant.server.name))?;
        cursors.extend(edges.iter().map(|edge| edge["cursor"].clone()));
        after = compare::end_cursor(&data).cloned().unwrap_or_default();
    }
    Ok(cursors)
}
