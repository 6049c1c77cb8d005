//! Figures in tables: by sort and by what is measured, the newest period first. A figure is never bare: it has its period, its status
//! and its source beside it, and a card with all else that is known of it.

use std::collections::BTreeMap;

use askama::Template;
use askama::filters::HtmlSafe;
use serde::Deserialize;

use super::answer::{Cited, List, Period, Shown, Thing};
use super::frame::Frame;

/// A published claim.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Claim {
    id: String,
    display: String,
    status: String,
    period: Option<Period>,
    base_period: Option<Period>,
    text: Option<String>,
    published: Option<String>,
    normalized: Option<Shown>,
    locator: Option<String>,
    confidence: String,
    asserted_by: Option<String>,
    asserted_by_vendor: Option<Thing>,
    known_on: String,
    superseded_on: Option<String>,
    withdrawn_on: Option<String>,
    source: Cited,
    revisions: Vec<Vintage>,
}

/// A figure as it was told at some time.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Vintage {
    id: String,
    display: String,
    known_on: String,
}

/// A claim as its source tells it.
#[derive(Debug, Deserialize)]
pub(super) struct Told {
    #[serde(flatten)]
    claim: Claim,
    metric: Metric,
}

/// What a claim is about.
#[derive(Debug, Deserialize)]
struct Metric {
    slug: String,
    name: String,
}

/// What is measured, with its newest claims.
#[derive(Debug, Deserialize)]
pub(super) struct Measure {
    slug: String,
    name: String,
    kind: String,
    attribute: Option<String>,
    region: Option<String>,
    observations: List<Claim>,
}

/// Claims about one thing that is measured, as they stand in a table.
#[derive(Debug)]
struct Rows<'a> {
    /// What it is; none where the table is about it alone.
    about: Option<About<'a>>,
    claims: Vec<&'a Claim>,
    /// How many more there are, and where.
    more: Option<(usize, String)>,
}

/// What claims are about.
#[derive(Debug)]
struct About<'a> {
    slug: &'a str,
    name: &'a str,
    region: Option<&'a str>,
}

impl Rows<'_> {
    /// Other figures for the period and the sort of a claim; what is said in words may well be true together.
    fn others(&self, claim: &Claim) -> Vec<&Claim> {
        let others = self.claims.iter().copied();
        let others = others.filter(|other| other.is_beside(claim) && other.display != claim.display);
        others.filter(|other| !other.is_words()).collect()
    }
}

impl Claim {
    /// True where both are of one period and of one sort.
    fn is_beside(&self, other: &Self) -> bool {
        let label = |claim: &Self| claim.period.as_ref().map(|period| period.label.clone());
        self.status == other.status && label(self) == label(other)
    }

    /// True where the claim is no number.
    fn is_words(&self) -> bool {
        self.text.as_deref() == Some(&*self.display)
    }

    /// The words of a claim, where they are more than what it shows.
    fn words(&self) -> Option<&str> {
        self.text.as_deref().filter(|text| *text != self.display)
    }

    /// The figure in base units, where that is another text.
    fn base(&self) -> Option<&str> {
        self.normalized.as_ref().map(|shown| shown.display.as_str()).filter(|text| *text != self.display)
    }

    /// The other vintages of the figure.
    fn vintages(&self) -> Vec<&Vintage> {
        self.revisions.iter().filter(|vintage| vintage.id != self.id).collect()
    }

    /// True of what has not happened yet.
    fn is_expected(&self) -> bool {
        matches!(self.status.as_str(), "FORECAST" | "PLAN")
    }
}

/// A table of figures.
#[derive(Debug, Template)]
#[template(path = "figures/figures.html")]
pub(super) struct Table<'a> {
    frame: &'a Frame<'a>,
    caption: String,
    bodies: Vec<Rows<'a>>,
}

impl HtmlSafe for Table<'_> {}

impl<'a> Table<'a> {
    /// The claims about one thing that is measured.
    pub(super) fn of_claims(frame: &'a Frame<'a>, caption: &str, claims: &'a [Claim]) -> Self {
        let rows = Rows { about: None, claims: claims.iter().collect(), more: None };
        Self { frame, caption: caption.to_owned(), bodies: vec![rows] }
    }

    /// The claims of one source, each below what it is about.
    pub(super) fn of_source(frame: &'a Frame<'a>, caption: &str, claims: &'a [Told]) -> Self {
        let mut bodies: Vec<Rows<'a>> = Vec::new();
        for Told { claim, metric } in claims {
            let about = |rows: &&mut Rows<'a>| rows.about.as_ref().is_some_and(|about| about.slug == metric.slug);
            match bodies.iter_mut().find(about) {
                Some(rows) => rows.claims.push(claim),
                None => {
                    let about = About { slug: &metric.slug, name: &metric.name, region: None };
                    bodies.push(Rows { about: Some(about), claims: vec![claim], more: None });
                }
            }
        }
        Self { frame, caption: caption.to_owned(), bodies }
    }

    /// A table for each sort of figure, in it by attribute and name.
    pub(super) fn by_sort(frame: &'a Frame<'a>, measures: &'a [Measure]) -> Vec<Self> {
        let mut sorts: BTreeMap<(usize, &str), Vec<&Measure>> = BTreeMap::new();
        for measure in measures.iter().filter(|measure| !measure.observations.nodes.is_empty()) {
            sorts.entry((place(&measure.kind), &measure.kind)).or_default().push(measure);
        }
        let table = |((_, kind), mut measures): ((usize, &str), Vec<&'a Measure>)| {
            measures.sort_by_key(|measure| (measure.attribute.is_none(), &measure.attribute, &measure.name));
            let rows = |measure: &'a Measure| {
                let (shown, all) = (measure.observations.nodes.len(), measure.observations.total_count);
                let more = (all > shown).then(|| (all - shown, frame.metric(&measure.slug)));
                let about = About { slug: &measure.slug, name: &measure.name, region: measure.region.as_deref() };
                Rows { about: Some(about), claims: measure.observations.nodes.iter().collect(), more }
            };
            Self { frame, caption: frame.label("MetricKind", kind), bodies: measures.into_iter().map(rows).collect() }
        };
        sorts.into_iter().map(table).collect()
    }
}

/// Which sorts are read first.
fn place(kind: &str) -> usize {
    const FIRST: [&str; 6] = ["LEVEL", "SHARE", "SPECIFICATION", "SCORE", "PRICE", "COUNT"];
    FIRST.iter().position(|first| *first == kind).unwrap_or(FIRST.len())
}
