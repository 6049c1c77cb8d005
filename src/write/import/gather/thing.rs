//! Things of drafts: their rows are built from what drafts say of them.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use entity::choice::{NodeType, NoteKind};
use sea_orm::ActiveEnum;

use crate::domain::search::is_chinese;
use crate::write::import::Intake;
use crate::write::import::draft::{Draft, Thing, Turn};
use crate::write::import::resolve::{Known, word};
use crate::write::record::{Cite, Model, Technology, Text, Vendor};
use crate::write::report::Remark;
use crate::write::rows::Spot;

impl Intake<'_> {
    /// Builds what a draft says of a row: all of it where it is the first to say something of a row of this source, else what
    /// fills gaps.
    pub(super) fn describe(
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
        let older = !known.fresh && self.store.has_later(&draft.scope);
        let (mark, structure) = (self.build.batch.rows.mark(), self.build.batch.structure.len());
        self.row(draft, thing, kind, &known);
        let faults = self.build.take_faults();
        // Of what an earlier row only named, this one may be the first to say who makes it and what it derives from.
        let says = self.build.batch.structure.len() > structure && faults.is_empty();
        let decides = says && self.structured.insert(known.id);
        if faults.is_empty() && known.owned && first && !older {
            if known.fresh {
                remarks.push(thing.remark(NoteKind::New, format!("{} {} is new", word(kind), known.slug)));
            }
            self.declare(draft, thing, structure);
            return Turn::Described;
        }
        if faults.is_empty() && known.imported {
            self.gaps.take(&mut self.build.batch.rows, mark);
        } else {
            self.build.batch.rows.rewind(mark);
        }
        if !decides {
            self.build.batch.structure.truncate(structure);
        }
        if older {
            self.store.fill(&self.build.batch.structure[structure..]);
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

    /// Notes where the structure is said that a row has declared since.
    fn declare(&mut self, draft: &Draft, thing: &Thing, structure: usize) {
        for row in &self.build.batch.structure[structure..] {
            let spot = Spot {
                file: draft.file.to_string(),
                line: draft.line,
                row: draft.row,
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
