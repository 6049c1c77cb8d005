//! The chain as a graph: paths through it, and what is reached along dependence.

use super::build::{any_node, choice, embedded, flag, int, list, many, order_of_column, same_row, set};
use super::relation::by_column;
use super::{Belonging, Edge, Item, OrderKind, Type, Via};

/// What walks reached, by the row above.
pub(super) const REACHED: Via = Via::Fixed(Belonging::Where("{t}.walk = {k}"));

pub(super) fn path() -> Type {
    Type::row(
        "ChainPath",
        "@paths",
        "A way along links from one part of the chain to another; it passes no part twice.",
    )
    .line(int("length", "{t}.length", "How many links it has.").required())
    .line(list(
        "nodes",
        Item::AnyNode { tag: "{t}.tag", id: "{t}.node" },
        "@path_nodes",
        by_column("{t}.path"),
        "{t}.position",
        "The parts that it leads along, both ends included.",
    ))
    .line(list(
        "links",
        Item::One { object: "Link", key: "{t}.link" },
        "@path_links",
        by_column("{t}.path"),
        "{t}.position",
        "The links between them, in the same order. Where several join the same two parts, one stands for all.",
    ))
}

pub(super) fn impact() -> Type {
    Type::row("Impact", "@walks", "What is reached from parts of the chain along dependence.")
        .line(many(
            "reached",
            "ImpactEdge",
            REACHED,
            "What is reached, the nearest first, then by type and in the order of the type.",
        ))
        .line(flag(
            "complete",
            "{t}.complete",
            "False where the walk had reached 50,000 parts of the chain and stopped short of maxDepth.",
        ))
        .line(set("kinds", "LinkKind", "{t}.kinds", "The kinds of links that were followed to what is reached."))
}

pub(super) fn impact_edge() -> Type {
    let order = [
        order_of_column!("length", OrderKind::Int),
        order_of_column!("tag", OrderKind::Text),
        order_of_column!("place", OrderKind::Text).unique(),
    ];
    Type::row("ImpactEdge", "@reached", "A part of the chain that is reached, and how.")
        .line(any_node("node", "{t}.tag", "{t}.node", "What is reached."))
        .line(int("distance", "{t}.length", "How many links away it is.").required())
        .line(choice("dependence", "ImpactDependence", "{t}.dependence", "Whether it depends on where the walk started (the other way round upstream), or is only to be had or used there.").required())
        .line(same_row("path", "ChainPath", "One of the shortest ways to it, from where the walk started.").required())
        .line(embedded(
            "share",
            "Quantity",
            "share",
            "{t}.share_unit",
            "The product of the shares along the path, bounds kept; null unless every link on it has one.",
        ))
        .sorted_by(order)
        .edge(Edge { connection: "ImpactConnection", node: "node" })
}
