//! Walking links: which of them lead on from a part of the chain, a statement for all that are looked at together.

use entity::choice::{LinkKind, NodeType};
use sea_orm::Iterable;

use super::Question;
use super::reference::{Node, tag};
use crate::catalogue::Flow;
use crate::database::{Dialect, Rows, Value};
use crate::domain::dependence::{self, Dependence};
use crate::error::{Code, Refusal};
use crate::plan::input::Input;
use crate::plan::sql::Writer;

/// The most links that a walk goes away from its start; more cause `ARGUMENT_INVALID`.
const MAX_DEPTH: i64 = 8;

/// Reads `maxDepth`.
pub(super) fn depth(arguments: &Input, default: i64) -> Result<usize, Refusal> {
    number(arguments, "maxDepth", default, MAX_DEPTH)
}

/// Reads a number of at least 1.
pub(super) fn number(arguments: &Input, name: &str, default: i64, most: i64) -> Result<usize, Refusal> {
    let given = match arguments.get(name) {
        Some(Input::Int(number)) => *number,
        _ => default,
    };
    if !(1..=most).contains(&given) {
        return Err(Refusal::new(Code::ArgumentInvalid, format!("{name} is {given}; it can be 1 to {most}")));
    }
    Ok(usize::try_from(given).unwrap_or(1))
}

/// What a walk looks at next, sectors apart from the rest.
#[derive(Debug, Clone, Default)]
pub(super) struct Frontier {
    sectors: Vec<i64>,
    others: Vec<i64>,
}

impl Frontier {
    /// Adds a node.
    pub(super) fn add(&mut self, tag: &str, id: i64) {
        if tag == NodeType::Sector.text() { self.sectors.push(id) } else { self.others.push(id) }
    }

    /// Sorts the nodes and leaves each once: statements are the same however rows came.
    pub(super) fn settle(&mut self) {
        for nodes in [&mut self.sectors, &mut self.others] {
            nodes.sort_unstable();
            nodes.dedup();
        }
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.sectors.len() + self.others.len()
    }
}

/// Which links lead on, and from which of their ends.
#[derive(Debug, Clone)]
pub(super) struct Ways {
    dialect: Dialect,
    /// From the start to the end.
    along: Kinds,
    /// From the end to the start.
    against: Kinds,
}

/// Kinds of links, those that end at a sector and the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Kinds {
    to_sector: Vec<String>,
    to_other: Vec<String>,
}

/// A step from one part of the chain to another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hop<'a> {
    /// Where it comes from.
    pub(super) from: i64,
    /// Where it leads.
    pub(super) to: i64,
    /// The tag of its type.
    pub(super) tag: &'a str,
    place: &'a str,
    /// What the link says.
    pub(super) kind: &'a str,
    /// The link.
    pub(super) link: i64,
}

impl Hop<'_> {
    /// Where it leads.
    pub(super) fn node(&self) -> Node {
        Node { tag: tag(self.tag), place: self.place.to_owned(), id: self.to }
    }
}

impl Ways {
    /// Every link of the wanted kinds: from its start on, and unless `directed` from its end too.
    pub(super) fn all(arguments: &Input, directed: bool, dialect: Dialect) -> Self {
        let along = Kinds::that(arguments, |_, _| true);
        let against = if directed { Kinds::default() } else { along.clone() };
        Self { dialect, along, against }
    }

    /// Links of the wanted kinds that carry dependence this way.
    pub(super) fn of_flow(flow: Flow, arguments: &Input, dialect: Dialect) -> Self {
        let ends = |wanted| Kinds::that(arguments, move |kind, to| dependence::of_link(kind, to) == wanted);
        match flow {
            Flow::Downstream => Self { dialect, along: ends(Dependence::End), against: ends(Dependence::Start) },
            Flow::Upstream => Self { dialect, along: ends(Dependence::Start), against: ends(Dependence::End) },
        }
    }

    /// The same links walked the other way.
    pub(super) fn reversed(&self) -> Self {
        Self { dialect: self.dialect, along: self.against.clone(), against: self.along.clone() }
    }

    /// Asks for the hops that lead on from these nodes; indexes alone answer.
    pub(super) fn question(&self, from: &Frontier) -> Question {
        let mut writer = Writer::new(self.dialect, false);
        let all = [from.sectors.as_slice(), from.others.as_slice()].concat();
        let Kinds { to_sector, to_other } = &self.along;
        let mut open = 0;
        let mut select = |near: &str, far: &str, nodes: &[i64], kinds: &dyn Fn(&mut Writer)| {
            writer.push(if open > 0 { " UNION ALL " } else { "" });
            open += 1;
            writer.push(&format!("SELECT l.{near}_id, l.{far}_type, l.{far}_place, l.{far}_id, l.kind, l.id FROM "));
            writer.each(nodes.to_vec(), "f").push(&format!(" JOIN link l ON l.{near}_id = f.value WHERE "));
            kinds(&mut writer);
        };
        let list = |kinds: &[String]| Value::Texts(kinds.to_vec());
        if !self.along.is_empty() && to_sector == to_other {
            select("from", "to", &all, &|writer| {
                writer.is_in("l.kind", "", list(to_other));
            });
        } else if !self.along.is_empty() {
            select("from", "to", &all, &|writer| {
                writer.push("(CASE WHEN l.to_type = 'SECTOR' THEN ").is_in("l.kind", "", list(to_sector));
                writer.push(" ELSE ").is_in("l.kind", "", list(to_other)).push(" END)");
            });
        }
        // Walked from their end, links end at what is known already: its type needs no looking up.
        for (nodes, kinds) in [(&from.sectors, &self.against.to_sector), (&from.others, &self.against.to_other)] {
            if !nodes.is_empty() && !kinds.is_empty() {
                select("to", "from", nodes, &|writer| {
                    writer.is_in("l.kind", "", list(kinds));
                });
            }
        }
        if open == 0 {
            writer.push("SELECT 0, '', '', 0, '', 0 WHERE 1 = 0");
        }
        let (sql, values) = writer.finish();
        Question { sql, values }
    }

    /// The hops of an answer.
    pub(super) fn hops(rows: &Rows) -> impl Iterator<Item = Hop<'_>> {
        let text = |row, column| rows.text(rows.cell(row, column));
        let int = |row, column| rows.int(row, column).unwrap_or_default();
        (0..rows.len()).map(move |row| Hop {
            from: int(row, 0),
            tag: text(row, 1),
            place: text(row, 2),
            to: int(row, 3),
            kind: text(row, 4),
            link: int(row, 5),
        })
    }

    /// True where no link leads on.
    pub(super) fn is_closed(&self) -> bool {
        self.along.is_empty() && self.against.is_empty()
    }
}

impl Kinds {
    /// Those among the argument `kinds`, or all, of which something holds.
    fn that(arguments: &Input, holds: impl Fn(LinkKind, NodeType) -> bool) -> Self {
        let wanted = arguments.get("kinds").map(Input::items);
        let wanted = |kind: LinkKind| wanted.is_none_or(|wanted| wanted.iter().any(|w| w.text() == Some(kind.text())));
        let texts = |to| {
            let kinds = LinkKind::iter().filter(|kind| wanted(*kind) && holds(*kind, to));
            kinds.map(|kind| kind.text().to_owned()).collect()
        };
        Self { to_sector: texts(NodeType::Sector), to_other: texts(NodeType::Vendor) }
    }

    fn is_empty(&self) -> bool {
        self.to_sector.is_empty() && self.to_other.is_empty()
    }
}
