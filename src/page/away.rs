//! What can be taken away from a page: its rows as files, its drawing, its sources, and a citation that says the state of the data.

use askama::Template;
use askama::filters::HtmlSafe;
use serde_json::Value as Json;

use super::frame::Frame;
use super::words::filled_in;

/// Files of a list, and what they are called.
const FILES: [(&str, &str); 4] =
    [("csv", "CSV"), ("xlsx", "Excel"), ("parquet", "Parquet"), ("citations.bib", "BibTeX")];

/// What can be taken away.
#[derive(Debug, Template)]
#[template(path = "away/away.html")]
pub(super) struct Away<'a> {
    frame: &'a Frame<'a>,
    /// Addresses, and what they are called.
    files: Vec<(String, &'static str)>,
    /// The page as it can be cited; none where the state of the data is not known.
    citation: Option<String>,
}

impl HtmlSafe for Away<'_> {}

impl<'a> Away<'a> {
    /// The rows of a list that fit a filter, in an order, and a page that is called by a title.
    pub(super) fn of(
        frame: &'a Frame<'a>,
        list: &str,
        filter: Option<&Json>,
        order: Option<&Json>,
        title: &str,
    ) -> Self {
        let texts = [("filter", filter.map(Json::to_string)), ("orderBy", order.map(Json::to_string))];
        let options: Vec<(&str, &str)> =
            texts.iter().filter_map(|(name, text)| Some((*name, text.as_deref()?))).collect();
        let file = |(ending, name)| (frame.visit.file(&format!("/export/{list}.{ending}"), &options), name);
        Self { files: FILES.into_iter().map(file).collect(), ..Self::cited(frame, title) }
    }

    /// A page that is called by a title, and nothing but its citation.
    pub(super) fn cited(frame: &'a Frame<'a>, title: &str) -> Self {
        let citation = frame.dataset.as_ref().map(|dataset| {
            let [version, day] = [dataset.version.to_string(), dataset.day().to_owned()];
            let blanks = [("{title}", title), ("{version}", &version), ("{day}", &day)];
            filled_in(frame.words.page_citation, &blanks)
        });
        Self { frame, files: Vec::new(), citation }
    }

    /// The same with a drawing.
    pub(super) fn with_drawing(mut self, address: Option<String>) -> Self {
        self.files.extend(address.map(|address| (address, "SVG")));
        self
    }
}
