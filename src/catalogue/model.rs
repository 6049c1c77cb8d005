//! Large models.

use super::build::{choice, date, float, int, many, one, order, related, set, text};
use super::common::by_place;
use super::relation::{SOURCES_OF_CLAIMS, by_sector, first_to, through_from, through_to, time_buckets};
use super::{FilterKind, Group, OrderKind, Printed, Type, Via};

const MAKER: &str = "{t}.maker_id";

/// Something of the maker: what to select, and from where.
macro_rules! of_maker {
    ($select:literal) => {
        concat!("(SELECT ", $select, " WHERE v.id = {t}.maker_id)")
    };
}

pub(super) fn model() -> Type {
    Type::chain_node(
        "Model",
        "model",
        "MODEL",
        "A large model or a version of one. Each of its numbers is the preferred claim among its SPECIFICATION metrics, which hold bounds, sources and history; where only a bound is known the number here is null.",
    )
    .line(text("family", "{t}.family", "The line of models that it belongs to.").filtered_folded("{t}.family_fold"))
    .line(choice("scope", "ModelScope", "{t}.scope", "Whether it is general, for an industry, or for one task; null where unknown.").filtered().grouped("SCOPE"))
    .line(one("vendor", "Vendor", MAKER, "Its maker, the one named first where there are several."))
    .line(many("vendors", "Vendor", Via::Fixed(through_from!("MAKES", "VENDOR")), "All its makers."))
    .line(one("baseModel", "Model", first_to!("DERIVES_FROM", "MODEL"), "The model that it was made from."))
    .line(many("derivatives", "Model", Via::Fixed(through_from!("DERIVES_FROM", "MODEL")), "Models made from it."))
    .line(date("releasedOn", "{t}.released_on", "First day of the period of release that is known; releasePrecision says how exact it is.").filtered().ordered("RELEASED_ON"))
    .line(choice("releasePrecision", "DatePrecision", "{t}.release_precision", "How exact releasedOn is."))
    .line(float("parameters", "{t}.parameters", "Parameters in all.").filtered().ordered("PARAMETERS").aggregated())
    .line(float("activeParameters", "{t}.active_parameters", "Parameters used for one token, in a mixture of experts.").filtered().ordered("ACTIVE_PARAMETERS").aggregated())
    .line(choice("parametersDisclosure", "Disclosure", "{t}.parameters_disclosure", "How the parameter count is known.").required().filtered())
    .line(float("trainingCompute", "{t}.training_compute", "Computation spent on training, in FLOP.").filtered().ordered("TRAINING_COMPUTE").aggregated())
    .line(set("inputModalities", "Modality", "{t}.input_modalities", "What it reads.").filtered())
    .line(set("outputModalities", "Modality", "{t}.output_modalities", "What it writes.").filtered())
    .line(int("contextWindow", "{t}.context_window", "Longest input, in contextUnit.").filtered().ordered("CONTEXT_WINDOW").aggregated_by("{t}.context_unit"))
    .line(choice("contextUnit", "ContextUnit", "{t}.context_unit", "What contextWindow counts.").filtered().grouped("CONTEXT_UNIT"))
    .line(text("license", "{t}.license", "Licence, as its maker names it.").filtered_folded("{t}.license_fold"))
    .line(choice("openness", "Openness", "{t}.openness", "How open its weights are.").required().filtered().grouped("OPENNESS"))
    .line(many("sectors", "Sector", Via::Fixed(through_to!("PART_OF", "SECTOR")), "The parts of the chain that it belongs to."))
    .measured()
    .filter("vendor", FilterKind::One { object: "Vendor", key: MAKER }, "Its maker, the one named first.")
    .filter("vendors", related("Vendor", through_from!("MAKES", "VENDOR")), "All its makers.")
    .filter("sectors", related("Sector", through_to!("PART_OF", "SECTOR")), "The parts of the chain that it belongs to.")
    .filter("derivatives", related("Model", through_from!("DERIVES_FROM", "MODEL")), "Models made from it.")
    .filter("baseModel", FilterKind::One { object: "Model", key: first_to!("DERIVES_FROM", "MODEL") }, "The model that it was made from.")
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
        key: of_maker!("v.slug FROM vendor v"),
        label_en: of_maker!("coalesce(v.name_en, v.name_zh) FROM vendor v"),
        label_zh: of_maker!("coalesce(v.name_zh, v.name_en) FROM vendor v"),
        choice: None,
        beside: None,
    })
    .group(Group {
        name: "VENDOR_COUNTRY",
        description: "Its maker's home country.",
        by: of_maker!("v.country FROM vendor v"),
        key: of_maker!("v.country FROM vendor v"),
        label_en: of_maker!("r.name_en FROM vendor v JOIN region r ON r.code = v.country"),
        label_zh: of_maker!("r.name_zh FROM vendor v JOIN region r ON r.code = v.country"),
        choice: None,
        beside: None,
    })
    .grouped_by(time_buckets!("{t}.released_on", "{t}.release_precision", ["RELEASE_YEAR", "RELEASE_QUARTER", "RELEASE_MONTH"], "release"))
    .group(by_sector())
    .sorted_by([by_place()])
    .figures_of(SOURCES_OF_CLAIMS)
    .printed(Printed { unit: "contextUnit", order: "CONTEXT_WINDOW", instead: "filter by one contextUnit" })
    .versioned()
}
