//! Series: the figures of a metric by period, and what follows from them.

use super::build::{Line, choice, derived_one, display, embedded, flag, float, list, text, unit};
use super::relation::by_column;
use super::{Derivation, Item, Shown, Type};

/// The field of a metric.
pub(super) fn field() -> Line {
    derived_one(
        "series",
        Derivation::Series,
        "Series",
        "{t}.id = {k}",
        "Its figures by period in one unit, one for each period and status (of several sources the preferred one), and what follows from them. What is not defined of a figure, or beyond all numbers, has no point; what cannot be computed at all is an error with a code, never a guess.",
    )
    .required()
}

pub(super) fn series() -> Type {
    Type::row("Series", "@series", "Figures by period, in one unit, as published or computed.")
        .line(unit("unit", "{t}.unit", "The unit of the points: that of the metric, of convertTo, or of what the transform gives (FRACTION for YOY and CAGR, INDEX, LOG)."))
        .line(choice("transform", "SeriesTransform", "{t}.transform", "What was computed.").required())
        .line(list("points", Item::Object("SeriesPoint"), "@points", by_column("{t}.series"), "{t}.id", "The points, by period; those without known days last.").usually(200))
}

pub(super) fn point() -> Type {
    Type::row("SeriesPoint", "@points", "A figure of a series.")
        .line(embedded("period", "Period", "period", "{t}.period_precision", "The time that it holds for.").required())
        .line(float("value", "{t}.value", "The figure; null where only bounds are known."))
        .line(float("low", "{t}.low", "Lower bound."))
        .line(float("high", "{t}.high", "Upper bound."))
        .line(
            display(
                Shown {
                    figure: ["{t}.value", "{t}.low", "{t}.high", "{t}.comparator"],
                    unit: "{t}.unit",
                    words: None,
                },
                "As people write it, in the unit of the series: > 80 %, US$64 billion, 3,716 亿元; ≈ where it is made of any figure that is.",
            )
            .required(),
        )
        .line(choice("status", "ObservationStatus", "{t}.status", "Measured, estimated, expected …; a figure made of several has the least certain of theirs, so that one over an actual and a forecast is a forecast.").required())
        .line(flag("derived", "{t}.derived", "True for whatever was computed and not published."))
        .line(text("formula", "{t}.formula", "How it was computed; null for what was published."))
        .line(list("inputs", Item::One { object: "Observation", key: "{t}.observation" }, "@inputs", by_column("{t}.point"), "{t}.position", "The observations that it is or was made of, exchange rates included."))
}
