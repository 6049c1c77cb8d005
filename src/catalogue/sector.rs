//! The chain's tree.

use super::build::{choice, list, many, one, order, related, related_and_counted, text};
use super::common::by_place;
use super::relation::{METRICS_BELOW_SECTOR, METRICS_OF_SECTOR, first_to, members_below, through_from};
use super::{Belonging, FilterKind, Item, OrderKind, Type, Via};

/// Sectors above the row, from the stage down.
const ABOVE: Via = Via::Fixed(Belonging::Where(
    "{t}.id IN (SELECT c.ancestor_id FROM sector_closure c WHERE c.descendant_id = {k} AND c.depth > 0)",
));

/// How many members it has, without those of its sub-sectors.
const VENDORS: &str = "{t}.vendor_count";
const MODELS: &str = "{t}.model_count";

/// A connection to the sector's members, with those of its sub-sectors on demand.
macro_rules! members {
    ($type:literal) => {
        Via::Deep { shallow: through_from!("PART_OF", $type), deep: Belonging::Where(members_below!($type)) }
    };
}

pub(super) fn sector() -> Type {
    Type::chain_node(
        "Sector",
        "sector",
        "SECTOR",
        "A node of the chain's tree: a stage, a part of it, a sector, a sub-sector. With deep: true its lists take the sub-sectors along.",
    )
    .line(choice("stage", "Stage", "{t}.stage", "The stage at the top of its branch.").required().filtered().grouped("STAGE"))
    .line(text("path", "{t}.path", "Slugs from the stage down, joined by a slash.").required().filtered_folded("{t}.path"))
    .line(one("parent", "Sector", first_to!("PART_OF", "SECTOR"), "The sector above it; null for a stage."))
    .line(list("ancestors", Item::Object("Sector"), "sector", ABOVE, "{t}.path", "The sectors above it, from the stage down."))
    .line(many("children", "Sector", Via::Fixed(through_from!("PART_OF", "SECTOR")), "The sectors right below it."))
    .line(many("vendors", "Vendor", members!("VENDOR"), "Organisations active in it."))
    .line(many("models", "Model", members!("MODEL"), "Models that belong to it."))
    .line(many("technologies", "Technology", members!("TECHNOLOGY"), "Technologies that belong to it."))
    .line(many("metrics", "Metric", Via::Deep { shallow: METRICS_OF_SECTOR, deep: METRICS_BELOW_SECTOR }, "What is measured of it or about its market."))
    .line(many("trends", "Trend", members!("TREND"), "Developments that concern it."))
    .order(order("POSITION", "{t}.position", OrderKind::Int, "Place in the tree, depth first."))
    .order(order("VENDOR_COUNT", VENDORS, OrderKind::Int, "How many organisations are active in it, those of its sub-sectors aside."))
    .order(order("MODEL_COUNT", MODELS, OrderKind::Int, "How many models belong to it, those of its sub-sectors aside."))
    .filter("parent", FilterKind::One { object: "Sector", key: first_to!("PART_OF", "SECTOR") }, "The sector above it.")
    .filter("vendors", related_and_counted("Vendor", through_from!("PART_OF", "VENDOR"), VENDORS), "Organisations active in it.")
    .filter("models", related_and_counted("Model", through_from!("PART_OF", "MODEL"), MODELS), "Models that belong to it.")
    .filter("children", related("Sector", through_from!("PART_OF", "SECTOR")), "The sectors right below it.")
    .filter("technologies", related("Technology", through_from!("PART_OF", "TECHNOLOGY")), "Technologies that belong to it.")
    .filter("trends", related("Trend", through_from!("PART_OF", "TREND")), "Developments that concern it.")
    .filter("metrics", related("Metric", METRICS_OF_SECTOR), "What is measured of it or about its market.")
    .sorted_by([by_place()])
    .versioned()
}
