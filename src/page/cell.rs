//! A word or a name in a list or a table, with the address that it leads to.

use super::answer::Thing;
use super::frame::Frame;

/// A text, and where it leads to.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) href: Option<String>,
    /// What is said beside it.
    pub(super) note: Option<String>,
}

impl Cell {
    /// A text that leads nowhere.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), href: None, note: None }
    }

    /// An address elsewhere; it leads there only where it is one of the web.
    pub(super) fn outside(url: &str) -> Self {
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        Self { text: url.to_owned(), href: is_web.then(|| url.to_owned()), note: None }
    }

    /// Something with a page.
    pub(super) fn thing(frame: &Frame<'_>, thing: &Thing) -> Self {
        Self { text: thing.name.clone(), href: Some(frame.page_of(thing)), note: None }
    }

    /// The first of several things, with how many there are besides; nothing where there are none.
    pub(super) fn first<'a>(frame: &Frame<'_>, things: impl IntoIterator<Item = &'a Thing>) -> Self {
        let mut things = things.into_iter();
        let Some(first) = things.next() else { return Self::plain("") };
        let names: Vec<&str> = things.map(|thing| thing.name.as_str()).collect();
        Self::thing(frame, first).noted((!names.is_empty()).then(|| names.join(", ")))
    }

    /// A number of things; none is nothing to be looked at.
    pub(super) fn count(number: usize) -> Self {
        Self::plain(if number == 0 { String::new() } else { number.to_string() })
    }

    /// The same with a note.
    pub(super) fn noted(self, note: Option<String>) -> Self {
        Self { note, ..self }
    }
}
