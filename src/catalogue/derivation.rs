//! Rows that no table holds: computed for a request from what several statements say, and then read like those of a
//! table. A type whose table begins with `@` has such rows; a field of kind `Derived` is where they come from.

/// What is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Derivation {
    /// Ways along links from one part of the chain to another.
    Path,
    /// What is reached from parts of the chain that an argument names.
    Impact,
    /// What is reached from the row above.
    Reach(Flow),
    /// The figures of the metric above by period, and what follows from them.
    Series,
    /// Models, technologies or metrics side by side.
    Compare(Compared),
    /// What is found by its names and descriptions.
    Search,
    /// How concentrated the markets of a sector are.
    Concentration,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// Models by their attributes.
    Models,
    /// Technologies by their attributes.
    Technologies,
    /// Metrics by period.
    Metrics,
}

/// Which way dependence is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// To what something depends on.
    Upstream,
    /// To what depends on it.
    Downstream,
}

/// An argument of a derived field.
#[derive(Debug, Clone, Copy)]
pub struct Argument {
    /// Its name.
    pub name: &'static str,
    /// Its type, as in the schema.
    pub ty: &'static str,
    /// What it decides, and what holds where it is left out.
    pub description: &'static str,
}

const KINDS: Argument = Argument {
    name: "kinds",
    ty: "[LinkKind!]",
    description: "Only along links of these kinds; all where left out. Membership (PART_OF) leads from a sector that is asked for to what belongs to it, and never through a sector that two parts merely belong to; a path takes it like any other link where it is named here.",
};

const TYPES: Argument = Argument {
    name: "types",
    ty: "[ChainNodeType!]",
    description: "Only what is of these types is given; walks go through all.",
};

const REACH_DEPTH: Argument =
    Argument { name: "maxDepth", ty: "Int", description: "How many links away at most: 1 to 8, 4 where left out." };

impl Derivation {
    /// What its field takes besides the arguments of a list.
    pub fn arguments(self) -> Vec<Argument> {
        let argument = |name, ty, description| Argument { name, ty, description };
        match self {
            Self::Path => vec![
                argument("from", "ChainNodeRef!", "Where the paths start."),
                argument("to", "ChainNodeRef!", "Where they end."),
                KINDS,
                argument(
                    "directed",
                    "Boolean",
                    "True follows links only from their start to their end; false, or left out, walks them both ways.",
                ),
                argument("maxDepth", "Int", "How many links a path has at most: 1 to 8, 6 where left out."),
                argument("first", "Int", "How many paths at most: 1 to 20, 3 where left out."),
            ],
            Self::Impact => vec![
                argument("of", "[ChainNodeRef!]!", "Where it starts: 1 to 20 parts of the chain."),
                argument("direction", "ImpactDirection!", "Which way dependence is followed."),
                KINDS,
                TYPES,
                REACH_DEPTH,
            ],
            Self::Reach(_) => vec![KINDS, TYPES, REACH_DEPTH],
            Self::Compare(Compared::Models) => {
                vec![argument("models", "[String!]!", "Slugs of 1 to 20 models, none of them twice.")]
            }
            Self::Compare(Compared::Technologies) => {
                vec![argument("technologies", "[String!]!", "Slugs of 1 to 20 technologies, none of them twice.")]
            }
            Self::Compare(Compared::Metrics) => {
                vec![argument("metrics", "[String!]!", "Slugs of 1 to 20 metrics, none of them twice.")]
            }
            Self::Search => vec![
                argument(
                    "query",
                    "String!",
                    "What to look for, at most 200 characters: names, aliases, tickers, words of descriptions; Chinese in simplified or traditional characters or in pinyin, whole or by its initials. Letters and numbers are the same together and apart: gpt4, GPT-4. A longer Latin word may have one letter wrong.",
                ),
                argument("types", "[SearchType!]", "Only these types; all where left out."),
            ],
            Self::Concentration => vec![
                argument("sector", "String", "Slug of the sector; left out where a metric is named."),
                argument("metric", "String", "Slug of a metric of a share: only the market that it is about."),
                argument("top", "Int", "Of how many vendors topShare is: 1 to 20, 3 where left out."),
            ],
            Self::Series => vec![
                argument(
                    "from",
                    "Date",
                    "Only periods that end on this day or later; of a month or a year its first day counts. What YOY, CHANGE and MOVING_AVERAGE look back at may be before it; CAGR, INDEX and CUMULATIVE begin with it.",
                ),
                argument(
                    "to",
                    "Date",
                    "Only periods that start on this day or earlier; of a month or a year its last day counts. With resample a period of which it is a day is made of all its parts.",
                ),
                argument("status", "[ObservationStatus!]", "Only observations of these statuses; all where left out."),
                argument(
                    "asOf",
                    "Date",
                    "What was known on that day, instead of what is known now; at the end of a month or a year.",
                ),
                argument(
                    "withdrawn",
                    "Boolean",
                    "True takes figures along that their source has no longer: withdrawnOn says from when on. With asOf, those that it had no longer on that day.",
                ),
                argument("transform", "SeriesTransform", "What to compute; NONE where left out."),
                argument("window", "Int", "How many points a MOVING_AVERAGE is over: 1 to 100, 3 where left out."),
                argument(
                    "resample",
                    "DatePrecision",
                    "One point for each year, quarter, month or day, before the transform; needs method.",
                ),
                argument("method", "ResampleMethod", "How several figures become one where resample asks for it."),
                argument(
                    "convertTo",
                    "String",
                    "Code of the unit to convert to: another one of the same base, or the same in another currency at the average rate of the period.",
                ),
            ],
        }
    }
}

/// A table of derived rows, which come in the order of lists that ask for none.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    /// The table that types and lists name.
    pub name: &'static str,
    /// What its rows hold, in order. The first is the key that rows below name.
    pub columns: &'static [(&'static str, Column)],
}

/// What a column of derived rows holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// A whole number, an id, or 0 and 1 for false and true.
    Int,
    /// A floating-point number.
    Float,
    /// A text.
    Text,
}

/// Walks that start somewhere: whether each saw everything.
pub const WALKS: Part =
    Part { name: "@walks", columns: &[("id", Column::Int), ("complete", Column::Int), ("kinds", Column::Int)] };

/// What walks reached, the nearest first, with one shortest path to each.
pub const REACHED: Part = Part {
    name: "@reached",
    columns: &[
        ("id", Column::Int),
        ("walk", Column::Int),
        ("length", Column::Int),
        ("tag", Column::Text),
        ("node", Column::Int),
        ("place", Column::Text),
        ("share_value", Column::Float),
        ("share_low", Column::Float),
        ("share_high", Column::Float),
        ("share_unit", Column::Text),
        ("dependence", Column::Text),
    ],
};

/// Paths.
pub const PATHS: Part = Part { name: "@paths", columns: &[("id", Column::Int), ("length", Column::Int)] };

/// The parts of the chain that a path leads along.
pub const PATH_NODES: Part = Part {
    name: "@path_nodes",
    columns: &[
        ("id", Column::Int),
        ("path", Column::Int),
        ("position", Column::Int),
        ("tag", Column::Text),
        ("node", Column::Int),
    ],
};

/// The links that a path leads along.
pub const PATH_LINKS: Part = Part {
    name: "@path_links",
    columns: &[("id", Column::Int), ("path", Column::Int), ("position", Column::Int), ("link", Column::Int)],
};

/// Series of metrics.
pub const SERIES: Part =
    Part { name: "@series", columns: &[("id", Column::Int), ("unit", Column::Text), ("transform", Column::Text)] };

/// The points of series.
pub const POINTS: Part = Part {
    name: "@points",
    columns: &[
        ("id", Column::Int),
        ("series", Column::Int),
        ("period_start", Column::Text),
        ("period_end", Column::Text),
        ("period_precision", Column::Text),
        ("period_label", Column::Text),
        ("period_duration", Column::Text),
        ("value", Column::Float),
        ("low", Column::Float),
        ("high", Column::Float),
        ("comparator", Column::Text),
        ("unit", Column::Text),
        ("status", Column::Text),
        ("derived", Column::Int),
        ("formula", Column::Text),
    ],
};

/// The observations that points are made of.
pub const INPUTS: Part = Part {
    name: "@inputs",
    columns: &[("id", Column::Int), ("point", Column::Int), ("position", Column::Int), ("observation", Column::Int)],
};

/// Comparisons.
pub const COMPARISON: Part = Part { name: "@comparison", columns: &[("id", Column::Int)] };

/// What is compared.
pub const COMPARED: Part =
    Part { name: "@compared", columns: &[("id", Column::Int), ("comparison", Column::Int), ("subject", Column::Int)] };

/// The rows of comparisons.
pub const COMPARISON_ROWS: Part = Part {
    name: "@comparison_rows",
    columns: &[
        ("id", Column::Int),
        ("comparison", Column::Int),
        ("attribute", Column::Text),
        ("name_en", Column::Text),
        ("name_zh", Column::Text),
    ],
};

/// The cells of those rows.
pub const CELLS: Part = Part {
    name: "@cells",
    columns: &[
        ("id", Column::Int),
        ("line", Column::Int),
        ("number", Column::Float),
        ("low", Column::Float),
        ("high", Column::Float),
        ("comparator", Column::Text),
        ("unit", Column::Text),
        ("text_en", Column::Text),
        ("text_zh", Column::Text),
        ("observation", Column::Int),
        ("source", Column::Int),
    ],
};

/// What a search found.
pub const HITS: Part = Part {
    name: "@hits",
    columns: &[
        ("id", Column::Int),
        ("tag", Column::Text),
        ("node", Column::Int),
        ("place", Column::Text),
        ("score", Column::Float),
        ("standing", Column::Int),
        ("highlight_en", Column::Text),
        ("highlight_zh", Column::Text),
    ],
};

/// Markets of a sector.
pub const MARKETS: Part = Part {
    name: "@markets",
    columns: &[
        ("id", Column::Int),
        ("sector", Column::Int),
        ("region", Column::Text),
        ("top", Column::Int),
        ("hhi_value", Column::Float),
        ("hhi_low", Column::Float),
        ("hhi_high", Column::Float),
        ("hhi_unit", Column::Text),
        ("top_value", Column::Float),
        ("top_low", Column::Float),
        ("top_high", Column::Float),
        ("top_unit", Column::Text),
    ],
};

/// The shares that are known of markets.
pub const MARKET_SHARES: Part = Part {
    name: "@market_shares",
    columns: &[
        ("id", Column::Int),
        ("market", Column::Int),
        ("metric", Column::Int),
        ("observation", Column::Int),
        ("share_value", Column::Float),
        ("share_low", Column::Float),
        ("share_high", Column::Float),
        ("share_unit", Column::Text),
    ],
};

/// What has only one maker.
pub const SINGLE_SOURCES: Part = Part {
    name: "@single_sources",
    columns: &[
        ("id", Column::Int),
        ("market", Column::Int),
        ("technology", Column::Int),
        ("vendor", Column::Int),
        ("dependents", Column::Int),
    ],
};

const PARTS: &[&Part] = &[
    &MARKETS,
    &MARKET_SHARES,
    &SINGLE_SOURCES,
    &HITS,
    &WALKS,
    &REACHED,
    &PATHS,
    &PATH_NODES,
    &PATH_LINKS,
    &SERIES,
    &POINTS,
    &INPUTS,
    &COMPARISON,
    &COMPARED,
    &COMPARISON_ROWS,
    &CELLS,
];

/// The table of derived rows with this name; none where it is a table of the database.
pub fn part(name: &str) -> Option<&'static Part> {
    PARTS.iter().copied().find(|part| part.name == name)
}
