//! Relations to the database: each is stored once for each source, and structure once, whoever says it.

use std::collections::{HashMap, HashSet};

use entity::choice::{LinkKind, NodeType};
use entity::{link, node};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::Store;
use super::seen::Seen;
use crate::write::build::{Relation, link_id};
use crate::write::line::{CLOSED, Lines};
use crate::write::policy::Right;
use crate::write::report::Count;
use crate::write::row::{Row, STRUCTURE};
use crate::write::second_hand::Remade;

impl Store {
    /// Relations: structure is stored once, whoever says it.
    pub(super) async fn links(
        &mut self,
        mut listed: Vec<link::Model>,
        structure: Vec<link::Model>,
    ) -> Result<(), DbErr> {
        listed.extend(structure);
        let mut table = Relations::default();
        let stored = self.stored(&listed).await?;
        let structure = stored.iter().filter(|row| STRUCTURE.contains(&row.kind));
        let said_before: HashSet<_> = structure.map(|row| subject((row.kind, row.from_id, row.to_id))).collect();
        stored.into_iter().for_each(|row| table.add(row));
        // Of the data set it was told as its rows were built.
        let mut lines = if self.policy.is_complete() { Lines::default() } else { self.lines(&listed).await? };
        let ends: HashSet<i64> = listed.iter().flat_map(|row| [row.from_id, row.to_id]).collect();
        let places = node::Entity::find().filter(node::Column::Id.is_in(ends)).all(&*self.transaction).await?;
        let places: HashMap<i64, String> = places.into_iter().map(|row| (row.id, row.place)).collect();
        let mut count = Count::default();
        let (mut added, mut changed, mut replaced, mut met) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for mut row in listed {
            let relation = (row.kind, row.from_id, row.to_id);
            if self.filling.remove(&relation) && said_before.contains(&subject(relation)) {
                continue;
            }
            let first = self.policy.is_complete() || self.said.insert(relation);
            for (place, id) in [(&mut row.from_place, row.from_id), (&mut row.to_place, row.to_id)] {
                place.clone_from(places.get(&id).unwrap_or(&String::new()));
            }
            row.id = table.id(&row);
            let found = table.find(&row);
            if !self.policy.is_complete() && matches!(found, Found::None | Found::Other(_)) && lines.close(&row) {
                self.leave_out_relation(relation, format!("{CLOSED}: it is left out"));
                continue;
            }
            met.push(row.id);
            match found {
                Found::Claim(before) => match self.right(before) {
                    Right::Leave if self.policy.is_complete() => self.kept.push(before.id),
                    Right::Replace if row.clone().after(before) != *before => {
                        count.updated += 1;
                        changed.push(row.next(before, self.now));
                    }
                    _ => count.unchanged += usize::from(first),
                },
                Found::Structure(_) if !self.policy.is_complete() => count.unchanged += usize::from(first),
                Found::Structure(other) | Found::Other(other) => {
                    let told_now = self.said.contains(&(other.kind, other.from_id, other.to_id));
                    let is_own = other.source_id == row.source_id || self.policy.is_complete();
                    if self.right(other) != Right::Replace || !is_own || told_now {
                        self.kept.extend(self.policy.is_complete().then_some(other.id));
                        self.contradicts(relation);
                        continue;
                    }
                    // The source says so itself now, or the data set does.
                    count.withdrawn += usize::from(other.built_in || !self.policy.is_complete());
                    replaced.push(other.id);
                    lines.add(&row);
                    table.add(row.clone());
                    added.push(row);
                }
                Found::None => {
                    lines.add(&row);
                    table.add(row.clone());
                    added.push(row);
                }
            }
        }
        count.created = added.len();
        self.report.take("Link", count);
        self.transaction.remove::<link::Entity>(&replaced).await?;
        self.transaction.update::<link::Entity>(changed).await?;
        added.iter().for_each(|row| self.remake(row));
        self.transaction.insert::<link::Entity>(added).await?;
        self.declared.clear();
        if self.policy.is_complete() { self.see(&met, Seen::Read).await } else { Ok(()) }
    }

    /// Takes note of structure that an older file says.
    pub(in crate::write) fn fill(&mut self, structure: &[link::Model]) {
        self.filling.extend(structure.iter().map(|row| (row.kind, row.from_id, row.to_id)));
    }

    /// Takes note of a relation that tells who makes a model.
    pub(super) fn remake(&mut self, row: &link::Model) {
        match (row.kind, row.to_type) {
            (LinkKind::Makes, NodeType::Model) => self.remade.add(row.to_id),
            // What a company makes its brands make.
            (LinkKind::PartOf, NodeType::Vendor) => self.remade = Remade::Any,
            _ => {}
        }
    }

    /// What may be done to a relation. It has no node that says who made it: what is not built in is that of an import, where its
    /// source is one that imports are of.
    fn right(&self, row: &link::Model) -> Right {
        let import = self.policy.source().or_else(|| self.importing.get(&row.source_id).copied());
        self.policy.right(row.owner(import))
    }

    /// What is known of the relations of a batch, and of others that they could contradict.
    async fn stored(&self, listed: &[link::Model]) -> Result<Vec<link::Model>, DbErr> {
        let (mut makes, mut single, mut others) = (HashSet::new(), HashSet::new(), HashSet::new());
        for row in listed {
            match row.kind {
                LinkKind::Makes => makes.insert(row.to_id),
                LinkKind::DerivesFrom | LinkKind::PartOf => single.insert(row.from_id),
                _ => others.insert(row.from_id),
            };
        }
        let structure = [LinkKind::DerivesFrom, LinkKind::PartOf];
        let sources: HashSet<i64> = listed.iter().map(|row| row.source_id).collect();
        let makes = link::Column::Kind.eq(LinkKind::Makes).and(link::Column::ToId.is_in(makes));
        let single = link::Column::Kind.is_in(structure).and(link::Column::FromId.is_in(single));
        let others = link::Column::FromId
            .is_in(others)
            .and(link::Column::Kind.is_not_in(STRUCTURE))
            .and(link::Column::SourceId.is_in(sources));
        let mut known = Vec::new();
        for of in [makes, single, others] {
            known.extend(link::Entity::find().filter(of).all(&*self.transaction).await?);
        }
        Ok(known)
    }

    /// A second base or company is told: there is one of each, and somebody said another.
    fn contradicts(&mut self, relation: Relation) {
        let what = if relation.0 == LinkKind::DerivesFrom { "base" } else { "whole" };
        self.leave_out_relation(relation, format!("another {what} of it is known: this one is left out"));
    }

    /// Says of a relation that a row declares that it is left out.
    fn leave_out_relation(&mut self, relation: Relation, reason: String) {
        if let Some(spot) = self.declared.remove(&relation) {
            self.leave_out(spot, reason);
        }
    }
}

/// What structure is said of: what is made, what derives from something, what is a part of something.
pub(super) fn subject((kind, from, to): Relation) -> (LinkKind, i64) {
    (kind, if kind == LinkKind::Makes { to } else { from })
}

/// What is known of relations between the nodes of a batch.
#[derive(Default)]
struct Relations {
    /// By what they say, and who says so.
    claims: HashMap<(LinkKind, i64, i64, i64, Option<String>), link::Model>,
    /// Structure, whoever said it.
    structure: HashMap<Relation, link::Model>,
    /// The base or company of a node.
    single: HashMap<(LinkKind, i64), link::Model>,
}

/// What is known of a relation.
enum Found<'a> {
    None,
    /// Its source said so before.
    Claim(&'a link::Model),
    /// Somebody said so before.
    Structure(&'a link::Model),
    /// Another base or company.
    Other(&'a link::Model),
}

impl Relations {
    fn add(&mut self, row: link::Model) {
        if STRUCTURE.contains(&row.kind) {
            self.structure.insert((row.kind, row.from_id, row.to_id), row.clone());
        }
        if row.is_single() {
            self.single.insert((row.kind, row.from_id), row.clone());
        }
        self.claims.insert((row.kind, row.from_id, row.to_id, row.source_id, row.key.clone()), row);
    }

    /// The id that a relation has, or is to have.
    fn id(&self, row: &link::Model) -> i64 {
        self.claim(row).map_or_else(|| link_id(row), |claim| claim.id)
    }

    fn claim(&self, row: &link::Model) -> Option<&link::Model> {
        self.claims.get(&(row.kind, row.from_id, row.to_id, row.source_id, row.key.clone()))
    }

    /// What is known of a relation.
    fn find(&self, row: &link::Model) -> Found<'_> {
        let single = self.single.get(&(row.kind, row.from_id)).filter(|_| row.is_single());
        let structure = self.structure.get(&(row.kind, row.from_id, row.to_id));
        match (self.claim(row), structure, single) {
            (Some(claim), ..) => Found::Claim(claim),
            (None, Some(other), _) => Found::Structure(other),
            (None, None, Some(other)) => Found::Other(other),
            (None, None, None) => Found::None,
        }
    }
}
