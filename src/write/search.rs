//! What searches find: an entry for each node and source, of its names and descriptions.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::choice::NameRole;
use entity::{name, search_entry, source};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::rows::Rows;
use super::transaction::Writing;
use crate::domain::search::{Role, tokens};

/// The texts of one thing.
type Texts = Vec<(Role, String)>;

/// The entries of nodes and sources, of the names and descriptions that stand beside them.
pub(super) fn entries(rows: &Rows) -> Vec<search_entry::Model> {
    let mut texts: HashMap<i64, Texts> = HashMap::new();
    for name in &rows.names {
        let role = if name.role == NameRole::Alias { Role::Alias } else { Role::Name };
        texts.entry(name.node_id).or_default().push((role, name.text.clone()));
    }
    for source in &rows.sources {
        texts.entry(source.id).or_default().extend(titles(source));
    }
    for (id, description) in descriptions(rows) {
        texts.entry(id).or_default().push((Role::Description, description));
    }
    let models = rows.models.iter().map(|row| (row.id, row.released_on));
    let technologies = rows.technologies.iter().map(|row| (row.id, row.released_on));
    let released: HashMap<i64, Option<NaiveDate>> = models.chain(technologies).collect();
    let nodes = rows.nodes.iter().map(|node| (node.id, node.r#type.text(), Some(node.id), &node.place));
    let sources = rows.sources.iter().map(|source| (source.id, "SOURCE", None, &source.slug));
    let entry = |(id, tag, node, place): (i64, &str, Option<i64>, &String)| {
        let entry = entry((id, tag, node), place, &texts.remove(&id).unwrap_or_default());
        search_entry::Model { released_on: released.get(&id).copied().flatten(), ..entry }
    };
    nodes.chain(sources).map(entry).collect()
}

/// What a source is found by.
fn titles(source: &source::Model) -> Texts {
    let titles = [&source.title_en, &source.title_zh].into_iter().flatten().map(|title| (Role::Name, title));
    let publisher = source.publisher.iter().map(|publisher| (Role::Publisher, publisher));
    titles.chain(publisher).map(|(role, text)| (role, text.clone())).collect()
}

/// What is found by these texts; `node` is the node's id, none for a source. How known it is, is told when all is stored.
pub(super) fn entry(
    (id, tag, node): (i64, &str, Option<i64>),
    place: &str,
    texts: &[(Role, String)],
) -> search_entry::Model {
    let tokens = tokens(texts.iter().map(|(role, text)| (*role, text.as_str())));
    let texts: Vec<[&str; 2]> = texts.iter().map(|(role, text)| [role.text(), text.as_str()]).collect();
    search_entry::Model {
        id,
        r#type: tag.to_owned(),
        node_id: node,
        source_id: if node.is_none() { Some(id) } else { None },
        place: place.to_owned(),
        texts: serde_json::json!(texts).to_string(),
        tokens: tokens.into_iter().collect::<Vec<_>>().join(" "),
        known: 0,
        released_on: None,
    }
}

/// An entry as it is to become; where nothing else is wanted, with the tokens that are made of its texts today. How known it is
/// stays until that is counted anew.
pub(super) fn renewed(before: &search_entry::Model, wanted: Option<search_entry::Model>) -> search_entry::Model {
    let again = || entry((before.id, &before.r#type, before.node_id), &before.place, &texts(before));
    let row = wanted.unwrap_or_else(again);
    search_entry::Model { known: before.known, released_on: before.released_on, ..row }
}

/// The texts of an entry.
pub(super) fn texts(entry: &search_entry::Model) -> Texts {
    let texts: Vec<[String; 2]> = serde_json::from_str(&entry.texts).unwrap_or_default();
    texts.into_iter().map(|[role, text]| (Role::parse(&role), text)).collect()
}

/// The descriptions of everything that has some.
fn descriptions(rows: &Rows) -> Vec<(i64, String)> {
    let mut found = Vec::new();
    macro_rules! of {
        ($($table:ident),+) => {$(
            for row in &rows.$table {
                let both = [&row.description_en, &row.description_zh];
                found.extend(both.into_iter().flatten().map(|text| (row.id, text.clone())));
            }
        )+};
    }
    of!(vendors, models, sectors, technologies, trends, metrics, sources);
    found
}

/// Searches find the row by the names that it has now; its descriptions are as they were.
pub(super) async fn reindex(transaction: &Writing, id: i64) -> Result<(), DbErr> {
    let Some(before) = search_entry::Entity::find_by_id(id).one(&**transaction).await? else { return Ok(()) };
    let own = name::Entity::find().filter(name::Column::NodeId.eq(id)).order_by_asc(name::Column::Position);
    let role = |role| if role == NameRole::Alias { Role::Alias } else { Role::Name };
    let own = own.all(&**transaction).await?.into_iter().map(|name| (role(name.role), name.text));
    let about = texts(&before).into_iter().filter(|(role, _)| *role == Role::Description);
    let texts: Vec<(Role, String)> = own.chain(about).collect();
    let entry = entry((id, &before.r#type, before.node_id), &before.place, &texts);
    transaction.update::<search_entry::Entity>(vec![renewed(&before, Some(entry))]).await
}
