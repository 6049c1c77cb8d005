//! Which rows belong to a row: conditions on the rows below (`{t}`) that name the row above (`{k}`).

use super::Group;

/// Which rows a connection shows, where that depends on an argument with its variants.
#[derive(Debug, Clone, Copy)]
pub enum Via {
    /// Every row of the type.
    All,
    /// Those that belong to the row above.
    Fixed(Belonging),
    /// With `deep: true`, those of the sub-sectors too.
    Deep {
        /// Those of the sector itself.
        shallow: Belonging,
        /// Those of every sector below it too.
        deep: Belonging,
    },
    /// Those that belong to the slice above.
    Slice,
    /// Vintages to which this happened between the days of the field above.
    Changed(super::Change),
    /// Links by the side on which the node stands, chosen by `direction`.
    Direction {
        /// Those of the node itself.
        shallow: &'static Sides,
        /// With `deep: true`, those of its variants and parts too.
        deep: &'static Sides,
    },
}

/// Links by the side on which a node stands.
#[derive(Debug, Clone, Copy)]
pub struct Sides {
    /// Links that start at the node.
    pub out: Belonging,
    /// Links that end at the node.
    pub into: Belonging,
    /// Both.
    pub both: Belonging,
}

impl Sides {
    /// Those on the side of a `LinkDirection`; both without one.
    pub fn on(&self, direction: Option<&str>) -> Belonging {
        match direction {
            Some("OUT") => self.out,
            Some("IN") => self.into,
            _ => self.both,
        }
    }
}

/// What makes a row belong to the row above.
#[derive(Debug, Clone, Copy)]
pub enum Belonging {
    /// A condition on it.
    Where(&'static str),
    /// A column of its own that holds the id of the row above.
    Column {
        /// The column.
        column: &'static str,
        /// What holds of it besides; empty where nothing does.
        condition: &'static str,
    },
    /// A row of a table between the two.
    Through(Through),
    /// One of several ways.
    Either {
        /// The same as a condition.
        condition: &'static str,
        /// The ways, no row in two of them: each has an index in the order of the list, and a page is merged from theirs.
        ways: &'static [Self],
    },
}

/// A table between two others, called `via`: it has at most one row for a pair, and an index that holds the rows below
/// in their order, so that a page is read without looking at the rest of the list.
#[derive(Debug, Clone, Copy)]
pub struct Through {
    /// The table.
    pub table: &'static str,
    /// Which of its rows belong to the row above.
    pub above: &'static str,
    /// What is the id of the row below.
    pub below: &'static str,
    /// The place of the row below among those of its type.
    pub place: &'static str,
}

/// Rows whose column holds the id of the row above.
pub(super) const fn by_column(column: &'static str) -> Via {
    Via::Fixed(Belonging::Column { column, condition: "" })
}

/// What the elements of a plain list are.
#[derive(Debug, Clone, Copy)]
pub enum Item {
    /// Rows of a type.
    Object(&'static str),
    /// Chain nodes, through a row with their tag and id.
    AnyNode {
        /// The tag of the node's type.
        tag: &'static str,
        /// Its id.
        id: &'static str,
    },
    /// Rows of a type that rows name.
    One {
        /// The type.
        object: &'static str,
        /// The id of the row.
        key: &'static str,
    },
    /// Texts.
    Text(&'static str),
}

/// Rows of a type at the far end of links of a kind of structure that start at the row.
macro_rules! through_to {
    ($kind:literal, $type:literal) => {
        $crate::catalogue::Belonging::Through($crate::catalogue::Through {
            table: "link",
            above: concat!("via.from_id = {k} AND via.kind = '", $kind, "' AND via.to_type = '", $type, "'"),
            below: "via.to_id",
            place: "via.to_place",
        })
    };
}

/// Rows of a type that links of a kind of structure start at and that end at the row.
macro_rules! through_from {
    ($kind:literal, $type:literal) => {
        $crate::catalogue::Belonging::Through($crate::catalogue::Through {
            table: "link",
            above: concat!("via.to_id = {k} AND via.kind = '", $kind, "' AND via.from_type = '", $type, "'"),
            below: "via.from_id",
            place: "via.from_place",
        })
    };
}

/// Members of a type of the sector and of every sector below it.
macro_rules! members_below {
    ($type:literal) => {
        concat!(
            "{t}.id IN (SELECT l.from_id FROM sector_closure c JOIN link l ON l.to_id = c.descendant_id ",
            "WHERE c.ancestor_id = {k} AND l.kind = 'PART_OF' AND l.from_type = '",
            $type,
            "')"
        )
    };
}

/// The id of the first row, by position, that a link of a kind leads to.
macro_rules! first_to {
    ($kind:literal, $type:literal) => {
        concat!(
            "(SELECT l.to_id FROM link l WHERE l.from_id = {t}.id AND l.kind = '",
            $kind,
            "' AND l.to_type = '",
            $type,
            "' ORDER BY l.position, l.to_id LIMIT 1)"
        )
    };
}

/// Groups by year, quarter and month of a date that is exact to a precision.
macro_rules! time_buckets {
    ($date:literal, $precision:literal, [$year:literal, $quarter:literal, $month:literal], $what:literal) => {{
        let group = |name, description, key| $crate::catalogue::Group {
            name,
            description,
            by: key,
            key,
            label_en: "",
            label_zh: "",
            choice: None,
            beside: None,
        };
        [
            group($year, concat!("Year of ", $what, ", `2024`."), concat!("substr(CAST(", $date, " AS TEXT), 1, 4)")),
            group(
                $quarter,
                concat!("Quarter of ", $what, ", `2024-Q1`; null where only the year is known."),
                concat!(
                    "CASE WHEN ",
                    $precision,
                    " <> 'YEAR' THEN substr(CAST(",
                    $date,
                    " AS TEXT), 1, 4) || '-Q' || ",
                    "CAST((CAST(substr(CAST(",
                    $date,
                    " AS TEXT), 6, 2) AS INTEGER) + 2) / 3 AS TEXT) END"
                ),
            ),
            group(
                $month,
                concat!("Month of ", $what, ", `2024-03`; null where only the year or the quarter is known."),
                concat!(
                    "CASE WHEN ",
                    $precision,
                    " IN ('MONTH', 'DAY') THEN substr(CAST(",
                    $date,
                    " AS TEXT), 1, 7) END"
                ),
            ),
        ]
    }};
}

/// Groups by the sectors that a row belongs to.
pub(super) fn by_sector() -> Group {
    Group {
        name: "SECTOR",
        description: "Slugs of the sectors that it belongs to, without those above them: what belongs to several counts in each, so that the groups together can have more than the list.",
        by: "gs.slug",
        key: "gs.slug",
        label_en: "(SELECT coalesce(s.name_en, s.name_zh) FROM sector s WHERE s.slug = {k})",
        label_zh: "(SELECT coalesce(s.name_zh, s.name_en) FROM sector s WHERE s.slug = {k})",
        choice: None,
        beside: Some(
            "LEFT JOIN link gl ON gl.from_id = {t}.id AND gl.kind = 'PART_OF' AND gl.to_type = 'SECTOR' LEFT JOIN sector gs ON gs.id = gl.to_id",
        ),
    }
}

/// Groups of links by the sectors that one of their ends belongs to, or is.
macro_rules! by_sector_of {
    ($end:literal, $name:literal, $alias:literal) => {
        $crate::catalogue::Group {
            name: $name,
            description: concat!(
                "Slugs of the sectors that the ", $end, " end belongs to, without those above them, or of the one that it is: a link whose end belongs to several counts in each."
            ),
            by: concat!("CASE WHEN {t}.", $end, "_type = 'SECTOR' THEN {t}.", $end, "_id ELSE ", $alias, "l.to_id END"),
            key: "(SELECT s.slug FROM sector s WHERE s.id = {k})",
            label_en: "(SELECT coalesce(s.name_en, s.name_zh) FROM sector s WHERE s.slug = {k})",
            label_zh: "(SELECT coalesce(s.name_zh, s.name_en) FROM sector s WHERE s.slug = {k})",
            choice: None,
            beside: Some(concat!(
                "LEFT JOIN link ", $alias, "l ON {t}.", $end, "_type <> 'SECTOR' AND ", $alias, "l.from_id = {t}.", $end, "_id AND ", $alias,
                "l.kind = 'PART_OF' AND ", $alias, "l.to_type = 'SECTOR'"
            )),
        }
    };
}

pub(super) use {by_sector_of, first_to, members_below, through_from, through_to, time_buckets};

/// Metrics that measure the node.
pub(super) const METRICS_OF_NODE: Belonging = Belonging::Through(Through {
    table: "metric_subject",
    above: "via.subject_id = {k}",
    below: "via.metric_id",
    place: "via.metric_place",
});

/// Metrics that measure the sector or are about it.
pub(super) const METRICS_OF_SECTOR: Belonging = Belonging::Either {
    condition: "({t}.sector_id = {k} OR {t}.id IN (SELECT s.metric_id FROM metric_subject s WHERE s.subject_id = {k}))",
    ways: &[
        Belonging::Column { column: "{t}.sector_id", condition: "" },
        Belonging::Through(Through {
            table: "metric_subject",
            above: "via.subject_id = {k} AND ({t}.sector_id IS NULL OR {t}.sector_id <> {k})",
            below: "via.metric_id",
            place: "via.metric_place",
        }),
    ],
};

/// Metrics that measure, or are about, the sector or one below it.
pub(super) const METRICS_BELOW_SECTOR: Belonging = Belonging::Where(
    "({t}.sector_id IN (SELECT c.descendant_id FROM sector_closure c WHERE c.ancestor_id = {k}) OR {t}.id IN (SELECT s.metric_id FROM sector_closure c JOIN metric_subject s ON s.subject_id = c.descendant_id WHERE c.ancestor_id = {k}))",
);

/// Sources that the node cites.
pub(super) const SOURCES_OF_NODE: Belonging =
    Belonging::Where("{t}.id IN (SELECT c.source_id FROM citation c WHERE c.node_id = {k})");

/// Sources of the preferred claims about the node's attributes, which numbers on it repeat.
pub(super) const SOURCES_OF_CLAIMS: &str = "{t}.id IN (SELECT o.source_id FROM metric_subject x JOIN metric m ON m.id = x.metric_id AND m.kind = 'SPECIFICATION' JOIN observation o ON o.metric_id = m.id AND o.rank = 0 AND o.superseded_at IS NULL WHERE x.subject_id = {k})";

/// Sources that the metric cites, its observations' included.
pub(super) const SOURCES_OF_METRIC: Belonging = Belonging::Where(
    "({t}.id IN (SELECT c.source_id FROM citation c WHERE c.node_id = {k}) OR {t}.id IN (SELECT o.source_id FROM observation o WHERE o.metric_id = {k}))",
);
