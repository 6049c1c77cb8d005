//! Concentration: what published shares say of a market, and what has only one maker.

use super::build::{embedded, int, list, one, text};
use super::relation::by_column;
use super::{Item, Type};

pub(super) fn concentration() -> Type {
    Type::row(
        "Concentration",
        "@markets",
        "How concentrated a market is: the shares of vendors that sources print about a sector and a region. Bounds stay bounds, joint shares stay joint; what is not known widens the result.",
    )
    .line(one("sector", "Sector", "{t}.sector", "The sector whose market it is.").required())
    .line(text("region", "{t}.region", "The market's region, ISO 3166-1 alpha-2, or WORLD; null where the sources say none."))
    .line(embedded(
        "hhi",
        "Quantity",
        "hhi",
        "{t}.hhi_unit",
        "Herfindahl–Hirschman index, 0 to 10,000: the sum of the squares of all shares in per cent, or the bounds between which it lies; null where the shares are more than the whole.",
    ))
    .line(int("top", "{t}.top", "Of how many vendors topShare is.").required())
    .line(embedded("topShare", "Quantity", "top", "{t}.top_unit", "What the largest vendors have together, or its bounds, as a fraction."))
    .line(list(
        "shares",
        Item::Object("ConcentrationShare"),
        "@market_shares",
        by_column("{t}.market"),
        "{t}.id",
        "The shares that it rests on, the newest claim of each and no vendor twice; those of single vendors first, the largest first.",
    ))
    .line(list(
        "singleSources",
        Item::Object("SingleSource"),
        "@single_sources",
        by_column("{t}.market"),
        "{t}.id",
        "Technologies of the sector and of those below it that one vendor alone makes or supplies and that something is trained on, runs on, uses or depends on; at most 100, those with most dependents first.",
    ))
}

pub(super) fn share() -> Type {
    Type::row("ConcentrationShare", "@market_shares", "A share of one vendor, or of several together.")
        .line(one("metric", "Metric", "{t}.metric", "Whose share of what it is.").required())
        .line(one("observation", "Observation", "{t}.observation", "The claim, with its source.").required())
        .line(
            embedded("share", "Quantity", "share", "{t}.share_unit", "The share or its bounds, as a fraction.")
                .required(),
        )
}

pub(super) fn single_source() -> Type {
    Type::row("SingleSource", "@single_sources", "Something that only one vendor makes.")
        .line(one("technology", "Technology", "{t}.technology", "What it is.").required())
        .line(one("vendor", "Vendor", "{t}.vendor", "Who alone makes or supplies it.").required())
        .line(int("dependents", "{t}.dependents", "How many parts of the chain depend on it directly.").required())
}
