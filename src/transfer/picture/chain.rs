//! The chain as a picture: stages as columns, their parts as boxes, in each what matters most, one figure, and how much flows from
//! part to part. A sector as the start gives the same one level deeper.

mod ask;
mod card;
mod draw;
mod grid;
mod layout;
mod legend;
mod read;
mod routes;

pub use ask::{Cut, OPTIONS, document, fragments, variables};

use std::sync::Arc;

use entity::choice::Stage;

use super::PictureError;
use super::ask::{apart, nearest};
use super::mark::Figure;
use super::thing::{Links, Thing};
use crate::domain::display::Language;
use crate::service::{Caller, Service};

/// A chain, ready to be drawn.
#[derive(Debug)]
pub struct Chain {
    language: Language,
    /// What was left out, as people say it; empty where nothing was.
    cut: String,
    /// The sectors above the one that the picture begins at, from the top; none where it begins at the stages.
    above: Option<Vec<Thing>>,
    frames: Vec<Frame>,
    flows: Vec<Flow>,
    version: u64,
    /// The day that the data is of.
    day: String,
}

/// What the columns are of: a stage, or the sector that the picture begins at.
#[derive(Debug)]
struct Frame {
    thing: Thing,
    stage: Stage,
    counts: Counts,
    parts: Vec<Part>,
    /// Parts that find no room.
    more: Count,
}

/// A box: a part of the chain.
#[derive(Debug)]
struct Part {
    thing: Thing,
    counts: Counts,
    figure: Option<Figure>,
    cells: Vec<Cell>,
    /// Parts of it that find no room.
    more: Count,
}

/// What stands together in a box: what belongs to the part itself, or to a sector in it.
#[derive(Debug)]
struct Cell {
    /// The sector; none for the part itself.
    of: Option<Thing>,
    entries: Vec<Thing>,
    /// What finds no room.
    more: Count,
}

/// How many there are; at least so many where more were not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Count {
    number: u64,
    is_exact: bool,
}

/// How many of each type there are.
#[derive(Debug, Clone, Copy)]
struct Counts {
    vendors: Count,
    models: Count,
    technologies: Count,
}

/// What flows from a part to one that depends on it: places among all parts, in the order of the frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Flow {
    from: usize,
    to: usize,
    /// Links that say so.
    links: u64,
}

impl Chain {
    /// Draws the part of the chain that the options of a request leave, by name and text. Its links begin with `base`.
    ///
    /// # Errors
    /// Why there is no picture.
    pub async fn draw(
        service: &Arc<Service>,
        options: &[(String, String)],
        base: &str,
        caller: &Caller,
    ) -> Result<String, PictureError> {
        let cut = Cut::read(options).map_err(PictureError::Option)?;
        let language = Language::of(caller.chinese);
        let answer = super::ask::ask(service, document().to_owned(), variables(&cut, language), caller).await?;
        let base = base.to_owned();
        let drawn = apart(move || {
            let chain = Self::read(&answer["data"], &cut, language);
            chain.map(|chain| chain.svg(Links::of(&base))).ok_or_else(|| nearest(&answer))
        });
        drawn.await?.map_err(PictureError::NotFound)
    }

    /// The drawing.
    pub fn svg(&self, links: Links<'_>) -> String {
        draw::draw(self, links)
    }

    /// Every part, in the order of the frames.
    fn parts(&self) -> impl Iterator<Item = &Part> {
        self.frames.iter().flat_map(|frame| &frame.parts)
    }
}

impl Count {
    const NONE: Self = Self { number: 0, is_exact: true };

    /// As people write it.
    fn text(self) -> String {
        let digits = self.number.to_string();
        let mut text = String::new();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        if self.is_exact { text } else { text + "+" }
    }

    /// What is left of it when so many are taken.
    fn without(self, taken: usize) -> Self {
        Self { number: self.number.saturating_sub(taken as u64), ..self }
    }

    fn plus(self, other: Self) -> Self {
        Self { number: self.number + other.number, is_exact: self.is_exact && other.is_exact }
    }
}

impl Counts {
    /// All of them.
    fn sum(&self) -> Count {
        self.vendors.plus(self.models).plus(self.technologies)
    }

    /// What there is, in words.
    fn text(&self, language: Language) -> String {
        let words = [
            (self.vendors, ["vendor", "vendors"], "家厂商"),
            (self.models, ["model", "models"], "个模型"),
            (self.technologies, ["technology", "technologies"], "项技术"),
        ];
        let told = words.into_iter().filter(|(count, ..)| count.number > 0).map(|(count, [one, many], chinese)| {
            let english = if count.number == 1 && count.is_exact { one } else { many };
            language.choose([format!("{} {english}", count.text()), format!("{}{chinese}", count.text())])
        });
        let told: Vec<String> = told.collect();
        if told.is_empty() {
            language.choose(["nothing recorded yet", "暂无记录"]).to_owned()
        } else {
            told.join(" · ")
        }
    }
}
