//! The text of a format as keys with their places: read as a format, every key that is not known told at once.

use std::borrow::Cow;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};

use super::Format;
use super::fault::Fault;
use crate::nearest::no_such;

/// Keys from the top down, places in lists among them.
pub(super) type Path = Vec<String>;

/// A format as it is written.
pub(super) struct Document<'a> {
    text: &'a str,
    root: Spanned<DeTable<'a>>,
}

impl<'a> Document<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, Fault> {
        let root = DeTable::parse(text).map_err(|error| Fault {
            line: line(text, error.span().map_or(0, |span| span.start)),
            key: String::new(),
            reason: said(error.message()),
        })?;
        Ok(Self { text, root })
    }

    /// The format that it describes.
    ///
    /// # Errors
    /// Every key and word that is not known, and the first other fault.
    pub(super) fn read(&self) -> Result<Format, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut root = self.root.clone();
        loop {
            let error = match Format::deserialize(Deserializer::from(root.clone())) {
                Ok(format) if faults.is_empty() => return Ok(format),
                Ok(_) => return Err(in_order(faults)),
                Err(error) => error,
            };
            let span = error.span().unwrap_or_default();
            let is_missing = error.message().starts_with(MISSING);
            // What is missing may be what was misspelt.
            if faults.is_empty() || !is_missing {
                let reason = said(error.message());
                faults.push(Fault { line: line(self.text, span.start), key: self.key_at(&span), reason });
            }
            // What is not known is mended to see what else there is.
            let mended = match Unknown::of(error.message()) {
                Some(unknown) => unknown.mend(root.get_mut(), &span),
                None => false,
            };
            if !mended {
                return Err(in_order(faults));
            }
        }
    }

    /// A fault of what stands at a path, or of what is nearest above it.
    pub(super) fn fault(&self, path: &[String], reason: String) -> Fault {
        let mut offset = 0;
        let mut keys = Vec::new();
        let mut here: Option<&DeValue<'_>> = None;
        for step in path {
            let next = match here {
                None => entry(self.root.get_ref(), step),
                Some(DeValue::Table(table)) => entry(table, step),
                Some(DeValue::Array(items)) => {
                    step.parse().ok().and_then(|place: usize| items.get(place)).map(|item| (item.span().start, item))
                }
                Some(_) => None,
            };
            let Some((start, value)) = next else { break };
            if !matches!(here, Some(DeValue::Array(_))) {
                keys.push(step.as_str());
            }
            offset = start;
            here = Some(value.get_ref());
        }
        Fault { line: line(self.text, offset), key: keys.join("."), reason }
    }

    /// The key that stands at a span, or whose value does.
    fn key_at(&self, span: &Range<usize>) -> String {
        let mut keys = Vec::new();
        inside(self.root.get_ref(), span, &mut keys);
        keys.join(".")
    }
}

fn in_order(mut faults: Vec<Fault>) -> Vec<Fault> {
    faults.sort_by_key(|fault| fault.line);
    faults
}

/// How the message about a key begins that is not there.
const MISSING: &str = "missing field";

/// What the reader of TOML does not know, as its message says.
enum Unknown<'m> {
    /// A key, and those that there are.
    Key(&'m str, Vec<&'m str>),
    /// A word, and those that there are.
    Word(&'m str, Vec<&'m str>),
}

impl<'m> Unknown<'m> {
    fn of(message: &'m str) -> Option<Self> {
        let mut names = message.split('`').skip(1).step_by(2);
        let name = names.next()?;
        match message {
            message if message.starts_with("unknown field") => Some(Self::Key(name, names.collect())),
            message if message.starts_with("unknown variant") => Some(Self::Word(name, names.collect())),
            _ => None,
        }
    }

    /// Takes a key out, or puts a word that there is in the place of one; false where there is nothing at the span.
    fn mend(&self, table: &mut DeTable<'_>, span: &Range<usize>) -> bool {
        match self {
            Self::Key(..) => {
                let name = table.keys().find(|name| name.span() == *span).cloned();
                if name.is_some_and(|name| table.remove(name.get_ref().as_ref()).is_some()) {
                    return true;
                }
            }
            Self::Word(_, words) => {
                if let (Some(value), Some(word)) =
                    (table.iter_mut().map(|(_, value)| value).find(|value| value.span() == *span), words.first())
                {
                    *value.get_mut() = DeValue::String(Cow::Owned((*word).to_owned()));
                    return true;
                }
            }
        }
        table.iter_mut().any(|(_, value)| self.mend_below(value.get_mut(), span))
    }

    fn mend_below(&self, value: &mut DeValue<'_>, span: &Range<usize>) -> bool {
        match value {
            DeValue::Table(table) => self.mend(table, span),
            DeValue::Array(items) => items.iter_mut().any(|item| self.mend_below(item.get_mut(), span)),
            _ => false,
        }
    }
}

/// What the reader of TOML says, in the words of the house.
fn said(message: &str) -> String {
    match Unknown::of(message) {
        Some(Unknown::Key(key, keys)) => no_such("key", key, &keys),
        Some(Unknown::Word(word, words)) => no_such("word", word, &words),
        None => match message.strip_prefix(MISSING) {
            Some(key) => format!("the key {:?} is missing", key.trim_matches([' ', '`'])),
            None => message.lines().map(str::trim).collect::<Vec<_>>().join(" "),
        },
    }
}

/// The line of an offset, from 1.
fn line(text: &str, offset: usize) -> usize {
    1 + text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count()
}

fn entry<'t, 'a>(table: &'t DeTable<'a>, key: &str) -> Option<(usize, &'t Spanned<DeValue<'a>>)> {
    let (name, value) = table.iter().find(|(name, _)| name.get_ref() == key)?;
    Some((name.span().start, value))
}

/// Collects the keys down to a span; true where it was found.
fn inside(table: &DeTable<'_>, span: &Range<usize>, keys: &mut Vec<String>) -> bool {
    let mut widest = None;
    for (name, value) in table {
        keys.push(name.get_ref().to_string());
        if name.span() == *span || value.span() == *span || deeper(value.get_ref(), span, keys) {
            return true;
        }
        keys.pop();
        let around = value.span();
        if around.start <= span.start && span.end <= around.end {
            widest = Some(name.get_ref().to_string());
        }
    }
    keys.extend(widest);
    false
}

fn deeper(value: &DeValue<'_>, span: &Range<usize>, keys: &mut Vec<String>) -> bool {
    let depth = keys.len();
    let found = match value {
        DeValue::Table(table) => inside(table, span, keys),
        DeValue::Array(items) => items.iter().any(|item| item.span() == *span || deeper(item.get_ref(), span, keys)),
        _ => false,
    };
    if !found {
        keys.truncate(depth);
    }
    found
}
