//! Claims.

use super::build::{
    choice, date, display, embedded, float, folded_beside, list, localized, moment, one, order, text, unit,
};
use super::relation::time_buckets;
use super::{Belonging, Codes, FilterKind, Group, Item, OrderKind, Printed, Shown, Type, Via, Vintages};

/// What tells the vintages of a figure apart.
pub const VINTAGES: Vintages = Vintages {
    current: "{t}.superseded_on IS NULL",
    known_on: "{t}.known_on",
    superseded_on: "{t}.superseded_on",
    withdrawn_on: "{t}.withdrawn_on",
};

/// Where its period begins and ends, for orders and for filters.
const FROM: &str = "{t}.period_from";
const UNTIL: &str = "{t}.period_until";

pub(super) fn observation() -> Type {
    Type::node(
        "Observation",
        "observation",
        "OBSERVATION",
        "One published claim about a metric for a period: a value, bounds or words, as printed, with who says so. Claims that disagree stand side by side.",
    )
    .line(one("metric", "Metric", "{t}.metric_id", "What it is a claim about.").required())
    .line(embedded("period", "Period", "period", "{t}.period_precision", "The time that it holds for; null where the source gives none."))
    .line(embedded("basePeriod", "Period", "base", "{t}.base_precision", "The time that a ratio or a growth is measured against."))
    .line(float("value", "{t}.value", "The figure, in unit; null where only a bound or words are known.").filtered().aggregated_by("{t}.unit_code"))
    .line(float("low", "{t}.low", "Lower bound, in unit: a figure above 80 % has low 80 and no value.").filtered().aggregated_by("{t}.unit_code"))
    .line(float("high", "{t}.high", "Upper bound, in unit.").filtered().aggregated_by("{t}.unit_code"))
    .line(choice("comparator", "Comparator", "{t}.comparator", "How the figure is to be read.").required().filtered())
    .line(unit("unit", "{t}.unit_code", "The unit of value, low and high: the one that the source printed."))
    .line(text("published", "{t}.published", "The figure, or the words that stand for one, as printed; null where the text of the source is not known."))
    .line(
        display(
            Shown {
                figure: ["{t}.value", "{t}.low", "{t}.high", "{t}.comparator"],
                unit: "{t}.unit_code",
                words: Some(["{t}.text_en", "{t}.text_zh", "{t}.published"]),
            },
            "The figure as people write it, with its comparator and the sign of its unit: > 80 %, US$64 billion, 3,716 亿元. The number is the same in every language; a claim without one is its words.",
        )
        .required(),
    )
    .line(choice("status", "ObservationStatus", "{t}.status", "Measured, estimated, expected, planned, claimed or defined: never to be mixed.").required().filtered().grouped("STATUS"))
    .line(localized("text", ["{t}.text_en", "{t}.text_zh"], "The claim in words."))
    .line(embedded(
        "normalized",
        "Quantity",
        "normalized",
        "coalesce({t}.normalized_value, {t}.normalized_low, {t}.normalized_high)",
        "The figure in base units: yuan, not 100 million yuan; a fraction, not per cent.",
    ).compared_by("{t}.comparator"))
    .filter("normalized", FilterKind::Float("{t}.normalized_value"), "The value in base units.")
    .line(text("assertedBy", "{t}.asserted_by", "Who says so, as the source names them; null where the source speaks for itself.").filtered_folded("{t}.asserted_by_fold"))
    .line(one("assertedByVendor", "Vendor", "{t}.asserted_by_vendor_id", "Who says so, where it is a vendor of the chain."))
    .line(one("source", "Source", "{t}.source_id", "Where it is printed.").required())
    .line(text("locator", "{t}.locator", "Where in the source: a section, page or table."))
    .line(text("key", "{t}.key", "The claim's own id within its source or fact sheet.").filtered_folded(folded_beside!("key")))
    .line(date("publishedOn", "{t}.published_on", "When it was published; null where the source prints no date.").filtered().ordered("PUBLISHED_ON"))
    .line(moment("recordedAt", "{t}.recorded_at", "When it was stored here, UTC.").required())
    .line(date("knownOn", "{t}.known_on", "From when on it was known: when it was published, else as of when it was imported, else when it was stored here. asOf compares with it.").required().filtered().ordered("KNOWN_ON"))
    .line(date("supersededOn", "{t}.superseded_on", "From when on a newer vintage of the same figure was known; null for the current one."))
    .line(moment("supersededAt", "{t}.superseded_at", "When a newer vintage took its place, UTC; null for the current one."))
    .line(date("withdrawnOn", "{t}.withdrawn_on", "From when on its source had it no longer; null where it still has it.").filtered())
    .line(list(
        "revisions",
        Item::Object("Observation"),
        "observation",
        Via::Fixed(Belonging::Where("{t}.lineage = (SELECT o.lineage FROM observation o WHERE o.id = {k})")),
        "{t}.known_on, {t}.id",
        "Every vintage of this figure, the oldest first, this one among them.",
    ))
    .line(one(
        "previous",
        "Observation",
        "(SELECT e.id FROM observation e WHERE e.lineage = {t}.lineage AND e.known_on < {t}.known_on ORDER BY e.known_on DESC LIMIT 1)",
        "The vintage that it took the place of; null for the first.",
    ))
    .line(choice("confidence", "Confidence", "{t}.confidence", "How far it can be relied on.").required().filtered())
    .filter("unit", FilterKind::Code { column: "{t}.unit_code", fold: "lower({t}.unit_code)", of: Codes::Unit }, "Code of the unit that it is printed in.")
    .filter("metric", FilterKind::One { object: "Metric", key: "{t}.metric_id" }, "What it is a claim about.")
    .filter("source", FilterKind::One { object: "Source", key: "{t}.source_id" }, "Where it is printed.")
    .filter("periodStart", FilterKind::Date("{t}.period_start"), "First day of its period.")
    .filter("periodEnd", FilterKind::Date("{t}.period_end"), "Last day of its period.")
    .order(order("VALUE", "{t}.value", OrderKind::Float, "The figure as it is printed, in whatever unit: 671 billion stands before 1 trillion. NORMALIZED compares over units.").nullable())
    .order(order("NORMALIZED", "{t}.normalized_value", OrderKind::Float, "The figure in base units, so that units differ no more.").nullable())
    .order(order("PERIOD_START", "{t}.period_start", OrderKind::Date, "First day of its period.").kept(FROM))
    .order(order("PERIOD_END", "{t}.period_end", OrderKind::Date, "Last day of its period.").kept(UNTIL))
    .grouped_by(time_buckets!("{t}.period_start", "{t}.period_precision", ["YEAR", "QUARTER", "MONTH"], "the start of its period"))
    .group(Group {
        name: "UNIT",
        description: "Code of the unit that it is printed in: groups of one unit have aggregates.",
        by: "{t}.unit_code",
        key: "{t}.unit_code",
        label_en: "(SELECT u.name_en FROM unit u WHERE u.code = {t}.unit_code)",
        label_zh: "(SELECT u.name_zh FROM unit u WHERE u.code = {t}.unit_code)",
        choice: None,
        beside: None,
    })
    .group(Group {
        name: "SOURCE",
        description: "Slug of its source.",
        by: "{t}.source_id",
        key: "(SELECT s.slug FROM source s WHERE s.id = {t}.source_id)",
        label_en: "(SELECT coalesce(s.title_en, s.title_zh) FROM source s WHERE s.id = {t}.source_id)",
        label_zh: "(SELECT coalesce(s.title_zh, s.title_en) FROM source s WHERE s.id = {t}.source_id)",
        choice: None,
        beside: None,
    })
    .printed(Printed { unit: "unit", order: "VALUE", instead: "NORMALIZED sorts and normalized compares them in base units" })
    .superseded_by(VINTAGES)
    .large()
    .sorted_by([
        order("", "{t}.period_start", OrderKind::Date, "").kept(FROM),
        order("", "{t}.period_end", OrderKind::Date, "").kept(UNTIL),
    ])
    .versioned()
}
