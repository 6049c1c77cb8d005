//! Searches: what is found by its names and descriptions, in any language and spelling.

use super::build::{float, localized, order_of_column, special};
use super::{Edge, FieldKind, OrderKind, SEARCH_RESULT, Type};

pub(super) fn edge() -> Type {
    let order = [
        order_of_column!("score", OrderKind::Float).descending(),
        order_of_column!("standing", OrderKind::Int).descending(),
        order_of_column!("tag", OrderKind::Text),
        order_of_column!("place", OrderKind::Text).unique(),
    ];
    Type::row("SearchResultEdge", "@hits", "Something that a search found, and why.")
        .line(
            special(
                "node",
                FieldKind::AnyNode { among: SEARCH_RESULT, tag: "{t}.tag", id: "{t}.node" },
                "What was found.",
            )
            .required(),
        )
        .line(float("score", "{t}.score", "How well it fits, from 0 to 1: an exact name has 1, names go before aliases before descriptions, and all words, above 0.15, before most of them.").required())
        .line(
            localized(
                "highlight",
                ["{t}.highlight_en", "{t}.highlight_zh"],
                "The name or the part of the description that fits best, in the language asked for where one in it fits about as well: the words found between `<mark>` and `</mark>`; everything else is escaped for HTML.",
            )
            .required(),
        )
        .sorted_by(order)
        .edge(Edge { connection: "SearchResultConnection", node: "node" })
}
