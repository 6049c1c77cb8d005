//! Units of measure, as the figures of a series have them.

use crate::database::Rows;

/// The codes of all units.
pub(super) const ALL: &str = "SELECT u.code FROM unit u ORDER BY u.code LIMIT 1000";

/// A unit of measure.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit {
    pub(super) code: String,
    pub(super) base: String,
    pub(super) multiplier: f64,
    dimension: String,
    /// Empty where it is none of money.
    pub(super) currency: String,
}

impl Unit {
    /// Reads code, base, multiplier, dimension and currency from five columns.
    pub(super) fn read(rows: &Rows, row: usize, first: usize) -> Self {
        let text = |column| rows.text(rows.cell(row, first + column)).to_owned();
        let multiplier = rows.float(row, first + 2).unwrap_or(1.0);
        Self { code: text(0), base: text(1), multiplier, dimension: text(3), currency: text(4) }
    }

    /// True where figures in it can be told in another one.
    pub(super) fn converts_to(&self, other: &Self) -> bool {
        self.base == other.base || self.differs_by_currency(other)
    }

    /// True where the two are the same but for their currencies.
    pub(super) fn differs_by_currency(&self, other: &Self) -> bool {
        let (own, others) = (&self.currency, &other.currency);
        self.dimension == other.dimension
            && !own.is_empty()
            && !others.is_empty()
            && self.base.strip_prefix(own.as_str()) == other.base.strip_prefix(others.as_str())
    }
}
