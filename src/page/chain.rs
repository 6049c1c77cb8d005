//! Where readers come in: the chain as one drawing in which everything is a link, and the ways to all else. What a slice of the API
//! takes cuts a part of the chain out.

use std::sync::LazyLock;

use askama::Template;
use entity::choice::Stage;
use serde::Deserialize;

use super::ask::{Trouble, ask};
use super::away::Away;
use super::cell::Cell;
use super::drawing::{Drawing, language};
use super::form::{Field, Form};
use super::frame::{Frame, Question};
use super::kind::Kind;
use super::visit::Visit;
use crate::domain::display::Language;
use crate::service::{Caller, Service};
use crate::transfer::picture::chain::{Cut, fragments, variables};

/// What an address can set of the drawing.
const OPTIONS: [&str; 8] = ["stages", "countries", "text", "from", "to", "sectors", "vendors", "asOf"];

/// The state of the data.
#[derive(Debug, Deserialize)]
struct Dataset {
    counts: Vec<Count>,
}

/// How many there are of a type.
#[derive(Debug, Deserialize)]
pub(super) struct Count {
    #[serde(rename = "type")]
    pub(super) name: String,
    pub(super) count: usize,
}

#[derive(Template)]
#[template(path = "chain/chain.html")]
struct Written<'a> {
    frame: &'a Frame<'a>,
    counts: Vec<Cell>,
    form: Form<'a>,
    drawing: Option<Drawing>,
    away: Away<'a>,
}

/// The chain as a page, in HTML.
///
/// # Errors
/// What is to be said instead.
pub async fn chain(service: &Service, visit: &Visit, caller: &Caller) -> Result<String, Trouble> {
    if visit.wrong.is_some() {
        return Err(Trouble::Wrong);
    }
    let set = OPTIONS.into_iter().filter_map(|name| Some((name.to_owned(), visit.option(name)?.to_owned())));
    let set: Vec<(String, String)> = set.collect();
    let known = |stage: &str| Stage::of_text(&stage.trim().to_uppercase()).is_some();
    if let Some(text) = visit.option("stages").filter(|text| !text.split(',').all(known)) {
        let known = Stage::TEXTS.to_vec();
        return Err(Trouble::Choice { name: "stages", text: text.to_owned(), known });
    }
    let cut = Cut::read(&set).map_err(|name| Trouble::fault(&name))?;
    let variables = variables(&cut, Language::of(visit.chinese));
    let question = Question::new(visit, document(), &variables);
    let data = ask::<Dataset>(service, document(), variables, caller).await?;
    let frame = Frame::new(visit, question, data.dataset, data.warnings);
    let words = frame.words;
    let stages = Stage::TEXTS.iter().map(|stage| ((*stage).to_owned(), frame.label("Stage", stage)));
    let fields = vec![
        Field::choice(&frame, "stages", words.stage, stages),
        Field::of_countries(&frame, "countries", words.country, data.choices.get("countries")),
        Field::text(&frame, "text", words.holds),
        Field::text(&frame, "from", words.from_day),
        Field::text(&frame, "to", words.to_day),
    ];
    let none: Vec<(&str, &str)> = OPTIONS.into_iter().filter(|name| *name != "asOf").map(|name| (name, "")).collect();
    let is_cut = none.iter().any(|(name, _)| visit.option(name).is_some());
    let form = Form::new(&frame, fields, &["sectors", "vendors", "asOf", "locale"]);
    let mut options: Vec<(&str, &str)> = set.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    options.push(("locale", language(&frame).choose(["en", "zh"])));
    let file = visit.file("/chart/chain.svg", &options);
    Written {
        counts: counts(&frame, &data.page.counts),
        form: form.with_way_out(is_cut.then(|| visit.with(&none))),
        drawing: Drawing::of_chain(&frame, data.rest, &cut, file.clone()),
        away: Away::cited(&frame, words.chain).with_drawing(Some(file)),
        frame: &frame,
    }
    .render()
    .map_err(|error| Trouble::fault(&error))
}

/// The document of the page, with what the drawing asks.
fn document() -> &'static str {
    static DOCUMENT: LazyLock<String> =
        LazyLock::new(|| [include_str!("chain/chain.graphql"), "\n", fragments()].concat());
    &DOCUMENT
}

/// How many there are of what has lists, each with the list.
pub(super) fn counts(frame: &Frame<'_>, counts: &[Count]) -> Vec<Cell> {
    let cell = |kind: Kind| {
        let count = counts.iter().find(|count| Kind::of(&count.name) == Some(kind))?;
        let cell = Cell::link(frame.sorts(kind), frame.visit.to(kind.list(), &[]));
        Some(cell.noted(Some(frame.number(count.count))))
    };
    Kind::ALL.into_iter().filter_map(cell).collect()
}
