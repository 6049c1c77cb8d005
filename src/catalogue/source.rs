//! Citations.

use super::build::{choice, date, folded_beside, localized, many, scalar, text, url};
use super::common::by_slug;
use super::relation::time_buckets;
use super::{Belonging, FilterKind, Render, Type, Via};

pub(super) fn source() -> Type {
    Type::node("Source", "source", "SOURCE", "A citation: the publication in which figures and relations are printed.")
        .searched()
        .line(
            text("slug", "{t}.slug", "Stable, human identifier: lower case, hyphenated.")
                .required()
                .filtered_folded("{t}.slug")
                .ordered("SLUG")
                .unique(),
        )
        .line(
            localized(
                "title",
                ["{t}.title_en", "{t}.title_zh"],
                "Title in the language asked for; the other language where there is none.",
            )
            .required()
            .filtered_as(FilterKind::Text {
                exact: vec!["{t}.title_en", "{t}.title_zh"],
                fold: vec!["{t}.title_en_fold", "{t}.title_zh_fold"],
            }),
        )
        .line(localized(
            "description",
            ["{t}.description_en", "{t}.description_zh"],
            "What to know about it: how its date is known, what it covers.",
        ))
        .line(
            text("publisher", "{t}.publisher", "Who published it.")
                .filtered_folded("{t}.publisher_fold")
                .grouped("PUBLISHER"),
        )
        .line(
            choice("kind", "SourceKind", "{t}.kind", "What sort of publication it is.")
                .required()
                .filtered()
                .grouped("KIND"),
        )
        .line(url("url", "{t}.url", "Address."))
        .line(
            date(
                "publishedOn",
                "{t}.published_on",
                "First day of the period of publication that is known; null where it prints no date.",
            )
            .filtered()
            .ordered("PUBLISHED_ON"),
        )
        .line(choice("publishedPrecision", "DatePrecision", "{t}.published_precision", "How exact publishedOn is."))
        .line(
            text("license", "{t}.license", "Licence of its content; null where unknown.")
                .filtered_folded(folded_beside!("license")),
        )
        .line(
            choice(
                "redistribution",
                "Redistribution",
                "{t}.redistribution",
                "Whether what it prints may be passed on in bulk; exports leave out what rests on a source that forbids it.",
            )
            .required()
            .filtered(),
        )
        .line(
            scalar(
                "citation",
                "String",
                Render::Citation,
                &[
                    "{t}.title_en",
                    "{t}.title_zh",
                    "{t}.publisher",
                    "{t}.published_on",
                    "{t}.published_precision",
                    "{t}.url",
                    "{t}.slug",
                ],
                "How to cite it: SHORT (publisher, year), LONG (with title and address; the default) or BIBTEX.",
            )
            .required(),
        )
        .line(many(
            "observations",
            "Observation",
            Via::Fixed(Belonging::Where("{t}.source_id = {k}")),
            "The figures that it prints.",
        ))
        .line(many(
            "links",
            "Link",
            Via::Fixed(Belonging::Where("{t}.source_id = {k}")),
            "The relations that it states or implies.",
        ))
        .grouped_by(time_buckets!(
            "{t}.published_on",
            "{t}.published_precision",
            ["PUBLISHED_YEAR", "PUBLISHED_QUARTER", "PUBLISHED_MONTH"],
            "publication"
        ))
        .sorted_by([by_slug()])
        .summarized(&["slug", "title", "publisher", "url", "license"])
        .versioned()
}
