//! Relations to the database: each is stored once for each source, and structure once, whoever says it.

use std::collections::{HashMap, HashSet};

use entity::choice::LinkKind;
use entity::{link, node};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use crate::dataset::build::link_id;
use crate::dataset::intake::Intake;
use crate::dataset::intake::report::Count;
use crate::dataset::write::{self, BuiltIn, STRUCTURE};

impl Intake<'_> {
    /// Relations: structure is stored once, whoever says it.
    pub(super) async fn links(
        &mut self,
        mut listed: Vec<link::Model>,
        structure: Vec<link::Model>,
    ) -> Result<(), DbErr> {
        listed.extend(structure);
        let mut table = Relations::default();
        self.stored(&listed).await?.into_iter().for_each(|row| table.add(row));
        let ends: HashSet<i64> = listed.iter().flat_map(|row| [row.from_id, row.to_id]).collect();
        let places = node::Entity::find().filter(node::Column::Id.is_in(ends)).all(&*self.transaction).await?;
        let places: HashMap<i64, String> = places.into_iter().map(|row| (row.id, row.place)).collect();
        let mut count = Count::default();
        let (mut added, mut changed, mut replaced) = (Vec::new(), Vec::new(), Vec::new());
        for mut row in listed {
            let relation = (row.kind, row.from_id, row.to_id);
            let first = self.said.insert(relation);
            for (place, id) in [(&mut row.from_place, row.from_id), (&mut row.to_place, row.to_id)] {
                place.clone_from(places.get(&id).unwrap_or(&String::new()));
            }
            match table.find(&mut row) {
                Found::Claim(before) if before.built_in || row.clone().after(before) == *before => {
                    count.unchanged += usize::from(first);
                }
                Found::Claim(before) => {
                    count.updated += 1;
                    changed.push(row.next(before, self.run.now));
                }
                Found::Structure => count.unchanged += usize::from(first),
                Found::Other(other) => {
                    let told_now = self.said.contains(&(other.kind, other.from_id, other.to_id));
                    if other.source_id != row.source_id || other.built_in || told_now {
                        self.contradicts(relation);
                        continue;
                    }
                    // The source says so itself now.
                    replaced.push(other.id);
                    table.add(row.clone());
                    added.push(row);
                }
                Found::None => {
                    table.add(row.clone());
                    added.push(row);
                }
            }
        }
        count.created = added.len();
        count.withdrawn = replaced.len();
        self.report.take("Link", count);
        write::remove::<link::Entity>(&self.transaction, &replaced).await?;
        write::update::<link::Entity>(&self.transaction, changed).await?;
        write::insert::<link::Entity>(&self.transaction, added).await?;
        self.declared.clear();
        Ok(())
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
    fn contradicts(&mut self, relation: (LinkKind, i64, i64)) {
        let Some(spot) = self.declared.remove(&relation) else { return };
        let what = if relation.0 == LinkKind::DerivesFrom { "base" } else { "whole" };
        self.leave_out(spot, format!("another {what} of it is known: this one is left out"));
    }

    /// Removes the structure that its source said before and no longer says: of what it says anything of that kind.
    pub(in crate::dataset::intake) async fn forget_structure(&mut self) -> Result<(), DbErr> {
        let said = link::Entity::find()
            .filter(link::Column::SourceId.is_in(self.scopes.iter().map(|(id, _)| *id).chain(self.build.import_source)))
            .filter(link::Column::BuiltIn.eq(false))
            .filter(link::Column::Kind.is_in(STRUCTURE));
        let subject = |kind, from, to| (kind, if kind == LinkKind::Makes { to } else { from });
        let told: HashSet<_> = self.said.iter().map(|(kind, from, to)| subject(*kind, *from, *to)).collect();
        let is_gone = |row: &link::Model| {
            told.contains(&subject(row.kind, row.from_id, row.to_id))
                && !self.said.contains(&(row.kind, row.from_id, row.to_id))
        };
        let gone = said.all(&*self.transaction).await?.into_iter().filter(is_gone);
        let gone: Vec<i64> = gone.map(|row| row.id).collect();
        self.report.count("Link").withdrawn += gone.len();
        write::remove::<link::Entity>(&self.transaction, &gone).await
    }
}

/// What is known of relations between the nodes of a batch.
#[derive(Default)]
struct Relations {
    /// By what they say, and who says so.
    claims: HashMap<(LinkKind, i64, i64, i64, Option<String>), link::Model>,
    /// Structure, whoever said it.
    structure: HashSet<(LinkKind, i64, i64)>,
    /// The base or company of a node.
    single: HashMap<(LinkKind, i64), link::Model>,
}

/// What is known of a relation.
enum Found<'a> {
    None,
    /// Its source said so before.
    Claim(&'a link::Model),
    /// Somebody said so before.
    Structure,
    /// Another base or company.
    Other(&'a link::Model),
}

impl Relations {
    fn add(&mut self, row: link::Model) {
        if STRUCTURE.contains(&row.kind) {
            self.structure.insert((row.kind, row.from_id, row.to_id));
        }
        if row.is_single() {
            self.single.insert((row.kind, row.from_id), row.clone());
        }
        self.claims.insert((row.kind, row.from_id, row.to_id, row.source_id, row.key.clone()), row);
    }

    /// Gives a relation the id that it has, or is to have, and tells what is known of it.
    fn find(&self, row: &mut link::Model) -> Found<'_> {
        let claim = self.claims.get(&(row.kind, row.from_id, row.to_id, row.source_id, row.key.clone()));
        row.id = claim.map_or_else(|| link_id(row), |claim| claim.id);
        let single = self.single.get(&(row.kind, row.from_id)).filter(|_| row.is_single());
        match (claim, single) {
            (Some(claim), _) => Found::Claim(claim),
            (None, _) if self.structure.contains(&(row.kind, row.from_id, row.to_id)) => Found::Structure,
            (None, Some(other)) => Found::Other(other),
            (None, None) => Found::None,
        }
    }
}
