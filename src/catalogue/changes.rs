//! What changed of the figures between two days.

use super::build::{many, order};
use super::{Order, OrderKind, Type, Via};

/// What can happen to a figure on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is known from then on, and was not known before in any vintage.
    Known,
    /// A vintage takes the place of an older one.
    Revised,
    /// Its source has it no longer.
    Withdrawn,
}

impl Change {
    /// The day on which it happened to a row.
    pub fn day(self) -> &'static str {
        match self {
            Self::Known | Self::Revised => "{t}.known_on",
            Self::Withdrawn => "{t}.withdrawn_on",
        }
    }

    /// What holds of the row besides, behind other conditions.
    pub fn condition(self) -> &'static str {
        match self {
            Self::Known => {
                " AND NOT EXISTS (SELECT 1 FROM observation e WHERE e.lineage = {t}.lineage AND e.known_on < {t}.known_on)"
            }
            Self::Revised => {
                " AND EXISTS (SELECT 1 FROM observation e WHERE e.lineage = {t}.lineage AND e.known_on < {t}.known_on)"
            }
            Self::Withdrawn => "",
        }
    }

    /// The order of a list that asks for none: day by day, as an index of the days has it.
    pub fn order(self) -> Order {
        order("", self.day(), OrderKind::Date, "")
    }
}

pub(super) fn changes() -> Type {
    let lists = [
        ("known", Change::Known, "Figures that nobody had told before, by the day from which on they were known."),
        (
            "revised",
            Change::Revised,
            "Figures that took the place of older ones, by the day from which on they were known; `previous` is what stood there before.",
        ),
        (
            "withdrawn",
            Change::Withdrawn,
            "Figures that their source had no longer, by the day from which on it had not.",
        ),
    ];
    let lists = lists.map(|(name, change, text)| many(name, "Observation", Via::Changed(change), text));
    Type::object(
        "Changes",
        "What happened to figures in a time. A figure that was revised twice in it is there twice; whether it was revised or dropped again later makes no difference.",
    )
    .lines(lists)
}
