//! The page of a source: how to cite it, and what it says.

use askama::Template;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::answer::List;
use super::cell::Cell;
use super::figures::{Table, Told};
use super::frame::Frame;
use super::head::Head;
use super::part::Part;
use super::relations::{Relation, Relations, rest};

/// A source.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page {
    slug: String,
    en: String,
    zh: String,
    description: Option<String>,
    publisher: Option<String>,
    kind: String,
    url: Option<String>,
    published_on: Option<String>,
    published_precision: Option<String>,
    license: Option<String>,
    redistribution: String,
    citation: String,
    bibtex: String,
    observations: List<Told>,
    links: List<Relation>,
}

#[derive(Template)]
#[template(path = "source/source.html")]
struct Written<'a> {
    frame: &'a Frame<'a>,
    head: Head<'a>,
    citation: &'a str,
    bibtex: &'a str,
    /// None where it tells no figures.
    table: Option<Table<'a>>,
    more: Option<(usize, String)>,
    relations: Relations<'a>,
}

impl Part for Page {
    const CURSORS: &[&str] = &["claims", "relations"];

    fn document() -> &'static str {
        concat!(
            include_str!("source/source.graphql"),
            include_str!("figures/claim.graphql"),
            include_str!("relations/relation.graphql"),
            include_str!("answer/thing.graphql"),
            include_str!("answer/cited.graphql")
        )
    }

    fn slug(&self) -> &str {
        &self.slug
    }

    fn write(&self, frame: &Frame<'_>, _drawn: Map<String, Json>) -> askama::Result<String> {
        let words = frame.words;
        let mut head = Head::new(frame, words.source, [&self.en, &self.zh]);
        head.description = self.description.as_deref();
        head.say(words.kind, Some(frame.label("SourceKind", &self.kind)));
        head.say(words.publisher, self.publisher.as_deref());
        head.say(words.published, frame.day(self.published_on.as_deref(), self.published_precision.as_deref()));
        head.say(words.license, self.license.as_deref());
        head.say(words.redistribution, Some(frame.label("Redistribution", &self.redistribution)));
        head.add(words.website, self.url.iter().map(|url| Cell::outside(url)).collect());
        let claims = &self.observations;
        Written {
            frame,
            head,
            citation: &self.citation,
            bibtex: &self.bibtex,
            table: (!claims.nodes.is_empty()).then(|| Table::of_source(frame, words.claims, &claims.nodes)),
            more: rest(frame, claims, "claims"),
            relations: Relations::of_source(frame, &self.links, "relations"),
        }
        .render()
    }
}
