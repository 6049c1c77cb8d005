//! Which part of the chain a name in an address means: its slug, a former one or another spelling of it, or what it is called.
//! Parts of two types may have one slug; `vendor/nvidia` tells which is meant.

use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::answer::Thing;
use super::ask::{Trouble, ask};
use super::kind::Kind;
use super::visit::Visit;
use crate::service::{Caller, Service};

const DOCUMENT: &str = concat!(include_str!("named/named.graphql"), include_str!("answer/thing.graphql"));

/// Sorts of things that are parts of the chain.
pub(super) const KINDS: [Kind; 5] = [Kind::Vendor, Kind::Model, Kind::Sector, Kind::Technology, Kind::Trend];

/// The most letters that are looked for as a name.
const LONGEST: usize = 200;
/// What a search gives what is called exactly so.
const EXACT: f64 = 1.0;

/// A name in an address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name<'a> {
    /// The sort that it is of, where the address says it, be it a part of the chain or not; else any part's.
    pub(super) kind: Option<Kind>,
    /// The slug, or what it is called.
    pub(super) text: &'a str,
}

/// A part of the chain.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) kind: Kind,
    pub(super) thing: Thing,
}

#[derive(Debug, Deserialize)]
struct Found {
    edges: Vec<Match>,
}

#[derive(Debug, Deserialize)]
struct Match {
    score: f64,
    node: Thing,
}

impl<'a> Name<'a> {
    /// Reads `nvidia` or `vendor/nvidia`.
    pub(super) fn read(text: &'a str) -> Self {
        let sorted = text.split_once('/').and_then(|(sort, slug)| Some((kind(sort)?, slug)));
        let (kind, text) = sorted.map_or((None, text), |(kind, slug)| (Some(kind), slug));
        Self { kind, text }
    }

    /// The part that is meant. `address` writes the page's address with another one in its place.
    ///
    /// # Errors
    /// The address that says it as it is said now; or what may be meant, where there is none or more than one.
    pub(super) async fn part(
        self,
        service: &Service,
        visit: &Visit,
        caller: &Caller,
        address: impl Fn(&Part) -> String,
    ) -> Result<Part, Trouble> {
        let sorts = self.kind.map_or_else(|| KINDS.to_vec(), |kind| vec![kind]);
        let words: String = self.text.chars().take(LONGEST).collect();
        let variables = Map::from_iter([
            ("slug".to_owned(), Json::from(self.text)),
            ("words".to_owned(), Json::from(words)),
            ("types".to_owned(), sorts.iter().map(|kind| kind.segment().to_uppercase()).collect()),
            ("locale".to_owned(), Json::from(if visit.chinese { "ZH" } else { "EN" })),
        ]);
        let data = ask::<Found>(service, DOCUMENT, variables, caller).await?;
        let is_meant = |part: &Part| sorts.contains(&part.kind);
        let looked_up = sorts.iter().filter_map(|kind| data.rest.get(kind.segment()));
        let looked_up = looked_up.filter_map(|row| Part::of(Thing::deserialize(row).ok()?)).filter(is_meant);
        let (mut same, mut other): (Vec<Part>, Vec<Part>) = looked_up.partition(|part| part.thing.slug == self.text);
        if same.len() == 1 {
            return same.pop().ok_or(Trouble::Wrong);
        }
        let unclear = |parts: &[Part], is_several| Trouble::Unclear {
            name: self.text.to_owned(),
            near: parts.iter().map(|part| (part.called(), address(part))).collect(),
            is_several,
        };
        if !same.is_empty() {
            return Err(unclear(&same, true));
        }
        let found = data.page.edges.into_iter().filter_map(|found| Some((found.score, Part::of(found.node)?)));
        let found: Vec<(f64, Part)> = found.filter(|(_, part)| is_meant(part)).collect();
        let is_called = |score: f64| score >= EXACT;
        if other.is_empty() {
            let (called, near): (Vec<_>, Vec<_>) = found.into_iter().partition(|(score, _)| is_called(*score));
            let parts = |found: Vec<(f64, Part)>| found.into_iter().map(|(_, part)| part).collect::<Vec<_>>();
            let called = parts(called);
            return Err(match called.as_slice() {
                [] => unclear(&parts(near), false),
                [one] => Trouble::Moved(address(one)),
                several => unclear(several, true),
            });
        }
        Err(match other.len() {
            1 => Trouble::Moved(other.pop().map(|part| address(&part)).unwrap_or_default()),
            _ => unclear(&other, true),
        })
    }
}

impl Part {
    fn of(thing: Thing) -> Option<Self> {
        Some(Self { kind: thing.kind()?, thing })
    }

    /// How an address names it, whatever else has its slug.
    pub(super) fn reference(&self) -> String {
        format!("{}/{}", self.kind.segment(), self.thing.slug)
    }

    /// How the API names it.
    pub(super) fn argument(&self) -> Json {
        serde_json::json!({ self.kind.segment(): self.thing.slug })
    }

    fn called(&self) -> String {
        format!("{} ({})", self.thing.name, self.reference())
    }
}

/// The sort of part that a word in an address means.
pub(super) fn kind(word: &str) -> Option<Kind> {
    KINDS.into_iter().find(|kind| kind.segment() == word)
}
