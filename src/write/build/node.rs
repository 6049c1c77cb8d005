//! What all named rows have: register, names, citations.

use entity::choice::{NameRole, NodeType};
use entity::{citation, name, node};

use super::Build;
use crate::domain::naming::same;
use crate::domain::place;
use crate::fold::fold;
use crate::write::record::{Cite, Text};

/// The part that all named rows share.
pub(in crate::write) struct Common<'a> {
    pub(in crate::write) kind: NodeType,
    pub(in crate::write) slug: &'a str,
    pub(in crate::write) en: Option<&'a str>,
    pub(in crate::write) zh: Option<&'a str>,
    pub(in crate::write) aliases: &'a [String],
    pub(in crate::write) about: &'a Text,
    pub(in crate::write) cite: &'a [Cite],
}

/// What the row's own table repeats.
pub(in crate::write) struct Named {
    pub(in crate::write) id: i64,
    pub(in crate::write) slug: String,
    pub(in crate::write) en: Option<String>,
    pub(in crate::write) zh: Option<String>,
    pub(in crate::write) fold: String,
    pub(in crate::write) about: Text,
    pub(in crate::write) source: Option<(i64, Option<String>)>,
}

impl Build {
    /// Registers a row with its names and citations; none where it was not given a name.
    pub(in crate::write) fn named(&mut self, row: &Common<'_>) -> Option<Named> {
        let id = *self.ids.get(&(row.kind, row.slug.to_owned()))?;
        let Some(main) = row.en.or(row.zh) else {
            self.fault("the row has no name");
            return None;
        };
        // Models and sectors have another one, once all is known that it depends on.
        let place = place::of_slug(row.slug);
        self.batch.rows.nodes.push(node::Model {
            id,
            r#type: row.kind,
            slug: row.slug.to_owned(),
            place,
            import_source_id: self.import_source,
        });
        let own = [(NameRole::En, row.en), (NameRole::Zh, row.zh)];
        let own = own.into_iter().filter_map(|(role, text)| Some((role, text?)));
        let mut names: Vec<(NameRole, &str)> =
            own.chain(row.aliases.iter().map(|alias| (NameRole::Alias, alias.as_str()))).collect();
        let declared = self.declared.get(&(row.kind, row.slug.to_owned())).cloned().unwrap_or_default();
        for name in &declared {
            if names.iter().all(|(_, text)| fold(text) != fold(name)) {
                names.push((NameRole::Alias, name));
            }
        }
        for (position, (role, text)) in (0..).zip(names) {
            if text.trim() != text || text.is_empty() {
                self.fault(format!("the name {text:?} is empty or has blanks around it"));
            }
            self.batch.rows.names.push(name::Model {
                node_id: id,
                position,
                role,
                text: text.to_owned(),
                fold: fold(text),
                same: same(text),
            });
        }
        let source = self.citations(id, row.cite);
        Some(Named {
            id,
            slug: row.slug.to_owned(),
            en: row.en.map(str::to_owned),
            zh: row.zh.map(str::to_owned),
            fold: fold(main),
            about: row.about.clone(),
            source,
        })
    }

    /// Stores the citations of a node; the first is the one that its structural relations rest on.
    fn citations(&mut self, node_id: i64, cite: &[Cite]) -> Option<(i64, Option<String>)> {
        if cite.is_empty() {
            self.fault("the row has no source");
        }
        let mut stored = Vec::with_capacity(cite.len());
        for cite in cite {
            let Some(source_id) = self.cited(cite) else { continue };
            let place = (source_id, cite.at.clone());
            if !stored.contains(&place) {
                stored.push(place);
            }
        }
        for (position, (source_id, locator)) in (0..).zip(stored.iter().cloned()) {
            self.batch.rows.citations.push(citation::Model { node_id, position, source_id, locator });
        }
        stored.into_iter().next()
    }

    /// The id of a cited source; a fault where there is none.
    pub(in crate::write) fn cited(&mut self, cite: &Cite) -> Option<i64> {
        let id = self.sources.get(&cite.source).map(|(id, _)| *id);
        if id.is_none() {
            self.fault(format!("there is no source {:?}", cite.source));
        }
        id
    }
}
