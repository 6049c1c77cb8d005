//! What all named rows have: register, names, citations.

use entity::choice::{NameRole, NodeType};
use entity::{citation, name, node};

use super::Build;
use crate::dataset::format::{Cite, Text};
use crate::domain::place;
use crate::fold::fold;

/// The part that all named rows share.
pub(super) struct Common<'a> {
    pub(super) kind: NodeType,
    pub(super) slug: &'a str,
    pub(super) en: Option<&'a str>,
    pub(super) zh: Option<&'a str>,
    pub(super) aliases: &'a [String],
    pub(super) about: &'a Text,
    pub(super) cite: &'a [Cite],
}

/// What the row's own table repeats.
pub(super) struct Named {
    pub(super) id: i64,
    pub(super) slug: String,
    pub(super) en: Option<String>,
    pub(super) zh: Option<String>,
    pub(super) fold: String,
    pub(super) about: Text,
    pub(super) source: Option<(i64, Option<String>)>,
}

impl Build {
    /// Registers a row with its names and citations; none where it was not given a name.
    pub(super) fn named(&mut self, row: &Common<'_>) -> Option<Named> {
        let id = *self.ids.get(&(row.kind, row.slug.to_owned()))?;
        let Some(main) = row.en.or(row.zh) else {
            self.fault("the row has no name");
            return None;
        };
        // Models and sectors have another one, once all is known that it depends on.
        let place = place::of_slug(row.slug);
        self.wanted.nodes.push(node::Model { id, r#type: row.kind, slug: row.slug.to_owned(), place });
        let own = [(NameRole::En, row.en), (NameRole::Zh, row.zh)];
        let own = own.into_iter().filter_map(|(role, text)| Some((role, text?)));
        let aliases = row.aliases.iter().map(|alias| (NameRole::Alias, alias.as_str()));
        for (position, (role, text)) in (0..).zip(own.chain(aliases)) {
            if text.trim() != text || text.is_empty() {
                self.fault(format!("the name {text:?} is empty or has blanks around it"));
            }
            self.wanted.names.push(name::Model {
                node_id: id,
                position,
                role,
                text: text.to_owned(),
                fold: fold(text),
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
            self.wanted.citations.push(citation::Model { node_id, position, source_id, locator });
        }
        stored.into_iter().next()
    }

    /// The id of a cited source; a fault where there is none.
    pub(super) fn cited(&mut self, cite: &Cite) -> Option<i64> {
        let id = self.sources.get(&cite.source).map(|(id, _)| *id);
        if id.is_none() {
            self.fault(format!("there is no source {:?}", cite.source));
        }
        id
    }
}
