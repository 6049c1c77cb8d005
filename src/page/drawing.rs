//! Drawings that stand in a page as they are, so that everything in them is a link of the page.

use askama::Template;
use askama::filters::HtmlSafe;
use serde_json::{Map, Value as Json};

use super::frame::Frame;
use crate::domain::display::Language;
use crate::transfer::picture::Links;
use crate::transfer::picture::chain::{Chain, Cut};
use crate::transfer::picture::neighbourhood::Neighbourhood;

/// A drawing in a page.
#[derive(Debug, Template)]
#[template(path = "drawing/drawing.html")]
pub(super) struct Drawing {
    /// Where it stands.
    id: &'static str,
    /// What it is called where somebody listens.
    label: &'static str,
    /// In it everything that comes from data is escaped.
    svg: String,
    /// What the button says that gives it as PNG.
    png: &'static str,
    /// The address of the drawing alone.
    pub(super) file: String,
}

impl HtmlSafe for Drawing {}

impl Drawing {
    /// The chain, or one level deeper what is in a sector; nothing where the answer has none of it.
    pub(super) fn of_chain(frame: &Frame<'_>, answer: Map<String, Json>, cut: &Cut, file: String) -> Option<Self> {
        let chain = Chain::read(&Json::Object(answer), cut, language(frame))?;
        Some(Self {
            id: "chain",
            label: frame.words.chain_drawing,
            svg: drawn(frame, |links| chain.svg(links)),
            png: frame.words.as_png,
            file,
        })
    }

    /// What is around a part of the chain; nothing where the answer has none.
    pub(super) fn of_neighbourhood(frame: &Frame<'_>, part: &Json, file: String) -> Option<Self> {
        let around = Neighbourhood::read(part, language(frame))?;
        Some(Self {
            id: "around",
            label: frame.words.around,
            svg: drawn(frame, |links| around.svg(links)),
            png: frame.words.as_png,
            file,
        })
    }
}

/// The language of drawings in a page.
pub(super) fn language(frame: &Frame<'_>) -> Language {
    Language::of(frame.visit.chinese)
}

/// A drawing whose links take along what all links of the page do.
fn drawn(frame: &Frame<'_>, draw: impl FnOnce(Links<'_>) -> String) -> String {
    let (base, query) = frame.visit.around();
    draw(Links { base, query: &query })
}
