//! Chips, services, frameworks, techniques, data sets, applications, concepts.

use super::build::{choice, date, float, many, one, order, related};
use super::relation::{SOURCES_OF_CLAIMS, by_sector, first_to, through_from, through_to, time_buckets};
use super::{FilterKind, Group, OrderKind, Type, Via};

const MAKER: &str = "{t}.maker_id";

pub(super) fn technology() -> Type {
    Type::chain_node(
        "Technology",
        "technology",
        "TECHNOLOGY",
        "What the chain is built from besides models: chips, cloud services, frameworks, techniques, data sets, applications, and the concepts that the sources speak of. Each of its numbers is the preferred claim among its SPECIFICATION metrics, which hold bounds, sources and history.",
    )
    .line(choice("kind", "TechnologyKind", "{t}.kind", "What sort of technology it is.").required().filtered().grouped("KIND"))
    .line(one("vendor", "Vendor", MAKER, "Its maker, the one named first where there are several; of a technique that nobody makes, who proposed it."))
    .line(one("family", "Technology", first_to!("PART_OF", "TECHNOLOGY"), "The family that it is a variant of: H100 for an H100 PCIe."))
    .line(many("variants", "Technology", Via::Fixed(through_from!("PART_OF", "TECHNOLOGY")), "Its variants, where it is a family."))
    .line(date("releasedOn", "{t}.released_on", "First day of the period of release that is known; releasePrecision says how exact it is.").filtered().ordered("RELEASED_ON"))
    .line(choice("releasePrecision", "DatePrecision", "{t}.release_precision", "How exact releasedOn is."))
    .line(float("memory", "{t}.memory", "Memory on the chip or board, in bytes.").filtered().ordered("MEMORY").aggregated())
    .line(float("memoryBandwidth", "{t}.memory_bandwidth", "How fast it reads and writes its own memory, in bytes a second.").filtered().ordered("MEMORY_BANDWIDTH").aggregated())
    .line(float("fp16Performance", "{t}.fp16_performance", "Peak rate of 16-bit arithmetic without the gain from sparsity, in FLOP a second.").filtered().ordered("FP16_PERFORMANCE").aggregated())
    .line(float("tdp", "{t}.tdp", "Thermal design power, in watts.").filtered().ordered("TDP").aggregated())
    .line(float("processNode", "{t}.process_node", "Name of the manufacturing process, as a length in nanometres.").filtered().ordered("PROCESS_NODE").aggregated())
    .line(many("sectors", "Sector", Via::Fixed(through_to!("PART_OF", "SECTOR")), "The parts of the chain that it belongs to."))
    .measured()
    .filter("vendor", FilterKind::One { object: "Vendor", key: MAKER }, "Its maker, the one named first; of a technique who proposed it.")
    .filter("family", FilterKind::One { object: "Technology", key: first_to!("PART_OF", "TECHNOLOGY") }, "The family that it is a variant of.")
    .filter("variants", related("Technology", through_from!("PART_OF", "TECHNOLOGY")), "Its variants, where it is a family.")
    .filter("sectors", related("Sector", through_to!("PART_OF", "SECTOR")), "The parts of the chain that it belongs to.")
    .order(
        order(
            "VENDOR_NAME",
            "{t}.maker_name",
            OrderKind::Text,
            "English name of its maker.",
        )
        .nullable(),
    )
    .group(Group {
        name: "VENDOR",
        description: "Its maker's slug.",
        by: "{t}.maker_id",
        key: "(SELECT v.slug FROM vendor v WHERE v.id = {t}.maker_id)",
        label_en: "(SELECT coalesce(v.name_en, v.name_zh) FROM vendor v WHERE v.id = {t}.maker_id)",
        label_zh: "(SELECT coalesce(v.name_zh, v.name_en) FROM vendor v WHERE v.id = {t}.maker_id)",
        choice: None,
        beside: None,
    })
    .grouped_by(time_buckets!("{t}.released_on", "{t}.release_precision", ["RELEASE_YEAR", "RELEASE_QUARTER", "RELEASE_MONTH"], "release"))
    .group(by_sector())
    .figures_of(SOURCES_OF_CLAIMS)
    .versioned()
}
