//! A word or a name in a list or a table, with the address that it leads to.

use super::answer::Thing;
use super::frame::Frame;

/// A text, and where it leads to.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) href: Option<String>,
}

impl Cell {
    /// A text that leads nowhere.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), href: None }
    }

    /// An address elsewhere; it leads there only where it is one of the web.
    pub(super) fn outside(url: &str) -> Self {
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        Self { text: url.to_owned(), href: is_web.then(|| url.to_owned()) }
    }

    /// Something with a page.
    pub(super) fn thing(frame: &Frame<'_>, thing: &Thing) -> Self {
        Self { text: thing.name.clone(), href: Some(frame.page_of(thing)) }
    }
}
