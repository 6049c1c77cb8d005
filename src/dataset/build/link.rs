//! Links: those that rows imply by their structure, and those that are listed.

use std::collections::HashMap;

use entity::choice::{LinkKind, NodeType};
use entity::{link, sector_closure};

use super::Build;
use super::node::Named;
use crate::dataset::format::Link;
use crate::domain::dependence::of_link;
use crate::domain::figure::Figure;
use crate::domain::identity::row_id;
use crate::domain::place;
use crate::fold::beyond_ascii;

/// The sectors' parents, in the order of the files.
#[derive(Debug, Default)]
pub(in crate::dataset) struct Tree {
    order: Vec<i64>,
    parents: HashMap<i64, Option<i64>>,
}

impl Tree {
    pub(in crate::dataset) fn add(&mut self, id: i64, parent: Option<i64>) {
        self.order.push(id);
        self.parents.insert(id, parent);
    }

    /// The sector and those above it, nearest first; none where they go in a circle.
    fn line(&self, id: i64) -> Option<Vec<i64>> {
        let mut line = vec![id];
        while let Some(Some(parent)) = self.parents.get(line.last()?) {
            if line.contains(parent) {
                return None;
            }
            line.push(*parent);
        }
        Some(line)
    }
}

/// The id of a link: of what it says, and who says so.
pub(in crate::dataset) fn link_id(row: &link::Model) -> i64 {
    let key = row.key.as_deref().unwrap_or_default();
    let identity = format!("{}|{}|{}|{}|{key}", row.kind.text(), row.from_id, row.to_id, row.source_id);
    row_id("LINK", &identity)
}

impl Build {
    /// A relation that a row declares by naming the other end; it rests on the row's first citation.
    pub(in crate::dataset) fn structural(
        &mut self,
        kind: LinkKind,
        from: (NodeType, i64),
        to: Option<(NodeType, i64)>,
        position: i64,
        named: &Named,
    ) {
        let (Some(to), Some((source_id, locator))) = (to, named.source.clone()) else { return };
        if from.1 == to.1 {
            return self.fault("the row names itself");
        }
        let relation = self.relation(kind, (from, to), (source_id, locator));
        self.structure.push(link::Model { position, ..relation });
    }

    pub(in crate::dataset) fn link(&mut self, row: &Link) {
        self.key(row.key.as_deref());
        let (from, to) = (self.reference(&row.from), self.reference(&row.to));
        let [cite] = row.cite.as_slice() else {
            return self.fault("a link cites exactly one source");
        };
        let source = self.cited(cite);
        let (Some(from), Some(to), Some(source_id)) = (from, to, source) else { return };
        if from.1 == to.1 {
            return self.fault("the link leads back to where it starts");
        }
        let period = self.period(row.period.as_deref());
        let share = row.share.as_ref();
        if let Some(share) = share {
            let figure = Figure { value: share.value, low: share.low, high: share.high };
            if figure.is_empty() {
                self.fault("the share has no number");
            }
            if share.cmp.is_some()
                && let Err(reason) = figure.comparator(share.cmp)
            {
                self.fault(format!("the share: {reason}"));
            }
            if !self.units.contains_key(&share.unit) {
                self.fault(format!("there is no unit {:?}", share.unit));
            }
        }
        let relation = self.relation(row.kind, (from, to), (source_id, cite.at.clone()));
        self.add_link(link::Model {
            stated: row.stated,
            share_value: share.and_then(|s| s.value),
            share_low: share.and_then(|s| s.low),
            share_high: share.and_then(|s| s.high),
            share_unit: share.map(|s| s.unit.clone()),
            share_comparator: share.and_then(|s| s.cmp),
            period_start: period.as_ref().and_then(|p| p.start),
            period_end: period.as_ref().and_then(|p| p.end),
            period_precision: period.as_ref().map(|p| p.precision),
            period_label: period.as_ref().map(|p| p.label.clone()),
            period_duration: period.and_then(|p| p.duration),
            key: row.key.clone(),
            key_fold: row.key.as_deref().and_then(beyond_ascii),
            group_key: row.group.clone(),
            group_key_fold: row.group.as_deref().and_then(beyond_ascii),
            note_en: row.note.en.clone(),
            note_zh: row.note.zh.clone(),
            ..relation
        });
    }

    /// A relation between two rows that rests on a place of a source, with nothing said of it besides.
    fn relation(
        &self,
        kind: LinkKind,
        (from, to): ((NodeType, i64), (NodeType, i64)),
        (source_id, locator): (i64, Option<String>),
    ) -> link::Model {
        link::Model {
            id: 0,
            kind,
            from_id: from.1,
            from_type: from.0,
            from_place: String::new(),
            to_id: to.1,
            to_type: to.0,
            to_place: String::new(),
            flow: of_link(kind, to.0).flow(),
            position: 0,
            stated: true,
            share_value: None,
            share_low: None,
            share_high: None,
            share_unit: None,
            share_comparator: None,
            period_start: None,
            period_end: None,
            period_precision: None,
            period_label: None,
            period_duration: None,
            source_id,
            locator,
            key: None,
            key_fold: None,
            group_key: None,
            group_key_fold: None,
            note_en: None,
            note_zh: None,
            built_in: self.built_in,
            version: 1,
            updated_at: self.now,
        }
    }

    fn add_link(&mut self, mut model: link::Model) {
        model.id = link_id(&model);
        if self.wanted.links.iter().any(|link| link.id == model.id) {
            return self.fault("the same link is there twice");
        }
        self.wanted.links.push(model);
    }

    /// Adds the structural relations; a listed link between the same ends takes the place of the implied one.
    pub(in crate::dataset) fn structural_links(&mut self) {
        for implied in std::mem::take(&mut self.structure) {
            let listed =
                self.wanted.links.iter_mut().find(|link| {
                    (link.kind, link.from_id, link.to_id) == (implied.kind, implied.from_id, implied.to_id)
                });
            match listed {
                Some(link) => link.position = implied.position,
                None => self.add_link(implied),
            }
        }
    }

    /// Paths, positions and the closure of the sectors' tree.
    pub(in crate::dataset) fn grow_tree(&mut self) {
        let lines: Vec<Option<Vec<i64>>> = self.tree.order.iter().map(|id| self.tree.line(*id)).collect();
        let slugs: HashMap<i64, (String, entity::choice::Stage)> =
            self.wanted.sectors.iter().map(|s| (s.id, (s.slug.clone(), s.stage))).collect();
        let places: HashMap<i64, usize> = self.tree.order.iter().enumerate().map(|(i, id)| (*id, i)).collect();
        // Depth first: a sector's place is the list of places on its line, from the stage down.
        let mut order: Vec<(Vec<usize>, usize)> = Vec::new();
        for (i, line) in lines.iter().enumerate() {
            let Some(line) = line else {
                let row = self.wanted.sectors[i].slug.clone();
                self.here.2 = format!("sector {row}");
                self.fault("its parents go in a circle");
                continue;
            };
            order.push((line.iter().rev().filter_map(|id| places.get(id).copied()).collect(), i));
            let stage = line.last().and_then(|id| slugs.get(id)).map(|(_, stage)| *stage);
            let path: Vec<&str> = line.iter().rev().filter_map(|id| slugs.get(id)).map(|(s, _)| s.as_str()).collect();
            self.wanted.sectors[i].path = path.join("/");
            if stage != Some(self.wanted.sectors[i].stage) {
                self.here.2 = format!("sector {}", self.wanted.sectors[i].slug);
                self.fault("its stage is not that of the sectors above it");
            }
            for (depth, ancestor_id) in (0..).zip(line.iter().copied()) {
                self.wanted.closure.push(sector_closure::Model { ancestor_id, descendant_id: line[0], depth });
            }
        }
        order.sort();
        for (position, (_, i)) in (0..).zip(order) {
            let sector = &mut self.wanted.sectors[i];
            sector.position = position;
            sector.place = place::of_sector(position, &sector.slug);
        }
    }
}
