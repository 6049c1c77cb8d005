//! What was probably meant by a code of a country or of a unit that there is not: a code that is written nearly so, or what is called so.

use crate::catalogue::Codes;
use crate::database::{Dialect, Rows};
use crate::derive::Question;
use crate::nearest::{LONGEST, nearest};

/// Asks for the codes that there are and their names: they are a few hundred.
pub fn question(codes: Codes, code: &str, dialect: Dialect) -> Option<Question> {
    if code.chars().nth(LONGEST).is_some() {
        return None;
    }
    Some(Question::write(dialect, |writer| {
        writer.push("SELECT t.code, t.name_en, t.name_zh FROM ").push(codes.table()).push(" t ORDER BY t.code");
    }))
}

/// The codes that an answer has near to one, the nearest first; none where it is one of them.
pub fn near(code: &str, rows: &Rows) -> Vec<String> {
    let cells = |column| (0..rows.len()).map(move |row| rows.text(rows.cell(row, column)));
    if cells(0).any(|known| known.eq_ignore_ascii_case(code)) {
        return Vec::new();
    }
    let mut found: Vec<String> = Vec::new();
    for name in nearest(code, (0..3).flat_map(cells)) {
        let of = (0..rows.len()).find(|row| (0..3).any(|column| rows.text(rows.cell(*row, column)) == name));
        let known = of.map(|row| rows.text(rows.cell(row, 0)).to_owned());
        found.extend(known.filter(|known| !found.contains(known)));
    }
    found
}
