//! What searches find: an entry for each node and source, of its names and descriptions.

use std::collections::HashMap;

use entity::choice::NameRole;
use entity::search_entry;

use super::{Build, Wanted};
use crate::domain::search::{Role, tokens};

/// The texts of one thing.
type Texts = Vec<(Role, String)>;

impl Build {
    /// Makes the entries, once all rows are there.
    pub(super) fn search_entries(&mut self) {
        let mut texts: HashMap<i64, Texts> = HashMap::new();
        for name in &self.wanted.names {
            let role = if name.role == NameRole::Alias { Role::Alias } else { Role::Name };
            texts.entry(name.node_id).or_default().push((role, name.text.clone()));
        }
        for source in &self.wanted.sources {
            let titles = [&source.title_en, &source.title_zh].into_iter().flatten().map(|title| (Role::Name, title));
            let publisher = source.publisher.iter().map(|publisher| (Role::Alias, publisher));
            let own = titles.chain(publisher).map(|(role, text)| (role, text.clone()));
            texts.entry(source.id).or_default().extend(own);
        }
        for (id, description) in descriptions(&self.wanted) {
            texts.entry(id).or_default().push((Role::Description, description));
        }
        let nodes = self.wanted.nodes.iter().map(|node| (node.id, node.r#type.text(), Some(node.id), &node.place));
        let sources = self.wanted.sources.iter().map(|source| (source.id, "SOURCE", None, &source.slug));
        let entry = |(id, tag, node, place): (i64, &str, Option<i64>, &String)| {
            let texts = texts.remove(&id).unwrap_or_default();
            let tokens = tokens(texts.iter().map(|(role, text)| (*role, text.as_str())));
            let texts: Vec<[&str; 2]> = texts.iter().map(|(role, text)| [role.text(), text.as_str()]).collect();
            search_entry::Model {
                id,
                r#type: tag.to_owned(),
                node_id: node,
                source_id: if node.is_none() { Some(id) } else { None },
                place: place.clone(),
                texts: serde_json::json!(texts).to_string(),
                tokens: tokens.into_iter().collect::<Vec<_>>().join(" "),
            }
        };
        self.wanted.search = nodes.chain(sources).map(entry).collect();
    }
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
