//! What rows say in words, in English and in Chinese.

use super::table::{Cell, Table};
use crate::catalogue::labels;
use crate::database::Rows;

/// Texts in English and in Chinese.
pub(super) type Words = [String; 2];

/// A line of words: the field that it is of, what people call that, and what a row says.
pub(super) type Said = (&'static str, [&'static str; 2], fn(&Rows, usize) -> Words);

/// Adds lines of words, each from a row for each subject: its id comes first, and the source of it all in a column behind.
pub(super) fn lines(table: &mut Table, rows: &Rows, source: usize, lines: &[Said]) {
    for (field, names, say) in lines {
        let line = table.line(field, *names);
        for row in 0..rows.len() {
            let subject = rows.int(row, 0).unwrap_or_default();
            table.fill(line, subject, Cell::words(say(rows, row), rows.int(row, source)));
        }
    }
}

/// A text that is the same in both languages.
pub(super) fn alike(rows: &Rows, row: usize, column: usize) -> Words {
    let text = text(rows, row, column);
    [text.clone(), text]
}

/// A text in one column for each language.
pub(super) fn in_both(rows: &Rows, row: usize, column: usize) -> Words {
    [text(rows, row, column), text(rows, row, column + 1)]
}

/// What people call a value of an enum.
pub(super) fn of_choice(choice: &str, rows: &Rows, row: usize, column: usize) -> Words {
    labels(choice, rows.text(rows.cell(row, column))).map_or_else(|| alike(rows, row, column), |l| l.map(str::to_owned))
}

/// A date, of which the column behind it says how exact it is, as far as it is known.
pub(super) fn date(rows: &Rows, row: usize, column: usize) -> Words {
    let date = text(rows, row, column);
    let known = match text(rows, row, column + 1).as_str() {
        "YEAR" => 4,
        "MONTH" | "QUARTER" => 7,
        _ => date.len(),
    };
    let date = date.get(..known).unwrap_or_default().to_owned();
    [date.clone(), date]
}

/// Puts words behind others, as each language lists them.
pub(super) fn join(words: &mut Words, more: &[impl AsRef<str>; 2]) {
    for ((known, sign), more) in words.iter_mut().zip([", ", "、"]).zip(more) {
        if !known.is_empty() {
            known.push_str(sign);
        }
        known.push_str(more.as_ref());
    }
}

/// A text of an answer.
pub(super) fn text(rows: &Rows, row: usize, column: usize) -> String {
    rows.text(rows.cell(row, column)).to_owned()
}
