//! The chain as a whole, and the state of the data.

use super::build::{choice, int, list, localized, many, moment, scalar, special, text};
use super::relation::through_from;
use super::{Belonging, FieldKind, Item, Render, Type, Via};

pub(super) fn chain() -> Type {
    Type::object("Chain", "The industry chain as a whole.").line(list(
        "stages",
        Item::Object("ChainStage"),
        "sector",
        Via::Fixed(Belonging::Where(
            "NOT EXISTS (SELECT 1 FROM sector_closure c WHERE c.descendant_id = {t}.id AND c.depth > 0)",
        )),
        "{t}.position",
        "Its three stages: upstream, midstream, downstream.",
    ))
}

pub(super) fn stage() -> Type {
    Type::row("ChainStage", "sector", "A stage of the chain with the top of its tree.")
        .line(choice("stage", "Stage", "{t}.stage", "Which stage it is.").required())
        .line(localized("name", ["{t}.name_en", "{t}.name_zh"], "What people call it.").required())
        .line(localized("description", ["{t}.description_en", "{t}.description_zh"], "What the stage is about."))
        .line(many(
            "sectors",
            "Sector",
            Via::Fixed(through_from!("PART_OF", "SECTOR")),
            "The parts right below the stage.",
        ))
}

pub(super) fn slice() -> Type {
    let lists = [
        (
            "vendors",
            "Vendor",
            "Organisations active in the sectors, of the countries, among the vendors, found by the text.",
        ),
        ("models", "Model", "Models of the sectors, made by such vendors, released in the time, found by the text."),
        (
            "sectors",
            "Sector",
            "The sectors and all below them, found by the text; where vendors are named, those that one of them is active in.",
        ),
        (
            "technologies",
            "Technology",
            "Technologies of the sectors, made by such vendors, released in the time, found by the text.",
        ),
        (
            "metrics",
            "Metric",
            "What is measured of something in the slice, or about a sector in it and nothing outside; with figures in the time.",
        ),
        (
            "trends",
            "Trend",
            "Developments that concern the sectors and reach into the time, found by the text; where vendors are named, those that have to do with one of them.",
        ),
        (
            "links",
            "Link",
            "Relations among the vendors, models, sectors, technologies and trends of the slice, in the time.",
        ),
    ];
    let lists = lists.map(|(name, object, description)| many(name, object, Via::Slice, description));
    Type::object(
        "Slice",
        "A part of the chain: what a filter leaves of each type, and the links among it. What has no date is not judged by from and to, except models and technologies, whose release has to be known.",
    )
    .lines(lists)
}

pub(super) fn dataset() -> Type {
    Type::row("Dataset", "dataset", "The state of the data.")
        .line(text("name", "{t}.name", "What the data set is called.").required())
        .line(scalar("version", "Int", Render::Int, &["{t}.version"], "Grows with every committed change.").required())
        .line(moment("updatedAt", "{t}.updated_at", "When it last changed, UTC.").required())
        .line(list(
            "counts",
            Item::Object("DatasetCount"),
            "dataset_count",
            Via::All,
            "{t}.type",
            "How many rows of each type there are.",
        ))
        .line(
            special(
                "changed",
                FieldKind::Changes { object: "Changes" },
                "What became known, was revised and was dropped from one day to another, both included.",
            )
            .required(),
        )
        .line(
            special(
                "quality",
                FieldKind::Fixed { object: "Quality" },
                "What is wrong with the data, and what is missing.",
            )
            .required(),
        )
}

pub(super) fn dataset_count() -> Type {
    Type::row("DatasetCount", "dataset_count", "How many rows of a type there are.")
        .line(text("type", "{t}.type", "The name of the type.").required())
        .line(int("count", "{t}.count", "How many.").required())
}
