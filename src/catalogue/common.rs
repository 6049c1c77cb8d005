//! What several types have in common.

use super::build::{Line, derived_many, list, localized, many, moment, order, related, scalar, text};
use super::graph::REACHED;
use super::relation::{METRICS_OF_NODE, SOURCES_OF_NODE};
use super::{Belonging, Derivation, FilterKind, Flow, Item, Order, OrderKind, Render, Sides, Type, Via};

/// What `upstream` says on every part of the chain.
pub const UPSTREAM: &str =
    "What it depends on, directly or through others, the nearest first: a model's chips and their makers.";
/// What `downstream` says on every part of the chain.
pub const DOWNSTREAM: &str = "What depends on it, directly or through others, the nearest first: a chip's models and the sectors that they are used in.";

const OUT: Belonging = Belonging::Where("{t}.from_id = {k}");
const INTO: Belonging = Belonging::Where("{t}.to_id = {k}");
const BOTH: Belonging = Belonging::Either {
    condition: "({t}.from_id = {k} OR {t}.to_id = {k})",
    ways: &[OUT, Belonging::Where("{t}.to_id = {k} AND {t}.from_id <> {k}")],
};

/// The node and what is a part of it of its own type, however far below: variants, versions, sub-sectors.
macro_rules! family {
    () => {
        "(WITH RECURSIVE f(id) AS (SELECT n.id FROM node n WHERE n.id = {k} UNION SELECT m.from_id FROM f JOIN link m ON m.to_id = f.id AND m.kind = 'PART_OF' AND m.from_type = m.to_type) SELECT f.id FROM f)"
    };
}

const LINKS: Via = Via::Direction {
    shallow: &Sides { out: OUT, into: INTO, both: BOTH },
    deep: &Sides {
        out: Belonging::Where(concat!("{t}.from_id IN ", family!())),
        into: Belonging::Where(concat!("{t}.to_id IN ", family!())),
        both: Belonging::Where(concat!(
            "{t}.id IN (SELECT e.id FROM link e JOIN ",
            family!(),
            " v ON e.from_id = v.id UNION SELECT e.id FROM link e JOIN ",
            family!(),
            " v ON e.to_id = v.id)"
        )),
    },
};

impl Type {
    /// A node that bears names and that metrics and sources are about, but not itself a part of the chain.
    pub(super) fn named(name: &'static str, table: &'static str, tag: &'static str, description: &'static str) -> Self {
        Self::node(name, table, tag, description)
            .searched()
            .line(
                text("slug", "{t}.slug", "Stable, human identifier: lower case, hyphenated, from the usual English name.")
                    .required()
                    .filtered_folded("{t}.slug")
                    .ordered("SLUG")
                    .unique(),
            )
            .line(
                localized(
                    "name",
                    ["{t}.name_en", "{t}.name_zh"],
                    "Name in the language asked for (else that of Accept-Language, else English); the other language where there is none.",
                )
                .required()
                .filtered_as(FilterKind::Names("{t}.id")),
            )
            .order(order("NAME", "{t}.name_fold", OrderKind::Text, "English name, regardless of case and width."))
            .line(list(
                "aliases",
                Item::Text("{t}.text"),
                "name",
                Via::Fixed(Belonging::Column { column: "{t}.node_id", condition: "{t}.role = 'ALIAS'" }),
                "{t}.position",
                "Other names in any language: tickers, short forms, former names, spellings.",
            )
            .filtered_as(FilterKind::Aliases("{t}.id")))
            .line(localized(
                "description",
                ["{t}.description_en", "{t}.description_zh"],
                "One or two sentences; null where nothing is known.",
            ))
            .sorted_by([by_slug()])
            .summarized(&["slug", "name"])
    }

    /// A part of the chain: what links join.
    pub(super) fn chain_node(
        name: &'static str,
        table: &'static str,
        tag: &'static str,
        description: &'static str,
    ) -> Self {
        let mut node = Self::named(name, table, tag, description)
            .line(many(
                "links",
                "Link",
                LINKS,
                "Typed, dated, cited relations with other parts of the chain; direction says on which side this one stands.",
            ))
            .filter(
                "links",
                FilterKind::Links(Sides { out: OUT, into: INTO, both: BOTH }),
                "Its relations with other parts of the chain; direction says on which side this one stands.",
            )
            .sliced()
            .line(many("sources", "Source", Via::Fixed(SOURCES_OF_NODE), "Who says what is said here."))
            .line(derived_many("upstream", Derivation::Reach(Flow::Upstream), "ImpactEdge", REACHED, UPSTREAM))
            .line(derived_many("downstream", Derivation::Reach(Flow::Downstream), "ImpactEdge", REACHED, DOWNSTREAM));
        node.interfaces.push("ChainNode");
        node
    }

    /// A chain node that is a subject of metrics and not a market that they are about.
    pub(super) fn measured(self) -> Self {
        let said = "What is measured of it, alone or as one of a group.";
        self.line(many("metrics", "Metric", Via::Fixed(METRICS_OF_NODE), said)).filter(
            "metrics",
            related("Metric", METRICS_OF_NODE),
            said,
        )
    }

    /// How often and when a row was changed.
    pub(super) fn versioned(self) -> Self {
        self.lines(version_lines()).order(order(
            "UPDATED_AT",
            "{t}.updated_at",
            OrderKind::Int,
            "When it last changed.",
        ))
    }
}

fn version_lines() -> [Line; 2] {
    [
        scalar(
            "version",
            "Int",
            Render::Int,
            &["{t}.version"],
            "Grows by one with every change; what expectedVersion is compared with.",
        )
        .required(),
        moment("updatedAt", "{t}.updated_at", "When it last changed, UTC.").required().filtered(),
    ]
}

/// Slugs from a to z.
pub(super) fn by_slug() -> Order {
    order("", "{t}.slug", OrderKind::Text, "").unique()
}

/// As the type's lists are by nature: see `domain::place`.
pub(super) fn by_place() -> Order {
    order("", "{t}.place", OrderKind::Text, "").unique()
}
