//! Comparisons: attributes as rows, what is compared as columns, every cell with its source.

use super::build::{choice, display, float, list, localized, one, text};
use super::relation::by_column;
use super::{FieldKind, Item, Shown, Type, UNKNOWN};

pub(super) fn comparison() -> Type {
    of("Comparison", "Model", "Models side by side.", "The models, in the order in which they were named.")
}

pub(super) fn technology_comparison() -> Type {
    let subjects = "The technologies, in the order in which they were named.";
    of("TechnologyComparison", "Technology", "Technologies side by side.", subjects)
}

pub(super) fn metric_comparison() -> Type {
    of("MetricComparison", "Metric", "Metrics side by side.", "The metrics, in the order in which they were named.")
}

fn of(name: &'static str, subject: &'static str, description: &'static str, subjects: &'static str) -> Type {
    Type::row(name, "@comparison", description)
        .line(list(
            "subjects",
            Item::One { object: subject, key: "{t}.subject" },
            "@compared",
            by_column("{t}.comparison"),
            "{t}.id",
            subjects,
        ))
        .line(
            list(
                "rows",
                Item::Object("ComparisonRow"),
                "@comparison_rows",
                by_column("{t}.comparison"),
                "{t}.id",
                "What is compared, in a fixed order.",
            )
            .usually(200),
        )
}

pub(super) fn row() -> Type {
    Type::row("ComparisonRow", "@comparison_rows", "Something that is compared.")
        .line(
            text(
                "attribute",
                "{t}.attribute",
                "What is compared: the slug of an attribute, as `metrics(filter: {attribute: …})` takes it (`parameters`, `mmlu-pro`), or the name of a model's field (`contextWindow`, `openness`) or the label of a period.",
            )
            .required(),
        )
        .line(localized("name", ["{t}.name_en", "{t}.name_zh"], "What people call it.").required())
        .line(list(
            "cells",
            Item::Object("ComparisonCell"),
            "@cells",
            by_column("{t}.line"),
            "{t}.id",
            "One for each subject, in their order; all of a cell is null where nothing is known.",
        ))
}

pub(super) fn cell() -> Type {
    Type::row("ComparisonCell", "@cells", "What is known of one subject: a number in base units, or words.")
        .line(float("number", "{t}.number", "The figure, in unit."))
        .line(float("low", "{t}.low", "Lower bound, where only bounds are known."))
        .line(float("high", "{t}.high", "Upper bound, where only bounds are known."))
        .line(choice("comparator", "Comparator", "{t}.comparator", "How the figure is to be read."))
        .line(super::build::special(
            "unit",
            FieldKind::One { object: "Unit", key: "{t}.unit", column: "code" },
            "The unit of number, low and high: base units, so that cells compare.",
        ))
        .line(localized(
            "text",
            ["{t}.text_en", "{t}.text_zh"],
            "The words, where it is not a number: values of enums as people call them.",
        ))
        .line(display(
            Shown {
                figure: ["{t}.number", "{t}.low", "{t}.high", "{t}.comparator"],
                unit: "{t}.unit",
                words: Some(["{t}.text_en", "{t}.text_zh", UNKNOWN]),
            },
            "The figure as people write it, with its comparator and the sign of its unit, or the words.",
        ))
        .line(one("observation", "Observation", "{t}.observation", "The claim that the figure is."))
        .line(one("source", "Source", "{t}.source", "Who says so."))
}
