//! Links: those that rows imply by their structure, and those that are listed.

use entity::choice::{LinkKind, NodeType};
use entity::link;

use super::Build;
use super::node::Named;
use crate::domain::dependence::of_link;
use crate::domain::figure::Figure;
use crate::domain::identity::row_id;
use crate::fold::beyond_ascii;
use crate::write::line::CLOSED;
use crate::write::record::Link;
use crate::write::row::STRUCTURE;

/// The id of a link: of what it says, and who says so.
pub(in crate::write) fn link_id(row: &link::Model) -> i64 {
    let key = row.key.as_deref().unwrap_or_default();
    let identity = format!("{}|{}|{}|{}|{key}", row.kind.text(), row.from_id, row.to_id, row.source_id);
    row_id("LINK", &identity)
}

impl Build {
    /// A relation that a row declares by naming the other end; it rests on the row's first citation.
    pub(in crate::write) fn structural(
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
        if let Some(place) = self.listed.get_mut(&(kind, from.1, to.1)) {
            *place = position;
            return;
        }
        let mut relation = self.relation(kind, (from, to), (source_id, locator));
        (relation.id, relation.position) = (link_id(&relation), position);
        // Who says it twice says it once.
        if !self.built_in || (self.linked.insert(relation.id) && self.leads_on(&relation)) {
            self.batch.structure.push(relation);
        }
    }

    pub(crate) fn link(&mut self, row: &Link) {
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
        let mut relation = link::Model {
            position: self.listed.get(&(row.kind, from.1, to.1)).copied().unwrap_or_default(),
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
        };
        relation.id = link_id(&relation);
        // An import tells itself what it saw.
        if self.built_in && !self.linked.insert(relation.id) {
            return self.fault("the same link is there twice");
        }
        if self.built_in && !self.leads_on(&relation) {
            return;
        }
        self.batch.rows.links.push(relation);
    }

    /// True for a relation that does not lead back to where it begins; a fault where it does. Of sectors their tree tells that.
    fn leads_on(&mut self, relation: &link::Model) -> bool {
        let closes = relation.from_type != NodeType::Sector && self.lines.close(relation);
        if closes {
            self.fault(CLOSED);
        } else {
            self.lines.add(relation);
        }
        !closes
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

    /// Learns of a link that is listed: where a row declares the same, that is the one that is stored.
    pub(crate) fn list(&mut self, row: &Link) {
        let (from, to) = (named(&row.from), named(&row.to));
        if STRUCTURE.contains(&row.kind) {
            self.listed.insert((row.kind, from, to), 0);
        }
    }
}

/// The id of what a reference names.
fn named(reference: &str) -> i64 {
    let (kind, slug) = reference.split_once('/').unwrap_or_default();
    row_id(&kind.to_uppercase(), slug)
}
