//! Search: whatever has a name, the best first.

use askama::Template;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::answer::Thing;
use super::ask::{Trouble, ask};
use super::frame::{Frame, Question};
use super::kind::Kind;
use super::visit::Visit;
use crate::service::{Caller, Service};

const DOCUMENT: &str = include_str!("search/search.graphql");

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    total_count: usize,
    page_info: super::answer::PageInfo,
    edges: Vec<Match>,
}

/// What was found, and where the words stand in it.
#[derive(Debug, Deserialize)]
struct Match {
    /// HTML, in which everything but `<mark>` is escaped.
    highlight: String,
    node: Thing,
}

#[derive(Template)]
#[template(path = "search/search.html")]
struct Written<'a> {
    frame: &'a Frame<'a>,
    query: &'a str,
    action: String,
    total: usize,
    matches: &'a [Match],
    more: Option<String>,
}

/// What a search finds, as HTML.
///
/// # Errors
/// What is to be said instead.
pub async fn search(service: &Service, visit: &Visit, caller: &Caller) -> Result<String, Trouble> {
    if visit.wrong.is_some() {
        return Err(Trouble::Wrong);
    }
    let query = visit.option("q").unwrap_or_default();
    let mut variables = Map::from_iter([
        ("query".to_owned(), Json::from(query)),
        ("locale".to_owned(), Json::from(if visit.chinese { "ZH" } else { "EN" })),
    ]);
    if let Some(cursor) = visit.option("after") {
        variables.insert("after".to_owned(), Json::from(cursor));
    }
    let question = Question::new(visit, DOCUMENT, &variables);
    let data = ask::<Found>(service, DOCUMENT, variables, caller).await?;
    let frame = Frame::new(visit, question, data.dataset, data.warnings).of_now();
    let end = data.page.page_info.end_cursor.as_deref().filter(|_| data.page.page_info.has_next_page);
    let page = Written {
        frame: &frame,
        query,
        action: visit.file("/search", &[]),
        total: data.page.total_count,
        matches: &data.page.edges,
        more: end.map(|end| visit.with(&[("after", end)])),
    };
    page.render().map_err(|error| Trouble::fault(&error))
}

impl Match {
    /// What sort of thing it is.
    fn sort(&self, frame: &Frame<'_>) -> &'static str {
        self.node.kind().map_or("", |kind: Kind| frame.sort(kind))
    }

    /// True where the words found are not those of the name.
    fn is_elsewhere(&self) -> bool {
        self.highlight.replace("<mark>", "").replace("</mark>", "") != self.node.name
    }
}
