//! What every page of a thing begins with: its names in both languages, what else it is called, what it is, and short facts.

use super::answer::Thing;
use super::cell::Cell;
use super::frame::Frame;

/// The head of a page.
#[derive(Debug)]
pub(super) struct Head<'a> {
    /// What sort of thing it is.
    pub(super) sort: &'static str,
    pub(super) name: &'a str,
    /// Its name in the other language, where that is another.
    pub(super) other: Option<&'a str>,
    pub(super) aliases: &'a [String],
    pub(super) description: Option<&'a str>,
    pub(super) facts: Vec<Fact>,
}

/// A short fact.
#[derive(Debug)]
pub(super) struct Fact {
    pub(super) label: &'static str,
    pub(super) cells: Vec<Cell>,
}

impl<'a> Head<'a> {
    /// A head of names in English and in Chinese.
    pub(super) fn new(frame: &Frame<'_>, sort: &'static str, [en, zh]: [&'a str; 2]) -> Self {
        let (name, other) = if frame.visit.chinese { (zh, en) } else { (en, zh) };
        let other = Some(other).filter(|other| *other != name);
        Self { sort, name, other, aliases: &[], description: None, facts: Vec::new() }
    }

    /// Adds a fact in words, where there is one.
    pub(super) fn say(&mut self, label: &'static str, text: Option<impl Into<String>>) {
        self.add(label, text.into_iter().map(Cell::plain).collect());
    }

    /// Adds a fact that names things, where there are any.
    pub(super) fn name<'b>(
        &mut self,
        frame: &Frame<'_>,
        label: &'static str,
        things: impl IntoIterator<Item = &'b Thing>,
    ) {
        self.add(label, things.into_iter().map(|thing| Cell::thing(frame, thing)).collect());
    }

    /// Adds a fact, where there is one.
    pub(super) fn add(&mut self, label: &'static str, cells: Vec<Cell>) {
        if !cells.is_empty() {
            self.facts.push(Fact { label, cells });
        }
    }
}
