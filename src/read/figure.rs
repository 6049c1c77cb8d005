//! Figures as people write them, from the cells that `catalogue::Shown` names.

use crate::database::{Cell, Rows};
use crate::domain::display::{self, Language, Unit};
use crate::domain::figure::Figure;

/// Writes the figure of a row: the cells of its numbers, its comparator and its unit, then of the words that stand for it where
/// it has no number; nothing where there are none either.
pub fn shown(rows: &Rows, row: usize, columns: impl Iterator<Item = usize>, language: Language) -> Option<String> {
    let cells: Vec<usize> = columns.collect();
    let (&[value, low, high, comparator, code, base, currency, multiplier, en, zh], words) =
        cells.split_first_chunk()?;
    let text = |column| rows.text(rows.cell(row, column));
    let figure = Figure { value: rows.float(row, value), low: rows.float(row, low), high: rows.float(row, high) };
    let unit = Unit {
        code: text(code),
        base: text(base),
        currency: text(currency),
        multiplier: rows.float(row, multiplier).unwrap_or(1.0),
        names: [text(en), text(zh)],
    };
    display::write(figure, text(comparator), &unit, language).or_else(|| {
        let [en, zh, printed] = words else { return None };
        let order = if language == Language::Chinese { [zh, en, printed] } else { [en, zh, printed] };
        let told = order.into_iter().find(|column| matches!(rows.cell(row, **column), Cell::Text { .. }))?;
        Some(text(*told).to_owned())
    })
}
