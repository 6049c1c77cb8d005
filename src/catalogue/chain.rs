//! The chain as a whole, and the state of the data.

use super::build::{choice, int, list, localized, many, moment, scalar, text};
use super::relation::through_from;
use super::{Item, Render, Type, Via};

pub(super) fn chain() -> Type {
    Type::object("Chain", "The industry chain as a whole.").line(list(
        "stages",
        Item::Object("ChainStage"),
        "sector",
        "NOT EXISTS (SELECT 1 FROM sector_closure c WHERE c.descendant_id = {t}.id AND c.depth > 0)",
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

pub(super) fn dataset() -> Type {
    Type::row("Dataset", "dataset", "The state of the data.")
        .line(text("name", "{t}.name", "What the data set is called.").required())
        .line(scalar("version", "Int", Render::Int, &["{t}.version"], "Grows with every committed change.").required())
        .line(moment("updatedAt", "{t}.updated_at", "When it last changed, UTC.").required())
        .line(list(
            "counts",
            Item::Object("DatasetCount"),
            "dataset_count",
            "",
            "{t}.type",
            "How many rows of each type there are.",
        ))
}

pub(super) fn dataset_count() -> Type {
    Type::row("DatasetCount", "dataset_count", "How many rows of a type there are.")
        .line(text("type", "{t}.type", "The name of the type.").required())
        .line(int("count", "{t}.count", "How many.").required())
}
