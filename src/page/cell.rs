//! A word or a name in a list or a table, with the address that it leads to.

use super::answer::Thing;
use super::frame::Frame;

/// A text, and where it leads to.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) href: Option<String>,
    /// Further things of the same sort.
    pub(super) others: Vec<Other>,
    /// What is said beside it.
    pub(super) note: Option<String>,
}

/// A further name, and where it leads to.
#[derive(Debug)]
pub(super) struct Other {
    pub(super) name: String,
    pub(super) href: String,
}

impl Cell {
    /// A text that leads nowhere.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), href: None, others: Vec::new(), note: None }
    }

    /// A text that leads to an address of this service.
    pub(super) fn link(text: impl Into<String>, href: String) -> Self {
        Self { href: Some(href), ..Self::plain(text) }
    }

    /// An address elsewhere; it leads there only where it is one of the web.
    pub(super) fn outside(url: &str) -> Self {
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        Self { href: is_web.then(|| url.to_owned()), ..Self::plain(url) }
    }

    /// Something with a page.
    pub(super) fn thing(frame: &Frame<'_>, thing: &Thing) -> Self {
        Self::link(thing.name.as_str(), frame.page_of(thing))
    }

    /// Several things; nothing where there are none.
    pub(super) fn things<'a>(frame: &Frame<'_>, things: impl IntoIterator<Item = &'a Thing>) -> Self {
        let mut things = things.into_iter();
        let Some(first) = things.next() else { return Self::plain("") };
        let other = |thing: &Thing| Other { name: thing.name.clone(), href: frame.page_of(thing) };
        Self { others: things.map(other).collect(), ..Self::thing(frame, first) }
    }

    /// A number of things; none is nothing to be looked at.
    pub(super) fn count(frame: &Frame<'_>, number: usize) -> Self {
        Self::plain(if number == 0 { String::new() } else { frame.number(number) })
    }

    /// The same with a note.
    pub(super) fn noted(self, note: Option<String>) -> Self {
        Self { note, ..self }
    }
}
