//! Organisations.

use super::build::{choice, many, one, order, related, related_and_counted, text, url};
use super::relation::{by_sector, first_to, through_to};
use super::{Codes, FilterKind, Group, OrderKind, Type, Via};

/// How many models it made.
const MODELS: &str = "{t}.model_count";

pub(super) fn vendor() -> Type {
    Type::chain_node(
        "Vendor",
        "vendor",
        "VENDOR",
        "An organisation of the chain: a company, a cloud brand (with its parent), a university, a government body, a publisher.",
    )
    .line(choice("kind", "VendorKind", "{t}.kind", "What sort of organisation it is.").required().filtered().grouped("KIND"))
    .line(
        text("country", "{t}.country", "Home country, ISO 3166-1 alpha-2; null where unknown.")
            .filtered_code(Codes::Region, "lower({t}.country)")
            .ordered("COUNTRY"),
    )
    .group(Group {
        name: "COUNTRY",
        description: "Home country.",
        by: "{t}.country",
        key: "{t}.country",
        label_en: "(SELECT r.name_en FROM region r WHERE r.code = {t}.country)",
        label_zh: "(SELECT r.name_zh FROM region r WHERE r.code = {t}.country)",
        choice: None,
        beside: None,
    })
    .line(url("website", "{t}.website", "Home page; null where unknown."))
    .line(one("parent", "Vendor", first_to!("PART_OF", "VENDOR"), "The organisation that it is a part of: a cloud's company, a laboratory's group."))
    .line(many("sectors", "Sector", Via::Fixed(through_to!("PART_OF", "SECTOR")), "The parts of the chain that it is active in."))
    .line(many("models", "Model", Via::Fixed(through_to!("MAKES", "MODEL")), "Models that it made, alone or with others, newest first."))
    .line(many("technologies", "Technology", Via::Fixed(through_to!("MAKES", "TECHNOLOGY")), "Chips, services and other technologies that it made."))
    .measured()
    .group(by_sector())
    .order(order(
        "MODEL_COUNT",
        MODELS,
        OrderKind::Int,
        "How many models it made.",
    ))
    .filter("parent", FilterKind::One { object: "Vendor", key: first_to!("PART_OF", "VENDOR") }, "The organisation that it is a part of.")
    .filter("sectors", related("Sector", through_to!("PART_OF", "SECTOR")), "The parts of the chain that it is active in.")
    .filter("models", related_and_counted("Model", through_to!("MAKES", "MODEL"), MODELS), "Models that it made.")
    .filter("technologies", related("Technology", through_to!("MAKES", "TECHNOLOGY")), "Technologies that it made.")
    .versioned()
}
