//! What pages of all parts of the chain have: names, figures, relations, what is above and below, sources.

use askama::Template;
use askama::filters::HtmlSafe;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::answer::{All, Cited, List};
use super::cell::Cell;
use super::drawing::Drawing;
use super::figures::{Measure, Table};
use super::frame::Frame;
use super::head::Head;
use super::kind::Kind;
use super::reach::{Reach, Reached};
use super::relations::{Relation, Relations, rest};
use super::visit::escaped;

/// The document of a page with what all parts are asked.
macro_rules! document {
    ($own:literal) => {
        $crate::page::node::document!($own, [])
    };
    ($own:literal, [$($fragments:expr),*]) => {{
        static DOCUMENT: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
            let shared = concat!(
            include_str!($own),
            include_str!("node/node.graphql"),
            include_str!("figures/measure.graphql"),
            include_str!("figures/claim.graphql"),
            include_str!("relations/relation.graphql"),
            include_str!("reach/reach.graphql"),
            include_str!("answer/thing.graphql"),
            include_str!("answer/cited.graphql"),
            "\n"
            );
            [shared, $crate::transfer::picture::neighbourhood::fragments() $(, $fragments)*].concat()
        });
        DOCUMENT.as_str()
    }};
}
pub(super) use document;

/// The cursors of its lists, which an address can set.
pub(super) const CURSORS: &[&str] = &["figures", "relations", "above", "below"];

/// A part of the chain.
#[derive(Debug, Deserialize)]
pub(super) struct Node {
    pub(super) slug: String,
    pub(super) en: String,
    pub(super) zh: String,
    aliases: Vec<String>,
    description: Option<String>,
    metrics: List<Measure>,
    relations: List<Relation>,
    upstream: Reached,
    downstream: Reached,
    sources: All<Cited>,
}

impl Node {
    /// The head of its page.
    pub(super) fn head(&self, frame: &Frame<'_>, sort: &'static str) -> Head<'_> {
        let mut head = Head::new(frame, sort, [&self.en, &self.zh]);
        head.aliases = &self.aliases;
        head.description = self.description.as_deref();
        head
    }

    /// The rest of its page.
    pub(super) fn rest<'a>(&'a self, frame: &'a Frame<'a>, kind: Kind, drawn: &Map<String, Json>) -> Rest<'a> {
        let words = frame.words;
        let around = [(kind.segment(), self.slug.as_str()), ("locale", if frame.visit.chinese { "zh" } else { "en" })];
        let file = frame.visit.file("/chart/neighbourhood.svg", &around);
        Rest {
            frame,
            ways: self.ways(frame, kind),
            around: Drawing::of_neighbourhood(frame, drawn.get("around").unwrap_or(&Json::Null), file),
            tables: Table::by_sort(frame, &self.metrics.nodes),
            more: rest(frame, &self.metrics, "figures"),
            relations: Relations::of(frame, &self.slug, &self.relations, "relations"),
            above: Reach::of(frame, words.depends_on, &self.upstream, "above"),
            below: Reach::of(frame, words.depended_on, &self.downstream, "below"),
            sources: &self.sources.nodes,
        }
    }
}

impl Node {
    /// Pages that compute something of it.
    fn ways(&self, frame: &Frame<'_>, kind: Kind) -> Vec<Cell> {
        let (words, visit) = (frame.words, frame.visit);
        let impact = format!("/impact/{}", escaped(&self.slug));
        let sort = ("type", kind.segment());
        let mut ways = vec![
            (words.downstream, visit.to(&impact, &[sort])),
            (words.upstream, visit.to(&impact, &[sort, ("direction", "upstream")])),
            (words.path, visit.to("/path", &[("from", &format!("{}/{}", kind.segment(), self.slug))])),
        ];
        let compared = [(Kind::Model, "models"), (Kind::Technology, "technologies")];
        let compared = compared.into_iter().find(|(of, _)| *of == kind);
        ways.extend(compared.map(|(_, option)| (words.compare_with, visit.to("/compare", &[(option, &self.slug)]))));
        ways.into_iter().map(|(text, href)| Cell::link(text, href)).collect()
    }
}

/// Figures, relations, what is above and below, sources.
#[derive(Debug, Template)]
#[template(path = "node/node.html")]
pub(super) struct Rest<'a> {
    frame: &'a Frame<'a>,
    /// Pages that compute something of it.
    ways: Vec<Cell>,
    /// The drawing of what is around it.
    around: Option<Drawing>,
    tables: Vec<Table<'a>>,
    /// How many more things are measured of it, and where they stand.
    more: Option<(usize, String)>,
    relations: Relations<'a>,
    above: Reach<'a>,
    below: Reach<'a>,
    sources: &'a [Cited],
}

impl HtmlSafe for Rest<'_> {}
