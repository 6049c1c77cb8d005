//! What searches find: an entry for each node and source, of its names and descriptions.

use std::collections::HashMap;

use entity::choice::NameRole;
use entity::{search_entry, source};

use super::{Build, Wanted};
use crate::domain::search::{Role, tokens};

/// The texts of one thing.
type Texts = Vec<(Role, String)>;

impl Build {
    /// Makes the entries, once all rows are there.
    pub(in crate::dataset) fn search_entries(&mut self) {
        let mut texts: HashMap<i64, Texts> = HashMap::new();
        for name in &self.wanted.names {
            let role = if name.role == NameRole::Alias { Role::Alias } else { Role::Name };
            texts.entry(name.node_id).or_default().push((role, name.text.clone()));
        }
        for source in &self.wanted.sources {
            texts.entry(source.id).or_default().extend(titles(source));
        }
        for (id, description) in descriptions(&self.wanted) {
            texts.entry(id).or_default().push((Role::Description, description));
        }
        let nodes = self.wanted.nodes.iter().map(|node| (node.id, node.r#type.text(), Some(node.id), &node.place));
        let sources = self.wanted.sources.iter().map(|source| (source.id, "SOURCE", None, &source.slug));
        let entry = |(id, tag, node, place): (i64, &str, Option<i64>, &String)| {
            entry((id, tag, node), place, &texts.remove(&id).unwrap_or_default())
        };
        self.wanted.search = nodes.chain(sources).map(entry).collect();
    }
}

/// What a source is found by.
fn titles(source: &source::Model) -> Texts {
    let titles = [&source.title_en, &source.title_zh].into_iter().flatten().map(|title| (Role::Name, title));
    let publisher = source.publisher.iter().map(|publisher| (Role::Publisher, publisher));
    titles.chain(publisher).map(|(role, text)| (role, text.clone())).collect()
}

/// The entries of sources that stand alone.
pub(in crate::dataset) fn of_sources(sources: &[source::Model]) -> Vec<search_entry::Model> {
    let found = |source: &source::Model| {
        let mut texts = titles(source);
        let about = [&source.description_en, &source.description_zh];
        texts.extend(about.into_iter().flatten().map(|text| (Role::Description, text.clone())));
        entry((source.id, "SOURCE", None), &source.slug, &texts)
    };
    sources.iter().map(found).collect()
}

/// What is found by these texts; `node` is the node's id, none for a source. How known it is, is told when all is stored.
pub(in crate::dataset) fn entry(
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
pub(in crate::dataset) fn renewed(
    before: &search_entry::Model,
    wanted: Option<search_entry::Model>,
) -> search_entry::Model {
    let again = || entry((before.id, &before.r#type, before.node_id), &before.place, &texts(before));
    let row = wanted.unwrap_or_else(again);
    search_entry::Model { known: before.known, released_on: before.released_on, ..row }
}

/// The texts of an entry.
pub(in crate::dataset) fn texts(entry: &search_entry::Model) -> Texts {
    let texts: Vec<[String; 2]> = serde_json::from_str(&entry.texts).unwrap_or_default();
    texts.into_iter().map(|[role, text]| (Role::parse(&role), text)).collect()
}

/// The descriptions of everything that has some.
fn descriptions(wanted: &Wanted) -> Vec<(i64, String)> {
    let mut found = Vec::new();
    macro_rules! of {
        ($($rows:ident),+) => {$(
            for row in &wanted.$rows {
                let both = [&row.description_en, &row.description_zh];
                found.extend(both.into_iter().flatten().map(|text| (row.id, text.clone())));
            }
        )+};
    }
    of!(vendors, models, sectors, technologies, trends, metrics, sources);
    found
}
