//! The citations that go with an export: every source of its rows once, and which sources rows were left out for.

use std::fmt::Write;

use super::format::Citations;
use crate::citation;
use crate::database::{Cell, Rows};
use crate::read::json;

/// Columns of a source that a citation is made of; the licence stands behind them.
const CITED: usize = 7;
const LICENSE: usize = CITED;
/// Rows that are passed on, and rows that are left out.
const COUNTS: [usize; 2] = [9, 10];

/// The sources of an export.
pub(super) struct Bibliography<'a> {
    pub(super) list: &'a str,
    pub(super) arguments: &'a [(String, String)],
    /// Version and moment of the data.
    pub(super) state: &'a Rows,
    /// Rows in all, and those left out.
    pub(super) counts: &'a Rows,
    /// The sources, as `plan::export` reads them.
    pub(super) sources: &'a Rows,
}

impl Bibliography<'_> {
    /// Writes it.
    pub(super) fn write(&self, style: Citations) -> String {
        let mut out = String::new();
        // What stands between the entries of a bibliography is a comment; the sign says so to readers too.
        let mark = if style == Citations::Bibtex { "% " } else { "" };
        let remark = |out: &mut String, line: &str| {
            out.push_str(format!("{mark}{line}").trim_end());
            out.push('\n');
        };
        let [all, left_out] = [0, 1].map(|column| self.counts.int(0, column).unwrap_or_default());
        for line in self.head(all - left_out) {
            remark(&mut out, &line);
        }
        for source in self.having(COUNTS[0]) {
            out.push('\n');
            self.source(style, source, &mut out);
        }
        if left_out > 0 {
            let rows = counted(left_out, "row is", "rows are");
            let why = format!("{rows} not in the export: these sources forbid passing on what they print.");
            for line in ["", "Left out", "", &why] {
                remark(&mut out, line);
            }
            for source in self.having(COUNTS[1]) {
                let rows = counted(self.sources.int(source, COUNTS[1]).unwrap_or_default(), "row", "rows");
                for line in ["", &self.cited(source, None), &format!("  {rows} left out")] {
                    remark(&mut out, line);
                }
            }
        }
        out
    }

    fn head(&self, rows: i64) -> Vec<String> {
        let [version, micros] = [0, 1].map(|column| self.state.int(0, column).unwrap_or_default());
        let mut moment = Vec::new();
        json::moment(&mut moment, micros);
        let mut head = vec![
            format!("Sources of an export of {} from Panorama", self.list),
            String::new(),
            format!("Data version {version} of {}", String::from_utf8_lossy(&moment)),
        ];
        head.extend(self.arguments.iter().map(|(name, value)| format!("{name} {}", value.replace(['\n', '\r'], " "))));
        let sources = i64::try_from(self.having(COUNTS[0]).count()).unwrap_or(i64::MAX);
        head.push(format!("{} from {}", counted(rows, "row", "rows"), counted(sources, "source", "sources")));
        head
    }

    /// The sources with rows of a sort.
    fn having(&self, count: usize) -> impl Iterator<Item = usize> {
        (0..self.sources.len()).filter(move |source| self.sources.int(*source, count).is_some_and(|rows| rows > 0))
    }

    fn source(&self, style: Citations, source: usize, out: &mut String) {
        let rows = counted(self.sources.int(source, COUNTS[0]).unwrap_or_default(), "row", "rows");
        let license =
            self.text(source, LICENSE).map_or_else(|| "licence unknown".to_owned(), |text| format!("licence {text}"));
        // Writing to a text cannot fail.
        let _ = match style {
            Citations::Text => {
                writeln!(out, "{}\n  Credit: {}; {license}; {rows}", self.cited(source, None), self.credit(source))
            }
            Citations::Bibtex => {
                let note = format!("{license}; {rows}");
                writeln!(out, "{}", citation::noted(&self.parts(source), &note))
            }
        };
    }

    /// Who is to be named.
    fn credit(&self, source: usize) -> String {
        self.cited(source, Some("SHORT"))
    }

    fn cited(&self, source: usize, style: Option<&str>) -> String {
        citation::write(style, &self.parts(source))
    }

    fn parts(&self, source: usize) -> Vec<Option<&str>> {
        (0..CITED).map(|column| self.text(source, column)).collect()
    }

    fn text(&self, source: usize, column: usize) -> Option<&str> {
        match self.sources.cell(source, column) {
            cell @ Cell::Text { .. } => Some(self.sources.text(cell)),
            _ => None,
        }
    }
}

fn counted(count: i64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
