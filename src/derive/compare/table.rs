//! The table of a comparison: lines of cells, one for each subject.

use serde_json::json;

use crate::database::Rows;
use crate::derive::{Record, nullable};
use crate::domain::figure::Figure;

/// Subjects as columns, what is compared of them as lines.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The subjects' ids.
    pub(super) subjects: Vec<i64>,
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    attribute: String,
    names: [String; 2],
    /// What is known, by the place of the subject: few lines of many know something of every one.
    cells: Vec<(usize, Cell)>,
}

/// What is known of one subject.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub(super) figure: Figure,
    pub(super) comparator: Option<String>,
    pub(super) unit: Option<String>,
    /// In English and in Chinese.
    pub(super) text: Option<[String; 2]>,
    pub(super) observation: Option<i64>,
    pub(super) source: Option<i64>,
}

impl Cell {
    /// Words in English and in Chinese; nothing where there are none.
    pub(super) fn words(texts: [String; 2], source: Option<i64>) -> Self {
        if texts.iter().all(String::is_empty) {
            return Self::default();
        }
        Self { text: Some(texts), source, ..Self::default() }
    }

    /// A figure from seven columns: observation, value, low, high, comparator, unit, source.
    pub(super) fn figure(rows: &Rows, row: usize, first: usize) -> Self {
        let float = |column| rows.float(row, first + column);
        let text = |column| Some(rows.text(rows.cell(row, first + column)).to_owned());
        let mut figure = Figure { value: float(1), low: float(2), high: float(3) };
        if figure.value.is_some() {
            (figure.low, figure.high) = (None, None);
        }
        Self {
            figure,
            comparator: text(4),
            unit: text(5),
            text: None,
            observation: rows.int(row, first),
            source: rows.int(row, first + 6),
        }
    }
}

impl Table {
    /// Adds a line, empty so far.
    pub(super) fn line(&mut self, attribute: &str, names: [&str; 2]) -> usize {
        self.lines.push(Line { attribute: attribute.to_owned(), names: names.map(str::to_owned), cells: Vec::new() });
        self.lines.len() - 1
    }

    /// Fills the cell of a subject.
    pub(super) fn fill(&mut self, line: usize, subject: i64, cell: Cell) {
        if let Some(column) = self.subjects.iter().position(|id| *id == subject) {
            let cells = &mut self.lines[line].cells;
            match cells.iter_mut().find(|(place, _)| *place == column) {
                Some((_, known)) => *known = cell,
                None => cells.push((column, cell)),
            }
        }
    }

    /// The lines as rows.
    pub(super) fn lines(&self) -> Vec<Record> {
        let record = |(i, line): (usize, &Line)| {
            vec![json!(i), json!(0), json!(line.attribute), json!(line.names[0]), json!(line.names[1])]
        };
        self.lines.iter().enumerate().map(record).collect()
    }

    /// The cells of a line as rows.
    pub(super) fn cells(&self, line: i64) -> Vec<Record> {
        let Some(known) = usize::try_from(line).ok().and_then(|line| self.lines.get(line)) else { return Vec::new() };
        let record = |i: usize| {
            let cell = known.cells.iter().find(|(place, _)| *place == i).map(|(_, cell)| cell);
            let cell = cell.cloned().unwrap_or_default();
            let [en, zh] = cell.text.map_or([None, None], |texts| texts.map(Some));
            vec![
                json!(i),
                json!(line),
                nullable(cell.figure.value),
                nullable(cell.figure.low),
                nullable(cell.figure.high),
                nullable(cell.comparator),
                nullable(cell.unit),
                nullable(en),
                nullable(zh),
                nullable(cell.observation),
                nullable(cell.source),
            ]
        };
        (0..self.subjects.len()).map(record).collect()
    }
}
