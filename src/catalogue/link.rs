//! Relations.

use super::build::{any_node, choice, embedded, flag, folded_beside, localized, one, order, text};
use super::relation::by_sector_of;
use super::{FilterKind, OrderKind, Type};

pub(super) fn link() -> Type {
    Type::node(
        "Link",
        "link",
        "LINK",
        "A typed, directed, cited relation between two parts of the chain: who supplies, makes, trains on, competes with, regulates whom.",
    )
    .line(choice("kind", "LinkKind", "{t}.kind", "What it says of its two ends.").required().filtered().ordered("KIND").grouped("KIND"))
    .line(any_node("from", "{t}.from_type", "{t}.from_id", "Where it starts: the supplier, the maker, the part."))
    .line(any_node("to", "{t}.to_type", "{t}.to_id", "Where it ends: what is supplied, what is made, the whole."))
    .line(flag("stated", "{t}.stated", "False where the source implies it without saying so.").filtered())
    .line(embedded("share", "Quantity", "share", "{t}.share_unit", "The share that the source gives with it, bounds kept; null where it gives none.").compared_by("{t}.share_comparator"))
    .line(embedded("period", "Period", "period", "{t}.period_precision", "The time that it holds for; null where the source gives none."))
    .line(one("source", "Source", "{t}.source_id", "Who says so.").required())
    .line(text("locator", "{t}.locator", "Where in the source: a section, page or table."))
    .line(text("key", "{t}.key", "The relation's own id within its source or fact sheet.").filtered_folded(folded_beside!("key")))
    .line(text("groupKey", "{t}.group_key", "Shared by links that are one statement: three clouds against three.").filtered_folded(folded_beside!("group_key")))
    .line(localized("note", ["{t}.note_en", "{t}.note_zh"], "A remark on what the source says."))
    .filter("from", FilterKind::Subject { tag: "{t}.from_type", id: "{t}.from_id" }, "Where it starts.")
    .filter("to", FilterKind::Subject { tag: "{t}.to_type", id: "{t}.to_id" }, "Where it ends.")
    .group(by_sector_of!("from", "FROM_SECTOR", "gf"))
    .group(by_sector_of!("to", "TO_SECTOR", "gt"))
    .sliced()
    .filter("source", FilterKind::One { object: "Source", key: "{t}.source_id" }, "Who says so.")
    .sorted_by([order("", "{t}.kind", OrderKind::Text, "")])
    .versioned()
}
