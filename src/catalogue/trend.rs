//! Developments.

use super::build::{choice, embedded, folded_beside, localized_list, many, related, text};
use super::relation::{by_sector, through_to};
use super::{Type, Via};

pub(super) fn trend() -> Type {
    Type::chain_node(
        "Trend",
        "trend",
        "TREND",
        "A development: what drives it, what it leads to, how far it reaches. A policy with a term is a trend too.",
    )
    .line(choice("theme", "TrendTheme", "{t}.theme", "What it is about.").required().filtered().grouped("THEME"))
    .line(
        choice("direction", "TrendDirection", "{t}.direction", "Which way it goes.")
            .required()
            .filtered()
            .grouped("DIRECTION"),
    )
    .line(localized_list("drivers", ["{t}.drivers_en", "{t}.drivers_zh"], "What drives it."))
    .line(localized_list("effects", ["{t}.effects_en", "{t}.effects_zh"], "What it is expected to lead to."))
    .line(embedded(
        "horizon",
        "Period",
        "horizon",
        "{t}.horizon_precision",
        "The time that it is expected or in force; null where the source gives none.",
    ))
    .line(text("key", "{t}.key", "Its own id within its source or fact sheet.").filtered_folded(folded_beside!("key")))
    .line(many(
        "sectors",
        "Sector",
        Via::Fixed(through_to!("PART_OF", "SECTOR")),
        "The parts of the chain that it concerns.",
    ))
    .measured()
    .group(by_sector())
    .filter("sectors", related("Sector", through_to!("PART_OF", "SECTOR")), "The parts of the chain that it concerns.")
    .versioned()
}
