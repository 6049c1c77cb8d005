//! The shell that all pages share: language, theme, navigation, the state of the data, the query.

use std::borrow::Borrow;

use serde_json::{Map, Value as Json};

use super::answer::{Dataset, Thing};
use super::ask::Warning;
use super::asset;
use super::kind::Kind;
use super::locale::{self, Precision};
use super::visit::Visit;
use super::words::{Words, filled, words};
use crate::catalogue::labels;

/// What stands around a page.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    pub(super) visit: &'a Visit,
    pub(super) words: &'static Words,
    /// The state of the data; none where it could not be read.
    pub(super) dataset: Option<Dataset>,
    /// What the page asked; none where it did not ask.
    pub(super) question: Option<Question>,
    /// What is to be known beside what it answers.
    pub(super) warnings: Vec<Warning>,
    /// True where what the page shows is as of the day of the address.
    follows_day: bool,
}

/// A page's query, ready to be asked by others.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) document: &'static str,
    /// The variables as JSON.
    pub(super) variables: String,
    /// The path that takes it, with the prefix.
    pub(super) endpoint: String,
    /// The body of the request in single quotes, as a shell takes it.
    pub(super) body: String,
    /// The explorer with the query in it.
    pub(super) explorer: String,
}

/// A way of the navigation.
#[derive(Debug)]
pub(super) struct Way {
    pub(super) name: &'static str,
    pub(super) href: String,
    /// True where the page is, or belongs there.
    pub(super) is_here: bool,
}

impl<'a> Frame<'a> {
    /// The shell of a page that answers a question.
    pub(super) fn new(visit: &'a Visit, question: Question, dataset: Dataset, warnings: Vec<Warning>) -> Self {
        Self { dataset: Some(dataset), question: Some(question), warnings, ..Self::bare(visit) }
    }

    /// The shell of a page that asked nothing.
    pub(super) fn bare(visit: &'a Visit) -> Self {
        let words = words(visit.chinese);
        Self { visit, words, dataset: None, question: None, warnings: Vec::new(), follows_day: true }
    }

    /// The same of a page that is told as it is now, whose links take the day along.
    pub(super) fn of_now(self) -> Self {
        Self { follows_day: false, ..self }
    }

    /// What is told as of the day of the address; none where it has none.
    pub(super) fn as_of(&self) -> Option<String> {
        let phrase = if self.follows_day { self.words.as_of } else { self.words.as_of_elsewhere };
        self.visit.day().map(|day| self.fill(phrase, &self.date(day)))
    }

    /// The language of the page, as HTML names it.
    pub(super) fn lang(&self) -> &'static str {
        if self.visit.chinese { "zh-Hans" } else { "en" }
    }

    /// The other language.
    pub(super) fn other_lang(&self) -> &'static str {
        if self.visit.chinese { "en" } else { "zh-Hans" }
    }

    /// The page of something in this language.
    pub(super) fn page_of(&self, thing: &Thing) -> String {
        thing.kind().map_or_else(|| self.visit.to("/", &[]), |kind| self.page(kind, &thing.slug))
    }

    /// The page of a slug.
    pub(super) fn page(&self, kind: Kind, slug: &str) -> String {
        self.visit.to(&kind.path(slug), &[])
    }

    /// The page of a source.
    pub(super) fn source(&self, slug: &str) -> String {
        self.page(Kind::Source, slug)
    }

    /// The page of a metric.
    pub(super) fn metric(&self, slug: &str) -> String {
        self.page(Kind::Metric, slug)
    }

    /// What people call a value of an enum.
    pub(super) fn label(&self, choice: &str, value: &str) -> String {
        let [en, zh] = labels(choice, value).unwrap_or_default();
        if self.visit.chinese { zh } else { en }.to_owned()
    }

    /// What people call several values of an enum; none where there are none.
    pub(super) fn labels(&self, choice: &str, values: &[String]) -> Option<String> {
        let names: Vec<String> = values.iter().map(|value| self.label(choice, value)).collect();
        (!names.is_empty()).then(|| names.join(if self.visit.chinese { "、" } else { ", " }))
    }

    /// A day, as exactly as it is known.
    pub(super) fn day(&self, day: Option<&str>, precision: Option<&str>) -> Option<String> {
        let precision = match precision {
            Some("YEAR") => Precision::Year,
            Some("QUARTER") => Precision::Quarter,
            Some("MONTH") => Precision::Month,
            _ => Precision::Day,
        };
        Some(locale::date(day?, precision, self.visit.chinese))
    }

    /// A day.
    pub(super) fn date(&self, day: &str) -> String {
        locale::date(day, Precision::Day, self.visit.chinese)
    }

    /// A number of things.
    pub(super) fn number(&self, number: impl Borrow<usize>) -> String {
        locale::number(*number.borrow())
    }

    /// What people call the country or region of a code.
    pub(super) fn country(&self, code: &str) -> String {
        locale::country(code, self.visit.chinese).unwrap_or(code).to_owned()
    }

    /// Where a reader tells of an error on this page; none where nobody wants to know.
    pub(super) fn report(&self) -> Option<String> {
        self.visit.report(&self.fill(self.words.report_title, &self.visit.path), &[])
    }

    /// Where a reader tells of an error in a figure on this page.
    pub(super) fn report_figure(&self, id: &str, display: &str) -> Option<String> {
        let figure = self.fill(self.words.report_figure, id);
        self.visit.report(&self.fill(self.words.report_title, &self.visit.path), &[&figure, display])
    }

    /// The navigation: a way to each list, and where the page belongs.
    pub(super) fn ways(&self) -> Vec<Way> {
        let path = self.visit.path.as_str();
        let way = |kind: Kind| Way {
            name: self.sorts(kind),
            href: self.visit.to(kind.list(), &[]),
            is_here: path == kind.list()
                || path.strip_prefix('/').and_then(|path| path.split('/').next()) == Some(kind.segment()),
        };
        Kind::ALL.map(way).into()
    }

    /// Pages that compute, and what they are called.
    pub(super) fn tools(&self) -> [(&'static str, &'static str); 3] {
        [("/compare", self.words.compare), ("/path", self.words.path), ("/data", self.words.data)]
    }

    /// What one thing of a sort is called.
    pub(super) fn sort(&self, kind: Kind) -> &'static str {
        let words = self.words;
        match kind {
            Kind::Vendor => words.vendor,
            Kind::Model => words.model,
            Kind::Sector => words.sector,
            Kind::Technology => words.technology,
            Kind::Trend => words.trend,
            Kind::Metric => words.metric,
            Kind::Source => words.source,
        }
    }

    /// What sort of thing something is.
    pub(super) fn sort_of(&self, thing: &Thing) -> &'static str {
        thing.kind().map_or("", |kind| self.sort(kind))
    }

    /// What several things of a sort are called.
    pub(super) fn sorts(&self, kind: Kind) -> &'static str {
        let words = self.words;
        match kind {
            Kind::Vendor => words.vendors,
            Kind::Model => words.models,
            Kind::Sector => words.sectors,
            Kind::Technology => words.technologies,
            Kind::Trend => words.trends,
            Kind::Metric => words.metrics,
            Kind::Source => words.sources,
        }
    }

    /// A phrase with its blank filled in.
    pub(super) fn fill(&self, phrase: &str, with: &str) -> String {
        filled(phrase, with)
    }

    /// A phrase with a number.
    pub(super) fn count(&self, phrase: &str, number: impl std::fmt::Display) -> String {
        filled(phrase, &number.to_string())
    }

    /// A file of the pages.
    pub(super) fn asset(&self, name: &str) -> String {
        self.visit.file(&format!("/pages/{name}"), &[("v", asset::build())])
    }

    /// The explorer, the schema and the like.
    pub(super) fn file(&self, path: &str) -> String {
        self.visit.file(path, &[])
    }
}

impl Question {
    /// A document with its variables.
    pub(super) fn new(visit: &Visit, document: &'static str, variables: &Map<String, Json>) -> Self {
        let pretty = serde_json::to_string_pretty(variables).unwrap_or_default();
        let dense: Vec<&str> = document.split_whitespace().collect();
        let body = serde_json::json!({ "query": dense.join(" "), "variables": variables }).to_string();
        Self {
            explorer: visit.file("/graphiql", &[("query", document), ("variables", &pretty)]),
            endpoint: visit.file("/graphql", &[]),
            body: body.replace('\'', "'\\''"),
            variables: pretty,
            document,
        }
    }
}
