//! Closed lists of values, stored as the text that the API shows. Values are only ever added at the end of a list.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Defines enums whose stored text, API name and text in data files are one and the same.
macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($value:ident = $text:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
        )]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        #[expect(missing_docs, reason = "the catalogue describes every value")]
        pub enum $name {
            $(
                #[sea_orm(string_value = $text)]
                #[serde(rename = $text)]
                $value,
            )+
        }

        impl $name {
            /// The texts of all values, in order.
            pub const TEXTS: &[&str] = &[$($text),+];

            /// The text of this value.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$value => $text),+ }
            }

            /// The value of a text; none where it is of none.
            pub fn of_text(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$value),)+ _ => None }
            }
        }
    )+};
}

choices! {
    /// The types that are kept in the register of nodes.
    NodeType {
        Vendor = "VENDOR",
        Model = "MODEL",
        Sector = "SECTOR",
        Technology = "TECHNOLOGY",
        Trend = "TREND",
        Metric = "METRIC",
    }
    /// What a name is to its node.
    NameRole {
        En = "EN",
        Zh = "ZH",
        Alias = "ALIAS",
    }
    /// The three parts of the chain.
    Stage {
        Upstream = "UPSTREAM",
        Midstream = "MIDSTREAM",
        Downstream = "DOWNSTREAM",
    }
    /// How exact a date is.
    Precision {
        Day = "DAY",
        Month = "MONTH",
        Quarter = "QUARTER",
        Year = "YEAR",
    }
    /// Sorts of organisations.
    VendorKind {
        Company = "COMPANY",
        Cloud = "CLOUD",
        University = "UNIVERSITY",
        ResearchInstitute = "RESEARCH_INSTITUTE",
        Government = "GOVERNMENT",
        Publisher = "PUBLISHER",
        Other = "OTHER",
    }
    /// What a model reads or writes.
    Modality {
        Text = "TEXT",
        Image = "IMAGE",
        Audio = "AUDIO",
        Video = "VIDEO",
        Code = "CODE",
        Action = "ACTION",
        Biology = "BIOLOGY",
        Other = "OTHER",
    }
    /// How open a model's weights are.
    Openness {
        OpenSource = "OPEN_SOURCE",
        OpenWeights = "OPEN_WEIGHTS",
        OpenWeightsRestricted = "OPEN_WEIGHTS_RESTRICTED",
        Proprietary = "PROPRIETARY",
        Unknown = "UNKNOWN",
    }
    /// How a parameter count is known.
    Disclosure {
        Disclosed = "DISCLOSED",
        Estimated = "ESTIMATED",
        Rumoured = "RUMOURED",
        Undisclosed = "UNDISCLOSED",
        Unknown = "UNKNOWN",
    }
    /// Who a model is for.
    ModelScope {
        General = "GENERAL",
        Industry = "INDUSTRY",
        Vertical = "VERTICAL",
    }
    /// What a context window counts.
    ContextUnit {
        Tokens = "TOKENS",
        Characters = "CHARACTERS",
    }
    /// Sorts of technologies.
    TechnologyKind {
        Chip = "CHIP",
        CloudService = "CLOUD_SERVICE",
        Framework = "FRAMEWORK",
        Technique = "TECHNIQUE",
        Dataset = "DATASET",
        Application = "APPLICATION",
        ModelClass = "MODEL_CLASS",
        BusinessModel = "BUSINESS_MODEL",
        Concept = "CONCEPT",
        Cluster = "CLUSTER",
    }
    /// Sorts of figures.
    MetricKind {
        Level = "LEVEL",
        Share = "SHARE",
        Ratio = "RATIO",
        Growth = "GROWTH",
        Count = "COUNT",
        Price = "PRICE",
        Score = "SCORE",
        Specification = "SPECIFICATION",
        ExchangeRate = "EXCHANGE_RATE",
        Statement = "STATEMENT",
    }
    /// What a unit measures.
    UnitDimension {
        Currency = "CURRENCY",
        Share = "SHARE",
        Ratio = "RATIO",
        Count = "COUNT",
        Parameters = "PARAMETERS",
        Tokens = "TOKENS",
        Compute = "COMPUTE",
        Memory = "MEMORY",
        Bandwidth = "BANDWIDTH",
        Power = "POWER",
        Time = "TIME",
        Score = "SCORE",
        None = "NONE",
    }
    /// How a figure is to be read.
    Comparator {
        Equal = "EQUAL",
        About = "ABOUT",
        GreaterThan = "GREATER_THAN",
        AtLeast = "AT_LEAST",
        LessThan = "LESS_THAN",
        AtMost = "AT_MOST",
        Range = "RANGE",
        Set = "SET",
        None = "NONE",
    }
    /// What sort of claim an observation is.
    ObservationStatus {
        Actual = "ACTUAL",
        Estimate = "ESTIMATE",
        Forecast = "FORECAST",
        Plan = "PLAN",
        Claim = "CLAIM",
        Definition = "DEFINITION",
    }
    /// How far a claim can be relied on.
    Confidence {
        High = "HIGH",
        Medium = "MEDIUM",
        Low = "LOW",
        Unknown = "UNKNOWN",
    }
    /// What a trend is about.
    TrendTheme {
        Technology = "TECHNOLOGY",
        Business = "BUSINESS",
        Policy = "POLICY",
        Society = "SOCIETY",
    }
    /// Which way a trend goes.
    TrendDirection {
        Up = "UP",
        Down = "DOWN",
        Stable = "STABLE",
        Mixed = "MIXED",
    }
    /// What a link says of its two ends.
    LinkKind {
        Supplies = "SUPPLIES",
        Makes = "MAKES",
        DependsOn = "DEPENDS_ON",
        TrainedOn = "TRAINED_ON",
        RunsOn = "RUNS_ON",
        DerivesFrom = "DERIVES_FROM",
        ImprovesOn = "IMPROVES_ON",
        Uses = "USES",
        CompetesWith = "COMPETES_WITH",
        InvestsIn = "INVESTS_IN",
        DeployedIn = "DEPLOYED_IN",
        Serves = "SERVES",
        Regulates = "REGULATES",
        Drives = "DRIVES",
        Enables = "ENABLES",
        Limits = "LIMITS",
        Lowers = "LOWERS",
        Precedes = "PRECEDES",
        Proposes = "PROPOSES",
        Issues = "ISSUES",
        Forecasts = "FORECASTS",
        IsA = "IS_A",
        PartOf = "PART_OF",
    }
    /// Sorts of publications.
    SourceKind {
        Report = "REPORT",
        Dataset = "DATASET",
        Paper = "PAPER",
        Announcement = "ANNOUNCEMENT",
        Datasheet = "DATASHEET",
        News = "NEWS",
        Policy = "POLICY",
        Other = "OTHER",
    }
    /// Whether what a source prints may be passed on.
    Redistribution {
        Allowed = "ALLOWED",
        Forbidden = "FORBIDDEN",
        Unknown = "UNKNOWN",
    }
    /// What the report of an import says of a row.
    NoteKind {
        Refused = "REFUSED",
        Value = "VALUE",
        Ambiguous = "AMBIGUOUS",
        Unknown = "UNKNOWN",
        New = "NEW",
        Declared = "DECLARED",
        Withdrawn = "WITHDRAWN",
    }
}
