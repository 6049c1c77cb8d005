//! A box of the picture, made before it is known where it stands: pieces that follow each other downwards, and entries that fill
//! lines. Each piece keeps to its own room, whatever it holds.

use super::super::mark::Figure;
use super::super::thing::{Links, Thing, address};
use super::{Cell, Count, Part};
use crate::domain::display::Language;
use crate::drawing::{Area, Colour, Face};

/// What is free around the pieces of a box.
const PAD: f64 = 10.0;
/// How high an entry is, and what lies between two of them.
const ENTRY: f64 = 20.0;
const GAP: f64 = 4.0;
/// What an entry has before and behind its name.
pub(super) const BEFORE: f64 = 17.0;
const BEHIND: f64 = 6.0;

/// A box with what is in it.
#[derive(Debug)]
pub(super) struct Card<'a> {
    pub(super) area: Area,
    pub(super) part: &'a Part,
    pub(super) pieces: Vec<Piece<'a>>,
    /// The colour of its part of the chain.
    pub(super) tone: Colour,
}

/// Something in a box, which may lead somewhere.
#[derive(Debug)]
pub(super) struct Piece<'a> {
    pub(super) area: Area,
    pub(super) content: Content<'a>,
    /// Where it leads, and what that is called; none where it leads nowhere.
    pub(super) link: Option<(String, String)>,
}

/// What a piece shows.
#[derive(Debug)]
pub(super) enum Content<'a> {
    /// Lines of text, one below the other.
    Lines(Face, Vec<String>),
    /// An entry by what fits of its name.
    Entry(&'a Thing, String),
    /// How many more there are.
    Rest(String),
    /// A figure: how it is written, what its status is called, what it is a figure of.
    Figure { figure: &'a Figure, display: Vec<String>, status: &'static str, about: Vec<String> },
}

/// The faces of texts in boxes.
pub(super) const TEXT: Face = Face { size: 11.0, colour: Colour::Ink, weight: 400 };
pub(super) const SMALL: Face = Face { size: 11.0, colour: Colour::Muted, weight: 400 };
pub(super) const STRONG: Face = Face { size: 15.0, colour: Colour::Ink, weight: 600 };
const CELL: Face = Face { size: 12.0, colour: Colour::Ink, weight: 600 };

/// How high a line of a face is.
pub(super) fn line_height(face: Face) -> f64 {
    (face.size * 1.35).round()
}

/// Makes boxes of a width.
pub(super) struct Maker<'a> {
    pub(super) links: Links<'a>,
    pub(super) language: Language,
    pub(super) width: f64,
}

impl Maker<'_> {
    /// The box of a part, with its upper left corner at the origin.
    pub(super) fn card<'a>(&self, part: &'a Part, tone: Colour) -> Card<'a> {
        let mut stack = Stack { pieces: Vec::new(), y: PAD, width: self.width - 2.0 * PAD };
        let title = Face::bold(14.0, tone);
        let lines = title.wrap(&part.thing.name, stack.width, 2);
        stack.lines(title, lines, Some(self.link(&part.thing)));
        let counts = SMALL.wrap(&part.counts.text(self.language), stack.width, 2);
        stack.lines(SMALL, counts, None);
        if let Some(figure) = &part.figure {
            stack.y += 6.0;
            self.figure(&mut stack, figure);
        }
        for cell in &part.cells {
            stack.y += 8.0;
            self.cell(&mut stack, part, cell);
        }
        if part.more.number > 0 {
            stack.y += 6.0;
            let text = SMALL.wrap(&self.further(part.more), stack.width, 1);
            stack.lines(SMALL, text, Some(self.link(&part.thing)));
        }
        let area = Area { x: 0.0, y: 0.0, width: self.width, height: stack.y + PAD };
        Card { area, part, pieces: stack.pieces, tone }
    }

    fn link(&self, thing: &Thing) -> (String, String) {
        (thing.address(self.links), thing.name.clone())
    }

    /// How many sectors are not shown.
    pub(super) fn further(&self, more: Count) -> String {
        self.language.choose([format!("and {} more sectors", more.text()), format!("另有{}个环节", more.text())])
    }

    fn figure<'a>(&self, stack: &mut Stack<'a>, figure: &'a Figure) {
        let status = super::super::mark::word(figure.status, self.language);
        let room = stack.width - BEFORE;
        let display = STRONG.wrap(&figure.display, room - SMALL.width(status) - 8.0, 2);
        let about = SMALL.wrap(&figure.name, room, 2);
        let height = display.len() as f64 * line_height(STRONG) + about.len() as f64 * line_height(SMALL);
        let name = format!("{}: {} ({status})", figure.name, figure.display);
        let link = Some((address(self.links, "metric", &figure.metric), name));
        stack.push(height, Content::Figure { figure, display, status, about }, link);
        let told: Vec<&str> = [&figure.period, &figure.citation]
            .into_iter()
            .map(String::as_str)
            .filter(|text| !text.is_empty())
            .collect();
        let told = told.join(" · ");
        let lines = SMALL.wrap(&told, room, 1);
        let link = Some((address(self.links, "source", &figure.source), told)).filter(|_| !figure.source.is_empty());
        stack.lines_from(BEFORE, SMALL, lines, link);
    }

    fn cell<'a>(&self, stack: &mut Stack<'a>, part: &'a Part, cell: &'a Cell) {
        if let Some(of) = &cell.of {
            let lines = CELL.wrap(&of.name, stack.width, 2);
            stack.lines(CELL, lines, Some(self.link(of)));
            stack.y += 2.0;
        }
        let mut x = 0.0;
        let most = stack.width;
        let mut place = |stack: &mut Stack<'a>, width: f64, content: Content<'a>, link| {
            if x > 0.0 && x + width > most {
                (x, stack.y) = (0.0, stack.y + ENTRY + GAP);
            }
            stack.put(x, width, ENTRY, content, link);
            x += width + GAP;
        };
        for entry in &cell.entries {
            let name = TEXT.cut(&entry.name, most - BEFORE - BEHIND);
            let width = (TEXT.width(&name) + BEFORE + BEHIND).min(most);
            let kind = super::super::thing::called(entry.kind, self.language);
            let link = Some((entry.address(self.links), format!("{} ({kind})", entry.name)));
            place(stack, width, Content::Entry(entry, name), link);
        }
        if cell.more.number > 0 {
            let text = format!("+{}", cell.more.text());
            let of = cell.of.as_ref().unwrap_or(&part.thing);
            let more = self.language.choose([
                format!("{}: {} more", of.name, cell.more.text()),
                format!("{}：另有{}项", of.name, cell.more.text()),
            ]);
            let width = SMALL.width(&text) + 2.0 * BEHIND;
            place(stack, width, Content::Rest(text), Some((of.address(self.links), more)));
        }
        if x > 0.0 {
            stack.y += ENTRY;
        }
    }
}

/// Pieces one below the other.
struct Stack<'a> {
    pieces: Vec<Piece<'a>>,
    y: f64,
    width: f64,
}

impl<'a> Stack<'a> {
    fn lines(&mut self, face: Face, lines: Vec<String>, link: Option<(String, String)>) {
        self.lines_from(0.0, face, lines, link);
    }

    fn lines_from(&mut self, x: f64, face: Face, lines: Vec<String>, link: Option<(String, String)>) {
        if !lines.is_empty() {
            let height = lines.len() as f64 * line_height(face);
            self.put(x, self.width - x, height, Content::Lines(face, lines), link);
            self.y += height;
        }
    }

    fn push(&mut self, height: f64, content: Content<'a>, link: Option<(String, String)>) {
        self.put(0.0, self.width, height, content, link);
        self.y += height;
    }

    fn put(&mut self, x: f64, width: f64, height: f64, content: Content<'a>, link: Option<(String, String)>) {
        self.pieces.push(Piece { area: Area { x: PAD + x, y: self.y, width, height }, content, link });
    }
}

impl Card<'_> {
    /// The same somewhere else.
    pub(super) fn moved(mut self, x: f64, y: f64) -> Self {
        for area in std::iter::once(&mut self.area).chain(self.pieces.iter_mut().map(|piece| &mut piece.area)) {
            area.x += x;
            area.y += y;
        }
        self
    }
}

impl Content<'_> {
    /// The texts that have to fit, and in which face, with what stands before them.
    #[cfg(test)]
    pub(super) fn texts(&self) -> Vec<(Face, &str, f64)> {
        match self {
            Self::Lines(face, lines) => lines.iter().map(|line| (*face, line.as_str(), 0.0)).collect(),
            Self::Entry(_, name) => vec![(TEXT, name, BEFORE + BEHIND)],
            Self::Rest(text) => vec![(SMALL, text, 2.0 * BEHIND)],
            Self::Figure { display, status, about, .. } => {
                let about = about.iter().map(|line| (SMALL, line.as_str(), BEFORE));
                let beside = BEFORE + SMALL.width(status) + 8.0;
                about.chain(display.iter().map(|line| (STRONG, line.as_str(), beside))).collect()
            }
        }
    }
}
