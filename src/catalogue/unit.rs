//! Units, quantities and periods: what figures are made of.

use super::build::{choice, date, display, float, localized, text, unit as unit_line};
use super::{Shown, Type};

pub(super) fn unit() -> Type {
    Type::row("Unit", "unit", "A unit of measure.")
        .line(text("code", "{t}.code", "Short, stable code: USD, CNY_100M, PERCENT.").required())
        .line(localized("name", ["{t}.name_en", "{t}.name_zh"], "What people call it.").required())
        .line(choice("dimension", "UnitDimension", "{t}.dimension", "What it measures.").required())
        .line(text("currency", "{t}.currency", "ISO 4217, for money."))
        .line(
            float("multiplier", "{t}.multiplier", "One of this unit in base units: 100 million yuan has 1e8.")
                .required(),
        )
        .summarized(&["code"])
}

pub(super) fn quantity() -> Type {
    Type::object("Quantity", "A figure or its bounds, with its unit.")
        .line(float("value", "{t}.{p}_value", "The figure; null where only a bound is known."))
        .line(float("low", "{t}.{p}_low", "Lower bound."))
        .line(float("high", "{t}.{p}_high", "Upper bound."))
        .line(unit_line("unit", "{t}.{p}_unit", "The unit of value, low and high."))
        .line(
            display(
                Shown {
                    figure: ["{t}.{p}_value", "{t}.{p}_low", "{t}.{p}_high", "{c}"],
                    unit: "{t}.{p}_unit",
                    words: None,
                },
                "As people write it: > 80 %, US$64 billion, 3,716 亿元; a bound that may be the figure itself has ≥ or ≤.",
            )
            .required(),
        )
}

pub(super) fn period() -> Type {
    Type::object("Period", "A span of time as far as it is known; an open end is null.")
        .line(date("start", "{t}.{p}_start", "First day; null where open or unknown."))
        .line(date("end", "{t}.{p}_end", "Last day; null where open or unknown."))
        .line(choice("precision", "DatePrecision", "{t}.{p}_precision", "How exact the days are.").required())
        .line(text("label", "{t}.{p}_label", "As people write it: 2024, 2024-Q1, 2024/2026, P3Y.").required())
        .line(text("duration", "{t}.{p}_duration", "ISO 8601 duration, where start or end is not known."))
}
