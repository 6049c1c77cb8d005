//! Values from the cells of a row, step by step as a format's recipe says.

use std::borrow::Cow;

use entity::choice::NoteKind;

use super::format::{Cell, Format, OneOrMany, Recipe, Table, When, Words};
use super::number;
use super::read::Record;
use crate::domain::figure::Figure;
use crate::nearest::{ask, nearest};
use crate::write::Remark;

/// A row as a format sees it.
#[derive(Clone, Copy)]
pub(super) struct Sight<'a> {
    pub(super) format: &'a Format,
    pub(super) table: &'a Table,
    pub(super) row: &'a Record,
}

impl<'a> Sight<'a> {
    /// The text of a column; empty where it stands for nothing.
    pub(super) fn text(&self, column: &str) -> &'a str {
        let text = self.row.text(column);
        if self.table.empty.iter().any(|empty| is_same(empty, text)) { "" } else { text }
    }

    /// The first value of a cell.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn value(&self, cell: Option<&Cell>) -> Result<Option<String>, Remark> {
        let Some(cell) = cell else { return Ok(None) };
        Ok(self.values(cell)?.into_iter().find(|value| !value.is_empty()))
    }

    /// The values of a cell; an empty one keeps its place among others.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(super) fn values(&self, cell: &Cell) -> Result<Vec<String>, Remark> {
        let recipe = match cell {
            Cell::Column(column) => return Ok(one(self.text(column))),
            Cell::Recipe(recipe) => recipe,
        };
        let text = self.source(recipe);
        let found: Vec<&str> = match &recipe.find {
            None => vec![text.as_ref()],
            Some(pattern) => {
                let parts = pattern.0.captures_iter(&text);
                parts.filter_map(|parts| parts.get(1).or_else(|| parts.get(0))).map(|part| part.as_str()).collect()
            }
        };
        let values: Vec<&str> = match &recipe.split {
            None => found,
            Some(separator) => found.into_iter().flat_map(|text| text.split(separator.as_str())).collect(),
        };
        let values = values.into_iter().map(str::trim);
        let translated = values.map(|value| self.word(recipe, cell, value)).collect::<Result<Vec<_>, _>>()?;
        if translated.iter().all(String::is_empty) {
            return Ok(recipe.default.clone().into_iter().filter(|default| !default.is_empty()).collect());
        }
        Ok(translated)
    }

    /// What the columns of a cell have as it is printed; nothing where a template makes its text.
    pub(super) fn printed(&self, cell: &Cell) -> Option<&'a str> {
        match cell {
            Cell::Column(column) => Some(self.text(column)),
            Cell::Recipe(recipe) if recipe.text.is_some() => None,
            Cell::Recipe(recipe) => Some(self.first(recipe)),
        }
    }

    /// The first of a recipe's columns that has something.
    fn first(&self, recipe: &Recipe) -> &'a str {
        let columns = recipe.column.as_ref().map(OneOrMany::items).unwrap_or_default();
        columns.iter().map(|column| self.text(column)).find(|text| !text.is_empty()).unwrap_or_default()
    }

    fn source(&self, recipe: &Recipe) -> Cow<'a, str> {
        if let Some(text) = &recipe.text {
            return Cow::Owned(self.fill(text).unwrap_or_default());
        }
        Cow::Borrowed(self.first(recipe))
    }

    fn word(&self, recipe: &Recipe, cell: &Cell, value: &str) -> Result<String, Remark> {
        let Some(words) = recipe.words.as_ref().filter(|_| !value.is_empty()) else { return Ok(value.to_owned()) };
        let list = match words {
            Words::Inline(list) => Some(list),
            Words::Named(name) => self.format.words.get(name),
        };
        match (list.and_then(|list| list.get(value)), &recipe.default) {
            (Some(word), _) => Ok(word.clone()),
            (None, Some(default)) => Ok(default.clone()),
            (None, None) => {
                let known = list.into_iter().flatten().map(|(known, _)| known.as_str());
                Err(Remark {
                    kind: NoteKind::Value,
                    field: Some(column(cell)),
                    raw: Some(value.to_owned()),
                    reason: ask("the format's list of words has no such word", &nearest(value, known)),
                })
            }
        }
    }

    /// A template with the columns that it names; nothing where one of them is empty.
    pub(super) fn fill(&self, template: &str) -> Option<String> {
        let mut filled = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, behind)) = rest.split_once('{') {
            let (name, after) = behind.split_once('}')?;
            let text = self.text(name);
            if text.is_empty() {
                return None;
            }
            filled.push_str(before);
            filled.push_str(text);
            rest = after;
        }
        filled.push_str(rest);
        Some(filled)
    }

    /// True where every column has one of the texts that it is to have.
    pub(super) fn fits(&self, when: &When) -> bool {
        when.iter().all(|(column, wanted)| {
            let text = self.text(column);
            wanted.items().iter().any(|wanted| if wanted == "*" { !text.is_empty() } else { is_same(wanted, text) })
        })
    }
}

/// True where a cell has the text that a format names; of zero it does not matter how it is written.
fn is_same(named: &str, text: &str) -> bool {
    named == text || (is_zero(named) && is_zero(text))
}

fn is_zero(text: &str) -> bool {
    let is_digit = |character| matches!(character, '0' | '０');
    text.contains(is_digit) && number::read(text) == Ok((Figure::exact(0.0), None))
}

/// A text alone, or nothing where it is empty.
fn one(text: &str) -> Vec<String> {
    if text.is_empty() { Vec::new() } else { vec![text.to_owned()] }
}

/// The column that a cell is about, for people.
pub(super) fn column(cell: &Cell) -> String {
    match cell {
        Cell::Column(column) => column.clone(),
        Cell::Recipe(Recipe { column: Some(columns), .. }) => columns.items().join(" / "),
        Cell::Recipe(Recipe { text, .. }) => text.clone().unwrap_or_default(),
    }
}
