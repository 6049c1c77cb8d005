//! Drafts to rows: names are resolved, then every thing, figure and relation is built by the rules of the built-in data.
//! What breaks one is left out and told, the rest of its row stays.

mod figure;
mod metric;
mod relation;

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use entity::choice::{NodeType, NoteKind};
use entity::node;
use sea_orm::{ActiveEnum, ColumnTrait, DbErr, EntityTrait, QueryFilter};

pub(super) use self::figure::Spot;
use super::draft::{Draft, Measure, Remark, Subject, Thing, Turn};
use super::resolve::{Ask, Found, Known, word};
use super::{Intake, Pass};
use crate::dataset::format::{Cite, Model, Technology, Text, Vendor};
use crate::domain::search::is_chinese;

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
                Pass::First => std::mem::take(&mut draft.remarks),
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
            self.report.row(draft, pass, remarks);
        }
        Ok(())
    }

    /// What is to be said of names that nothing was made for while they waited.
    fn unknown(&self, draft: &Draft) -> Vec<Remark> {
        let mut places: Vec<usize> = draft.fate.waiting.iter().copied().collect();
        places.sort_unstable();
        let remark = |thing: &Thing| match self.resolver.found(thing.kind?, &thing.key)? {
            Found::Not(kind, reason) => Some(thing.remark(*kind, reason.clone())),
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
            self.resolver.resolve(&self.transaction, kind, asks).await?;
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
            let subjects = draft.claims.iter().map(|figure| &figure.subject);
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
        for row in node::Entity::find().filter(node::Column::Slug.is_in(slugs)).all(&*self.transaction).await? {
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
            Some(Found::Not(NoteKind::Unknown, _)) if !thing.quiet => return Turn::Waits,
            Some(Found::Not(why, reason)) if !thing.quiet => {
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

    /// Builds what a draft says of a row: all of it where it is the first to say something of a row of this source, else what
    /// fills gaps.
    fn describe(
        &mut self,
        draft: &Draft,
        thing: &Thing,
        (kind, known): (NodeType, Known),
        remarks: &mut Vec<Remark>,
    ) -> Turn {
        let first = self.described.insert(known.id);
        // What was said before is not said again.
        if !self.described_by.insert((known.id, fingerprint(thing))) {
            return Turn::Known;
        }
        let older = !known.fresh && self.next_run(&draft.scope).is_some();
        let (mark, structure) = (self.build.wanted.mark(), self.build.structure.len());
        self.row(draft, thing, kind, &known);
        let faults = self.build.take_faults();
        if faults.is_empty() && known.owned && first && !older {
            if known.fresh {
                remarks.push(thing.remark(NoteKind::New, format!("{} {} is new", word(kind), known.slug)));
            }
            self.declare(draft, thing, structure);
            return Turn::Described;
        }
        if faults.is_empty() && known.imported {
            self.fill_only(mark);
        } else {
            self.build.wanted.rewind(mark);
        }
        if older || !first || !faults.is_empty() {
            self.build.structure.truncate(structure);
        }
        self.declare(draft, thing, structure);
        if known.fresh && first {
            self.resolver.refuse(kind, known.id, &faults.join("; "));
            self.build.ids.remove(&(kind, known.slug));
        }
        if known.owned {
            remarks.extend(faults.into_iter().map(|reason| thing.remark(NoteKind::Refused, reason)));
        }
        Turn::Known
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

    /// Notes where the structure is said that a row has declared since.
    fn declare(&mut self, draft: &Draft, thing: &Thing, structure: usize) {
        for row in &self.build.structure[structure..] {
            let spot = Spot {
                file: draft.file.to_string(),
                line: draft.line,
                field: thing.column.clone(),
                raw: Some(thing.name.clone()),
            };
            self.declared.entry((row.kind, row.from_id, row.to_id)).or_insert(spot);
        }
    }

    fn row(&mut self, draft: &Draft, thing: &Thing, kind: NodeType, known: &Known) {
        let details = &thing.details;
        let (mut en, mut zh) = (Some(thing.name.clone()), details.also.clone());
        if thing.name.chars().any(is_chinese) {
            std::mem::swap(&mut en, &mut zh);
        }
        let slug_of = |place: &usize| self.known(draft, *place).map(|known| known.slug.clone());
        let mut makers: Vec<String> = details.makers.iter().filter_map(slug_of).collect();
        let mut unseen = HashSet::new();
        makers.retain(|slug| unseen.insert(slug.clone()));
        let other = |place: Option<usize>| place.as_ref().and_then(slug_of).filter(|slug| *slug != known.slug);
        let origin = self.resolver.origin(kind, &known.slug).map(str::to_owned);
        let origin = origin.filter(|slug| self.build.ids.contains_key(&(kind, slug.clone())));
        let (base, parent) = (other(details.base).or(origin.clone()), other(details.parent).or(origin));
        let declared = self.build.declared.get(&(kind, known.slug.clone())).cloned().unwrap_or_default();
        if zh.is_none() {
            zh = declared.iter().find(|name| name.chars().all(is_chinese)).cloned();
        }
        let (slug, aliases, about) = (known.slug.clone(), details.aliases.clone(), Text::default());
        let cite = vec![Cite { source: draft.source.to_string(), at: Some(thing.key.clone()) }];
        let released = details.released.clone().filter(|_| known.fresh);
        let sectors = details.sectors.clone();
        match kind {
            NodeType::Vendor => {
                let kind = self.choice(details.kind.as_deref(), entity::choice::VendorKind::Other);
                let (country, website) = (details.country.clone(), details.website.clone());
                self.build.vendor(&Vendor {
                    slug,
                    en,
                    zh,
                    aliases,
                    about,
                    kind,
                    country,
                    website,
                    parent,
                    sectors,
                    cite,
                });
            }
            NodeType::Technology => {
                let Some(kind) = details.kind.as_deref() else { return self.build.fault("a technology needs a kind") };
                let kind = self.choice(Some(kind), entity::choice::TechnologyKind::Concept);
                let further_vendors = makers.split_off(makers.len().min(1));
                let (vendor, family, spec) = (makers.pop(), parent, Vec::new());
                self.build.technology(&Technology {
                    slug,
                    en,
                    zh,
                    aliases,
                    about,
                    kind,
                    vendor,
                    further_vendors,
                    family,
                    sectors,
                    released,
                    cite,
                    spec,
                });
            }
            NodeType::Model => {
                let openness = self.choice(details.openness.as_deref(), entity::choice::Openness::Unknown);
                let disclosure = self.choice(details.disclosure.as_deref(), entity::choice::Disclosure::Unknown);
                let input = details.input.iter().map(|text| self.choice(Some(text), entity::choice::Modality::Other));
                let input = input.collect::<Vec<_>>();
                let output = details.output.iter().map(|text| self.choice(Some(text), entity::choice::Modality::Other));
                let output = output.collect::<Vec<_>>();
                self.build.model(&Model {
                    slug,
                    en,
                    zh,
                    aliases,
                    about,
                    family: details.family.clone(),
                    scope: None,
                    vendors: makers,
                    base,
                    sectors,
                    released,
                    input,
                    output,
                    context_unit: None,
                    license: details.license.clone(),
                    openness,
                    disclosure,
                    cite,
                    spec: Vec::new(),
                });
            }
            _ => self.build.fault(format!("imports make no {}", word(kind))),
        }
    }

    /// The value of a closed list that a text names; a fault where it is none of them.
    fn choice<E: ActiveEnum<Value = String>>(&mut self, text: Option<&str>, unknown: E) -> E {
        let Some(text) = text else { return unknown };
        E::try_from_value(&text.to_owned()).unwrap_or_else(|_| {
            self.build.fault(format!("{text:?} is not a value of {}", E::name()));
            unknown
        })
    }
}

/// What a thing is called and what is said of it, in a number.
fn fingerprint(thing: &Thing) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&thing.name, &thing.details).hash(&mut hasher);
    hasher.finish()
}
