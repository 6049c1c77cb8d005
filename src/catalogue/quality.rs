//! What is wrong with the data, and what is missing: found out when it is asked for.

use super::build::{choice, float, int, many, one, order, special, text};
use super::{Belonging, FieldKind, FilterKind, OrderKind, Type, Via};

/// There is one data set, whose id is 1, and all of it is its own.
const OF_ALL: Via = Via::Fixed(Belonging::Where("{k} = 1"));

pub(super) fn quality() -> Type {
    Type::object("Quality", "What is wrong with the data, and what is missing.")
        .line(many("findings", "QualityFinding", OF_ALL, "What is wrong, by kind."))
        .line(many(
            "coverage",
            "QualityCoverage",
            OF_ALL,
            "How much is known of what stands in each sector, by type and field.",
        ))
}

pub(super) fn finding() -> Type {
    Type::node("QualityFinding", "quality_finding", "QUALITY_FINDING", "Something that is wrong with the data.")
        .line(choice("kind", "QualityKind", "{t}.kind", "What is wrong.").required().filtered().grouped("KIND"))
        .line(
            choice("severity", "QualitySeverity", "{t}.severity", "How bad it is.")
                .required()
                .filtered()
                .grouped("SEVERITY"),
        )
        .line(special(
            "subject",
            FieldKind::AnyNode { among: "ChainNode", tag: "{t}.subject_type", id: "{t}.subject_id" },
            "The part of the chain that it is about; null where it is about a metric or a source.",
        ))
        .line(one("metric", "Metric", "{t}.metric_id", "The metric that it is about."))
        .line(one(
            "observation",
            "Observation",
            "{t}.observation_id",
            "The observation that it is about; of two that disagree the preferred one.",
        ))
        .line(one("other", "Observation", "{t}.other_id", "The observation that disagrees with it."))
        .line(one("source", "Source", "{t}.source_id", "The source that it is about."))
        .filter("metric", FilterKind::One { object: "Metric", key: "{t}.metric_id" }, "The metric that it is about.")
        .order(order("KEY", "{t}.key", OrderKind::Text, "Kind, then what it is about.").unique())
        .sorted_by([order("KEY", "{t}.key", OrderKind::Text, "").unique()])
}

pub(super) fn coverage() -> Type {
    Type::node(
        "QualityCoverage",
        "quality_coverage",
        "QUALITY_COVERAGE",
        "How much is known of one field of what stands in a sector or below it.",
    )
    .line(text("type", "{t}.type", "VENDOR, MODEL, TECHNOLOGY or TREND.").required().filtered_folded("lower({t}.type)"))
    .line(
        text("field", "{t}.field", "The field of that type; `metrics` where anything is measured of it.")
            .required()
            .filtered_folded("lower({t}.field)"),
    )
    .line(one("sector", "Sector", "{t}.sector_id", "The sector.").required())
    .line(int("total", "{t}.total", "How many there are.").required())
    .line(int("known", "{t}.known", "Of how many the field is known.").required())
    .line(float("share", "{t}.share", "The share of those, 0 to 1.").required().filtered())
    .filter("sector", FilterKind::One { object: "Sector", key: "{t}.sector_id" }, "The sector.")
    .order(order("KEY", "{t}.key", OrderKind::Text, "Type, then field, then sector.").unique())
    .sorted_by([order("", "{t}.position", OrderKind::Int, ""), order("KEY", "{t}.key", OrderKind::Text, "").unique()])
}
