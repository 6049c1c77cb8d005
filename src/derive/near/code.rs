//! What was probably meant by a code of a country or of a unit that there is not, or by an attribute: one that is written nearly so, or
//! what is called so.

use crate::catalogue::Codes;
use crate::database::{Dialect, Rows};
use crate::derive::Question;
use crate::domain::country;
use crate::nearest::{LONGEST, nearest};

/// Asks for the codes that there are and their names: they are a few hundred.
pub fn question(codes: Codes, code: &str, dialect: Dialect) -> Option<Question> {
    if code.chars().nth(LONGEST).is_some() {
        return None;
    }
    Some(Question::write(dialect, |writer| {
        let (table, column) = (codes.table(), codes.column());
        writer.push(&format!("SELECT t.{column}, t.name_en, t.name_zh FROM {table} t ORDER BY t.{column}"));
    }))
}

/// The codes that an answer has near to one, the nearest first; none where it is one of them.
pub fn near(codes: Codes, code: &str, rows: &Rows) -> Vec<String> {
    let cells = |column| (0..rows.len()).map(move |row| rows.text(rows.cell(row, column)));
    let is_known = |known: &str| match codes {
        Codes::Region | Codes::Unit => known.eq_ignore_ascii_case(code),
        Codes::Attribute => known == code,
    };
    if cells(0).any(is_known) {
        return Vec::new();
    }
    if let Some(known) = Some(codes).filter(|codes| *codes == Codes::Region).and_then(|_| country::short(code)) {
        return cells(0).filter(|of| *of == known).map(str::to_owned).collect();
    }
    // Of two letters another two are always near: countries are known by their names.
    let first = usize::from(codes == Codes::Region);
    let mut found: Vec<String> = Vec::new();
    for name in nearest(code, (first..3).flat_map(cells)) {
        let of = (0..rows.len()).find(|row| (first..3).any(|column| rows.text(rows.cell(*row, column)) == name));
        let known = of.map(|row| rows.text(rows.cell(row, 0)).to_owned());
        found.extend(known.filter(|known| !found.contains(known)));
    }
    found
}
