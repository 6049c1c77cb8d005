//! Drafts to rows: names are resolved, then every thing, figure and relation is built by the rules of the built-in data, in
//! this order for a whole batch. What breaks one is left out and told, the rest of its row stays.

mod about;
mod figure;
mod label;
mod metric;
mod missed;
mod relation;
mod thing;

use std::collections::HashSet;
use std::sync::Arc;

use entity::choice::{NodeType, NoteKind};
use entity::node;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::draft::{Draft, Measure, Subject, Thing, Turn};
use super::resolve::{Ask, Found, Known};
use super::{Intake, Pass};
use crate::write::report::Remark;

/// The types whose rows imports name, in the order in which they need each other.
const KINDS: [NodeType; 5] =
    [NodeType::Sector, NodeType::Vendor, NodeType::Technology, NodeType::Trend, NodeType::Model];

impl Intake<'_> {
    /// Builds the rows that drafts speak of.
    pub(super) async fn gather(&mut self, drafts: &mut [Draft], pass: Pass) -> Result<(), DbErr> {
        self.build.ids.clear();
        self.resolve(drafts).await?;
        self.refer(drafts).await?;
        let mut remarks: Vec<Vec<Remark>> = Vec::with_capacity(drafts.len());
        for draft in &mut *drafts {
            self.here(draft);
            let mut told = match pass {
                Pass::First => {
                    self.store.report.refuse_figures(draft.lost);
                    std::mem::take(&mut draft.remarks)
                }
                Pass::Last => self.unknown(draft),
            };
            let first = if pass == Pass::First { draft.things.len() } else { 0 };
            for place in 0..first {
                let turn = self.thing(draft, place, &mut told);
                draft.fate.note(place, turn);
            }
            remarks.push(told);
        }
        self.figures(drafts, pass, &mut remarks).await?;
        for (draft, remarks) in drafts.iter().zip(&mut remarks) {
            self.here(draft);
            self.relations(draft, pass, remarks);
        }
        for (draft, remarks) in drafts.iter_mut().zip(remarks) {
            self.tell(draft, pass, remarks);
        }
        Ok(())
    }

    /// What is to be said of names that nothing was made for while they waited.
    fn unknown(&self, draft: &Draft) -> Vec<Remark> {
        let mut places: Vec<usize> = draft.fate.waiting.iter().copied().collect();
        places.sort_unstable();
        let remark = |thing: &Thing| match self.resolver.found(thing.kind?, &thing.key)? {
            Found::Not(kind, reason, _) => Some(thing.remark(*kind, reason.clone())),
            Found::Row(_) => None,
        };
        places.into_iter().filter_map(|place| remark(&draft.things[place])).collect()
    }

    fn here(&mut self, draft: &Draft) {
        self.build.here = (draft.file.to_string(), usize::try_from(draft.line).unwrap_or(usize::MAX), String::new());
    }

    /// Finds the rows of all names, vendors first: models are told apart by who makes them.
    async fn resolve(&mut self, drafts: &[Draft]) -> Result<(), DbErr> {
        for kind in KINDS {
            let mut asks = Vec::new();
            for draft in drafts {
                for thing in draft.things.iter().filter(|thing| thing.kind == Some(kind)) {
                    let makers = thing.details.makers.iter().filter_map(|place| self.known(draft, *place));
                    let makers = makers.map(|known| known.id).collect();
                    asks.push(Ask {
                        name: thing.name.clone(),
                        key: thing.key.clone(),
                        make: thing.make,
                        makers,
                        sort: thing.details.kind.clone().filter(|_| kind == NodeType::Technology),
                    });
                }
            }
            self.resolver.resolve(&self.store.transaction, kind, asks).await?;
            for draft in drafts {
                for (place, thing) in draft.things.iter().enumerate() {
                    if thing.kind == Some(kind)
                        && let Some(known) = self.known(draft, place)
                    {
                        let (slug, id) = (known.slug.clone(), known.id);
                        self.build.ids.insert((kind, slug), id);
                    }
                }
            }
        }
        Ok(())
    }

    /// The row of a thing of a draft, where it has one.
    fn known(&self, draft: &Draft, place: usize) -> Option<&Known> {
        let thing = draft.things.get(place).filter(|_| !draft.fate.left_out.contains(&place))?;
        match self.resolver.found(thing.kind?, &thing.key)? {
            Found::Row(known) => Some(known),
            Found::Not(..) => None,
        }
    }

    /// Learns the ids of what drafts name by slug: sectors, and whatever formats refer to.
    async fn refer(&mut self, drafts: &[Draft]) -> Result<(), DbErr> {
        let mut wanted: HashSet<(NodeType, String)> = HashSet::new();
        for draft in drafts {
            let sectors = draft.things.iter().flat_map(|thing| &thing.details.sectors);
            wanted.extend(sectors.map(|slug| (NodeType::Sector, slug.clone())));
            let unread = draft.unread.iter().filter_map(|unread| unread.subject.as_ref());
            let subjects = draft.claims.iter().map(|figure| &figure.subject).chain(unread);
            let ends = draft.links.iter().flat_map(|relation| [&relation.from, &relation.to]);
            for subject in subjects.chain(ends) {
                if let Subject::Node(kind, slug) = subject {
                    wanted.insert((*kind, slug.clone()));
                }
            }
            for figure in &draft.claims {
                if let Measure::Metric(series) = &figure.measure {
                    wanted.extend(series.sector.iter().map(|slug| (NodeType::Sector, slug.clone())));
                }
            }
            for thing in &draft.things {
                let kind = thing.kind.unwrap_or(NodeType::Vendor);
                let origin = self.resolver.found(kind, &thing.key).and_then(|found| match found {
                    Found::Row(known) => self.resolver.origin(kind, &known.slug),
                    Found::Not(..) => None,
                });
                wanted.extend(origin.map(|slug| (kind, slug.to_owned())));
            }
        }
        let slugs = wanted.iter().map(|(_, slug)| slug.as_str());
        for row in node::Entity::find().filter(node::Column::Slug.is_in(slugs)).all(&*self.store.transaction).await? {
            if wanted.contains(&(row.r#type, row.slug.clone())) {
                self.build.ids.insert((row.r#type, row.slug), row.id);
            }
        }
        Ok(())
    }

    /// Builds the row of a thing that is new, or that an import of this source made.
    fn thing(&mut self, draft: &Draft, place: usize, remarks: &mut Vec<Remark>) -> Turn {
        let thing = &draft.things[place];
        let Some(kind) = thing.kind else { return Turn::Known };
        let known = match self.resolver.found(kind, &thing.key) {
            Some(Found::Row(known)) => known.clone(),
            Some(Found::Not(NoteKind::Unknown, ..)) if !thing.quiet => return Turn::Waits,
            Some(Found::Not(why, reason, _)) if !thing.quiet => {
                remarks.push(thing.remark(*why, reason.clone()));
                return Turn::Known;
            }
            _ => return Turn::Known,
        };
        if let Some(reason) = self.is_made_by_others(draft, thing, kind, &known) {
            remarks.push(thing.remark(NoteKind::Ambiguous, reason));
            return Turn::LeftOut;
        }
        if thing.unique && !self.met.insert((Arc::clone(&draft.scope), known.id)) {
            remarks.push(thing.remark(NoteKind::Refused, "another row is about the same".to_owned()));
            return Turn::LeftOut;
        }
        if thing.make { self.describe(draft, thing, (kind, known), remarks) } else { Turn::Known }
    }

    /// Why a row is not what a draft names: an earlier one said of it that others make it.
    fn is_made_by_others(&mut self, draft: &Draft, thing: &Thing, kind: NodeType, known: &Known) -> Option<String> {
        let makers: Vec<i64> =
            thing.details.makers.iter().filter_map(|place| Some(self.known(draft, *place)?.id)).collect();
        if kind != NodeType::Model || makers.is_empty() {
            return None;
        }
        let said = self.makers.entry(known.id).or_insert_with(|| makers.clone());
        let others = self.resolver.strangers(said, &makers);
        others.then(|| format!("{} is made by others in an earlier row", known.slug))
    }
}
