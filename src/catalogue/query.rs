//! Where a query starts.

use super::build::{derived_many, derived_one, many, special};
use super::derivation::Compared;
use super::{Derivation, FieldKind, Item, Type, Via};

pub(super) fn query() -> Type {
    let lookups = [
        ("vendor", "Vendor", "The organisation with this id or slug; null where there is none."),
        ("model", "Model", "The model with this id or slug; null where there is none."),
        ("sector", "Sector", "The sector with this id or slug; null where there is none."),
        ("technology", "Technology", "The technology with this id or slug; null where there is none."),
        ("metric", "Metric", "The metric with this id or slug; null where there is none."),
        ("trend", "Trend", "The trend with this id or slug; null where there is none."),
        ("source", "Source", "The source with this id or slug; null where there is none."),
    ];
    let lists = [
        ("vendors", "Vendor", "Organisations, by slug unless ordered otherwise."),
        ("models", "Model", "Large models, newest first unless ordered otherwise."),
        ("sectors", "Sector", "The chain's tree as a list, in its own order unless ordered otherwise."),
        ("technologies", "Technology", "Chips, services, techniques and the rest, by slug unless ordered otherwise."),
        ("metrics", "Metric", "What is measured, by slug unless ordered otherwise."),
        (
            "observations",
            "Observation",
            "Published claims, by period unless ordered otherwise; superseded ones are left out.",
        ),
        ("trends", "Trend", "Developments, by slug unless ordered otherwise."),
        ("links", "Link", "Relations between parts of the chain, by kind unless ordered otherwise."),
        ("sources", "Source", "Citations, by slug unless ordered otherwise."),
        ("importRuns", "ImportRun", "Files that were brought in, the latest first unless ordered otherwise."),
    ];
    Type::object("Query", "Where a query starts.")
        .line(special("node", FieldKind::Node, "The object with this global id; null where there is none."))
        .line(
            special(
                "nodes",
                FieldKind::Nodes,
                "The objects with these global ids, in their order; null for each that is not there. At most 100.",
            )
            .required(),
        )
        .lines(lookups.map(|(name, object, description)| special(name, FieldKind::Lookup { object }, description)))
        .lines(lists.map(|(name, object, description)| many(name, object, Via::All, description)))
        .line(
            special("chain", FieldKind::Fixed { object: "Chain" }, "The industry chain from its three stages down.")
                .required(),
        )
        .line(
            special(
                "slice",
                FieldKind::Slice { object: "Slice" },
                "A part of the chain that a filter cuts out: what is left of each type, and the links among it.",
            )
            .required(),
        )
        .line(
            special(
                "path",
                FieldKind::Derived {
                    derivation: Derivation::Path,
                    field: Box::new(FieldKind::List {
                        item: Item::Object("ChainPath"),
                        via: Via::All,
                        order: "{t}.id",
                        usually: 20,
                        table: "@paths",
                    }),
                },
                "Ways from one part of the chain to another along links, the shortest first, then by type and in the order of the type of what they pass; empty where there is none within maxDepth.",
            )
            .required(),
        )
        .line(
            derived_one(
                "impact",
                Derivation::Impact,
                "Impact",
                "1 = 1",
                "What is reached from parts of the chain along dependence: DOWNSTREAM to what depends on them, UPSTREAM to what they depend on. Makers, suppliers, investors, regulators and drivers come before what they make, supply, fund, regulate and drive; chips, services and base models before what is trained on, runs on, uses or derives from them; models and technologies before the sectors that they are deployed in; members before their sectors, companies before their brands, families before their variants. Rivalry, succession, forecasts and classes carry no dependence.",
            )
            .required(),
        )
        .line(derived_many(
            "search",
            Derivation::Search,
            "SearchResultEdge",
            Via::All,
            "What is found by its names and descriptions, the best first: what has all words, then, where that is little, what has at least half of those that stand anywhere. Of what fits equally well the newest release is first, behind what is never released (vendors, sectors), then the best known: what most links, metrics, figures and citations name. Of a search that fits more than a thousand things the best thousand or so are told and counted.",
        ))
        .line(
            special(
                "concentration",
                FieldKind::Derived {
                    derivation: Derivation::Concentration,
                    field: Box::new(FieldKind::List {
                        item: Item::Object("Concentration"),
                        via: Via::All,
                        order: "{t}.id",
                        usually: 20,
                        table: "@markets",
                    }),
                },
                "How concentrated the markets of a sector are, one for each region that shares of vendors are published for; empty where there are none.",
            )
            .required(),
        )
        .line(
            derived_one(
                "compareModels",
                Derivation::Compare(Compared::Models),
                "Comparison",
                "1 = 1",
                "Models side by side: what they are, their specifications and benchmark scores. Scores of different rows were measured by different people in different ways.",
            )
            .required(),
        )
        .line(
            derived_one(
                "compareTechnologies",
                Derivation::Compare(Compared::Technologies),
                "TechnologyComparison",
                "1 = 1",
                "Technologies side by side: what they are, and their specifications.",
            )
            .required(),
        )
        .line(
            derived_one(
                "compareMetrics",
                Derivation::Compare(Compared::Metrics),
                "MetricComparison",
                "1 = 1",
                "Metrics side by side, by period: of several claims about a period the preferred one that is most a fact.",
            )
            .required(),
        )
        .line(
            special(
                "dataset",
                FieldKind::Single { object: "Dataset", condition: "{t}.id = 1" },
                "The state of the data: its version, and how much there is of each type.",
            )
            .required(),
        )
}
