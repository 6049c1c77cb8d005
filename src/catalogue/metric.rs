//! What is measured.

use super::build::{choice, flag, list, many, one, related, special, text, unit};
use super::relation::{SOURCES_OF_METRIC, by_column};
use super::{Belonging, Codes, FieldKind, FilterKind, Group, Item, Type, Via, series};

/// What has happened before what is expected; then the newest, the preferred first.
macro_rules! newest {
    ($row:literal) => {
        concat!(
            "CASE WHEN ",
            $row,
            ".status IN ('FORECAST', 'PLAN') THEN 1 ELSE 0 END, ",
            $row,
            ".period_end DESC NULLS LAST, ",
            $row,
            ".period_start DESC NULLS LAST, ",
            $row,
            ".rank, ",
            $row,
            ".id"
        )
    };
}

const NEWEST: &str = newest!("{t}");
/// The newest observation that is known now.
const LATEST: &str = concat!(
    "(SELECT n.id FROM observation n WHERE n.metric_id = {t}.id AND n.superseded_on IS NULL ORDER BY ",
    newest!("n"),
    " LIMIT 1)"
);

pub(super) fn metric() -> Type {
    Type::named(
        "Metric",
        "metric",
        "METRIC",
        "One series: what is measured, in which unit, of which subject or group of subjects, in which region. Its figures are its observations.",
    )
    .line(choice("kind", "MetricKind", "{t}.kind", "What sort of figure it is.").required().filtered().grouped("KIND"))
    .line(unit("unit", "{t}.unit_code", "The unit that it is usually printed in; an observation may be printed in another of the same dimension."))
    .group(Group {
        name: "UNIT",
        description: "Code of its unit.",
        by: "{t}.unit_code",
        key: "{t}.unit_code",
        label_en: "(SELECT u.name_en FROM unit u WHERE u.code = {t}.unit_code)",
        label_zh: "(SELECT u.name_zh FROM unit u WHERE u.code = {t}.unit_code)",
        choice: None,
        beside: None,
    })
    .line(list(
        "subjects",
        Item::AnyNode { tag: "{t}.subject_type", id: "{t}.subject_id" },
        "metric_subject",
        by_column("{t}.metric_id"),
        "{t}.position",
        "What is measured; more than one means a figure of the group as a whole, never to be split.",
    ))
    .line(text("region", "{t}.region", "ISO 3166-1 alpha-2, or WORLD; null where the source says none.").filtered_code(Codes::Region, "lower({t}.region)"))
    .group(Group {
        name: "REGION",
        description: "Region.",
        by: "{t}.region",
        key: "{t}.region",
        label_en: "(SELECT r.name_en FROM region r WHERE r.code = {t}.region)",
        label_zh: "(SELECT r.name_zh FROM region r WHERE r.code = {t}.region)",
        choice: None,
        beside: None,
    })
    .line(flag("regionInferred", "{t}.region_inferred", "True where the context says the region and the source does not.").filtered())
    .line(text("attribute", "{t}.attribute", "What it measures alike of many subjects: mmlu, memory, parameters; null for metrics of their own.").filtered_folded("{t}.attribute"))
    .group(Group {
        name: "ATTRIBUTE",
        description: "What it measures alike of many subjects.",
        by: "{t}.attribute",
        key: "{t}.attribute",
        label_en: "(SELECT a.name_en FROM attribute a WHERE a.slug = {t}.attribute)",
        label_zh: "(SELECT a.name_zh FROM attribute a WHERE a.slug = {t}.attribute)",
        choice: None,
        beside: None,
    })
    .line(one("sector", "Sector", "{t}.sector_id", "The market or part of the chain that it is about."))
    .group(Group {
        name: "SECTOR",
        description: "Slug of the sector that it is about.",
        by: "{t}.sector_id",
        key: "(SELECT s.slug FROM sector s WHERE s.id = {t}.sector_id)",
        label_en: "(SELECT coalesce(s.name_en, s.name_zh) FROM sector s WHERE s.id = {t}.sector_id)",
        label_zh: "(SELECT coalesce(s.name_zh, s.name_en) FROM sector s WHERE s.id = {t}.sector_id)",
        choice: None,
        beside: None,
    })
    .line(many("observations", "Observation", Via::Fixed(Belonging::Where("{t}.metric_id = {k}")), "The claims about it, by period; superseded ones are left out."))
    .line(special(
        "latest",
        FieldKind::Latest { object: "Observation", via: "{t}.metric_id = {k}", order: NEWEST, status: "{t}.status" },
        "The newest observation by period. Without a status, what has happened goes before forecasts and plans.",
    ))
    .line(series::field())
    .line(many("sources", "Source", Via::Fixed(SOURCES_OF_METRIC), "Who published its figures.") )
    .filter("unit", FilterKind::Code { column: "{t}.unit_code", fold: "lower({t}.unit_code)", of: Codes::Unit }, "Code of the unit that it is usually printed in.")
    .sliced()
    .filter("sector", FilterKind::One { object: "Sector", key: "{t}.sector_id" }, "The market or part of the chain that it is about.")
    .filter("subjects", FilterKind::Subjects { table: "metric_subject", via: "{t}.metric_id = {k}" }, "What is measured.")
    .filter("observations", related("Observation", Belonging::Where("{t}.metric_id = {k}")), "The claims about it.")
    .filter("latest", FilterKind::One { object: "Observation", key: LATEST }, "Its newest observation by period: what has happened goes before forecasts and plans.")
    .summarized(&["slug", "name", "subjects"])
    .versioned()
}
