//! What stands in pictures: parts of the chain, of which each has an address, a colour and a mark of its own.

use entity::choice::NodeType;
use serde_json::Value as Json;

use crate::domain::display::Language;
use crate::drawing::{Area, Colour, Look, Path, Svg, clean};

/// What the addresses that a picture leads to have in common.
#[derive(Debug, Clone, Copy, Default)]
pub struct Links<'a> {
    /// What every path of the service begins with.
    pub base: &'a str,
    /// What follows every path, with its mark: the reader's language, say; empty for nothing.
    pub query: &'a str,
}

impl<'a> Links<'a> {
    /// Addresses that end with their paths.
    pub fn of(base: &'a str) -> Self {
        Self { base, query: "" }
    }

    /// Where the whole chain is.
    pub(super) fn whole(self) -> String {
        format!("{}/{}", self.base, self.query)
    }
}

/// A part of the chain as pictures show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Thing {
    pub(super) kind: NodeType,
    pub(super) slug: String,
    /// In the language of the picture.
    pub(super) name: String,
}

impl Thing {
    /// Reads `__typename slug name`; nothing where it is of no type that pictures show.
    pub(super) fn read(row: &Json) -> Option<Self> {
        let kind = NodeType::of_text(&row["__typename"].as_str()?.to_uppercase())?;
        Some(Self { kind, slug: row["slug"].as_str()?.to_owned(), name: clean(row["name"].as_str()?) })
    }

    /// Where its page is.
    pub(super) fn address(&self, links: Links<'_>) -> String {
        address(links, &self.kind.text().to_lowercase(), &self.slug)
    }
}

/// The address of a page about what a slug names.
pub(super) fn address(links: Links<'_>, page: &str, slug: &str) -> String {
    let mut address = format!("{}/{page}/", links.base);
    for byte in slug.bytes().take(300) {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => address.push(char::from(byte)),
            byte => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address + links.query
}

/// What parts of a type are called together.
pub(super) fn called(kind: NodeType, language: Language) -> &'static str {
    language.choose(match kind {
        NodeType::Vendor => ["Vendor", "厂商"],
        NodeType::Model => ["Model", "模型"],
        NodeType::Sector => ["Sector", "环节"],
        NodeType::Technology => ["Technology", "技术"],
        NodeType::Trend => ["Trend", "趋势"],
        NodeType::Metric => ["Metric", "指标"],
    })
}

/// How wide and high the mark of a type is.
pub(super) const MARK: f64 = 7.0;

/// Draws the mark of a type with its middle on a point: a square, a disc, a diamond, a triangle, so that no colour is needed.
pub(super) fn mark(svg: &mut Svg, [x, y]: [f64; 2], kind: NodeType) {
    let half = MARK / 2.0;
    match kind {
        NodeType::Vendor => {
            let area = Area { x: x - half, y: y - half, width: MARK, height: MARK };
            svg.rectangle(&area, 1.0, Look::filled(Colour::Vendor));
        }
        NodeType::Model => svg.circle([x, y], half, Look::filled(Colour::Model)),
        NodeType::Technology => {
            let (a, b) = (half + 0.8, half + 0.8);
            let path = Path::from([x - a, y]).line([x, y - b]).line([x + a, y]).line([x, y + b]).close();
            svg.path(&path, Look::filled(Colour::Technology));
        }
        NodeType::Trend | NodeType::Metric => {
            let (low, high) = (y + half, y - half);
            let path = Path::from([x - half - 0.5, low]).line([x, high]).line([x + half + 0.5, low]).close();
            svg.path(&path, Look::filled(Colour::Trend));
        }
        NodeType::Sector => {
            let area = Area { x: x - half, y: y - half, width: MARK, height: MARK };
            svg.rectangle(&area, 1.0, Look::line(Colour::Muted, 1.5));
        }
    }
}
