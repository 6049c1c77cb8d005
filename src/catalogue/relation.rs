//! Which rows belong to a row: conditions on the rows below (`{t}`) that name the row above (`{k}`).

/// The condition of a connection, where it depends on an argument with its variants.
#[derive(Debug)]
pub enum Via {
    /// Every row of the type.
    All,
    /// One condition.
    Fixed(&'static str),
    /// With `deep: true`, those of the sub-sectors too.
    Deep {
        /// Those of the sector itself.
        shallow: &'static str,
        /// Those of every sector below it too.
        deep: &'static str,
    },
    /// Links by the side on which the node stands, chosen by `direction`.
    Direction {
        /// Links that start at the node.
        out: &'static str,
        /// Links that end at the node.
        into: &'static str,
        /// Both.
        both: &'static str,
    },
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
    /// Texts.
    Text(&'static str),
}

/// Rows of a type at the far end of links of a kind that start at the row.
macro_rules! linked_to {
    ($kind:literal, $type:literal) => {
        concat!(
            "{t}.id IN (SELECT l.to_id FROM link l WHERE l.from_id = {k} AND l.kind = '",
            $kind,
            "' AND l.to_type = '",
            $type,
            "')"
        )
    };
}

/// Rows of a type that links of a kind start at and that end at the row.
macro_rules! linked_from {
    ($kind:literal, $type:literal) => {
        concat!(
            "{t}.id IN (SELECT l.from_id FROM link l WHERE l.to_id = {k} AND l.kind = '",
            $kind,
            "' AND l.from_type = '",
            $type,
            "')"
        )
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

/// The id of the first row, by position, that a link of a kind comes from.
macro_rules! first_from {
    ($kind:literal, $type:literal) => {
        concat!(
            "(SELECT l.from_id FROM link l WHERE l.to_id = {t}.id AND l.kind = '",
            $kind,
            "' AND l.from_type = '",
            $type,
            "' ORDER BY l.position, l.from_id LIMIT 1)"
        )
    };
}

pub(super) use {first_from, first_to, linked_from, linked_to, members_below};

/// Metrics that measure the node.
pub(super) const METRICS_OF_NODE: &str =
    "{t}.id IN (SELECT s.metric_id FROM metric_subject s WHERE s.subject_id = {k})";

/// Metrics that measure the sector or are about it.
pub(super) const METRICS_OF_SECTOR: &str =
    "({t}.sector_id = {k} OR {t}.id IN (SELECT s.metric_id FROM metric_subject s WHERE s.subject_id = {k}))";

/// Metrics that measure, or are about, the sector or one below it.
pub(super) const METRICS_BELOW_SECTOR: &str = "({t}.sector_id IN (SELECT c.descendant_id FROM sector_closure c WHERE c.ancestor_id = {k}) OR {t}.id IN (SELECT s.metric_id FROM sector_closure c JOIN metric_subject s ON s.subject_id = c.descendant_id WHERE c.ancestor_id = {k}))";

/// Sources that the node cites.
pub(super) const SOURCES_OF_NODE: &str = "{t}.id IN (SELECT c.source_id FROM citation c WHERE c.node_id = {k})";

/// Sources that the metric cites, its observations' included.
pub(super) const SOURCES_OF_METRIC: &str = "({t}.id IN (SELECT c.source_id FROM citation c WHERE c.node_id = {k}) OR {t}.id IN (SELECT o.source_id FROM observation o WHERE o.metric_id = {k}))";
