//! Forms that ask for a page with other options: a request by GET whose fields are the options, so that an address is all there is.

use askama::Template;
use askama::filters::HtmlSafe;

use super::answer::Group;
use super::frame::Frame;

/// A form.
#[derive(Debug, Template)]
#[template(path = "form/form.html")]
pub(super) struct Form<'a> {
    frame: &'a Frame<'a>,
    /// What it is called where somebody listens.
    label: &'static str,
    action: String,
    /// What it takes along.
    kept: Vec<(&'static str, String)>,
    fields: Vec<Field>,
    /// What its button says.
    button: &'static str,
    /// The page without any of its options, where it has some.
    all: Option<String>,
}

impl HtmlSafe for Form<'_> {}

impl<'a> Form<'a> {
    /// A form of the page's own path, which takes some options of the address along as they are.
    pub(super) fn new(frame: &'a Frame<'a>, fields: Vec<Field>, kept: &[&'static str]) -> Self {
        let visit = frame.visit;
        Self {
            frame,
            label: frame.words.filter,
            action: visit.file(&visit.path, &[]),
            kept: kept.iter().filter_map(|name| Some((*name, visit.said(name)?))).collect(),
            fields,
            button: frame.words.show,
            all: None,
        }
    }

    /// The same, with a way to the page without any of its options.
    pub(super) fn with_way_out(self, address: Option<String>) -> Self {
        Self { all: address, ..self }
    }

    /// The same, with another word on its button.
    pub(super) fn saying(self, button: &'static str) -> Self {
        Self { button, ..self }
    }
}

/// A field of a form.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    title: &'static str,
    pub(super) value: String,
    entry: Entry,
}

/// How a field is filled in.
#[derive(Debug)]
enum Entry {
    /// With any text.
    Text,
    /// With the name of something, of which some are proposed.
    Name,
    /// With one of several values.
    Choice { choices: Vec<Choice>, is_optional: bool },
}

#[derive(Debug)]
struct Choice {
    value: String,
    text: String,
    is_chosen: bool,
}

impl Field {
    /// A field for a text, with what the address says.
    pub(super) fn text(frame: &Frame<'_>, name: &'static str, title: &'static str) -> Self {
        let value = frame.visit.option(name).unwrap_or_default().to_owned();
        Self { name, title, value, entry: Entry::Text }
    }

    /// A field for a name, with a value.
    pub(super) fn name(name: &'static str, title: &'static str, value: &str) -> Self {
        Self { name, title, value: value.to_owned(), entry: Entry::Name }
    }

    /// A field whose value is one of several or none, each with what it is called. What the address says can be left alone,
    /// whether or not it is one of them.
    pub(super) fn choice(
        frame: &Frame<'_>,
        name: &'static str,
        title: &'static str,
        values: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let value = frame.visit.option(name).unwrap_or_default().to_owned();
        let mut choices = chosen(values, &value);
        if !value.is_empty() && !choices.is_empty() && !choices.iter().any(|choice| choice.is_chosen) {
            choices.push(Choice { value: value.clone(), text: value.clone(), is_chosen: true });
        }
        let entry = if choices.is_empty() { Entry::Text } else { Entry::Choice { choices, is_optional: true } };
        Self { name, title, value, entry }
    }

    /// A field that has one of several values, whatever the address leaves out.
    pub(super) fn one_of(
        name: &'static str,
        title: &'static str,
        value: String,
        values: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let choices = chosen(values, &value);
        Self { name, title, value, entry: Entry::Choice { choices, is_optional: false } }
    }

    /// A field whose values are those that rows have, each with how many have it.
    pub(super) fn of_groups(
        frame: &Frame<'_>,
        name: &'static str,
        title: &'static str,
        groups: Option<&Vec<Group>>,
    ) -> Self {
        let value = |group: &Group| Some((group.keys.first()?.clone()?, group.labels.first()?.clone(), group.count));
        Self::counted(frame, name, title, groups.into_iter().flatten().filter_map(value))
    }

    /// The same, where the values are codes of countries and regions.
    pub(super) fn of_countries(
        frame: &Frame<'_>,
        name: &'static str,
        title: &'static str,
        groups: Option<&Vec<Group>>,
    ) -> Self {
        let value = |group: &Group| {
            let code = group.keys.first()?.clone()?;
            Some((code.clone(), Some(frame.country(&code)), group.count))
        };
        Self::counted(frame, name, title, groups.into_iter().flatten().filter_map(value))
    }

    /// A field whose values have a name, where they have one, and are so often there.
    fn counted(
        frame: &Frame<'_>,
        name: &'static str,
        title: &'static str,
        values: impl Iterator<Item = (String, Option<String>, usize)>,
    ) -> Self {
        let value = |(key, label, count): (String, Option<String>, usize)| {
            let text = format!("{} ({})", label.as_deref().unwrap_or(&key), frame.number(count));
            (key, text)
        };
        Self::choice(frame, name, title, values.map(value))
    }
}

fn chosen(values: impl IntoIterator<Item = (String, String)>, value: &str) -> Vec<Choice> {
    values.into_iter().map(|(key, text)| Choice { is_chosen: key == value, value: key, text }).collect()
}
