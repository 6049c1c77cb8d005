//! Arguments that name parts of the chain: read, and looked for in the register.

use std::collections::HashMap;

use entity::choice::NodeType;

use super::Question;
use super::near::Missed;
use crate::database::{Dialect, Rows, Value};
use crate::error::{Code, Refusal};
use crate::nearest::ask;
use crate::plan::global_id;
use crate::plan::input::Input;

/// A part of the chain as an argument names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reference {
    /// By the tag of its type and its id.
    Id(String, i64),
    /// By the tag of its type and its slug.
    Slug(String, String),
    /// By the id of a row that is there.
    Row(i64),
}

impl Reference {
    /// Reads a `ChainNodeRef`.
    pub(super) fn read(input: &Input) -> Result<Self, Refusal> {
        let [(name, value)] = input.fields() else {
            let message = "a ChainNodeRef takes exactly one of id, vendor, model, sector, technology and trend";
            return Err(Refusal::new(Code::ArgumentInvalid, message));
        };
        let text = match value {
            Input::Int(number) => number.to_string(),
            value => value.text().unwrap_or_default().to_owned(),
        };
        if text.is_empty() || text.contains('\0') {
            return Err(Refusal::new(Code::ArgumentInvalid, format!("{name} is empty: it takes a slug or an id")));
        }
        if name != "id" {
            return Ok(Self::Slug(name.to_uppercase(), text));
        }
        let (tag, id) = global_id::decode(&text)?;
        if NodeType::TEXTS.contains(&tag.as_str()) && tag != NodeType::Metric.text() {
            return Ok(Self::Id(tag, id));
        }
        Err(Refusal::new(Code::IdInvalid, format!("{text:?} is not the id of a part of the chain")))
    }

    /// What is said where it is not there.
    pub(super) fn missing(&self, near: &[String]) -> Refusal {
        let (tag, name) = match self {
            Self::Id(tag, id) => (tag.as_str(), global_id::encode(tag, *id)),
            Self::Slug(tag, slug) => (tag.as_str(), format!("{slug:?}")),
            Self::Row(id) => ("node", id.to_string()),
        };
        let message = format!("there is no {} {name}", tag.to_lowercase());
        Refusal::new(Code::NotFound, ask(&message, &near.iter().map(String::as_str).collect::<Vec<_>>()))
    }

    /// What is missed where nothing has its slug.
    pub(super) fn missed(&self) -> Option<Missed> {
        match self {
            Self::Slug(tag, slug) => Some(Missed { tag: tag.clone(), slug: slug.clone() }),
            Self::Id(..) | Self::Row(_) => None,
        }
    }
}

/// A part of the chain in the register.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Node {
    /// The tag of its type.
    pub(super) tag: &'static str,
    /// Its place among those of its type.
    pub(super) place: String,
    /// Its id.
    pub(super) id: i64,
}

/// The tag of a type, as the program knows it.
pub(super) fn tag(text: &str) -> &'static str {
    NodeType::TEXTS.iter().copied().find(|tag| *tag == text).unwrap_or_default()
}

/// Asks for the register's entries of references, by the ids and slugs that they have and had.
pub(super) fn find(references: &[Reference], dialect: Dialect) -> Question {
    Question::write(dialect, |writer| {
        let ids = || {
            let ids = references.iter().filter_map(|reference| match reference {
                Reference::Id(_, id) | Reference::Row(id) => Some(*id),
                Reference::Slug(..) => None,
            });
            Value::Ints(ids.collect())
        };
        let mut of = |select: &str, id: &str, table: &str| {
            writer.push(select).is_in(id, "", ids());
            for reference in references {
                if let Reference::Slug(tag, slug) = reference {
                    writer.push(" OR (").push(table).push(".type = ").bind(Value::Text(tag.clone()));
                    writer.push(" AND ").push(table).push(".slug = ").bind(Value::Text(slug.clone())).push(")");
                }
            }
        };
        of("SELECT n.type, n.place, n.id, n.slug, n.id FROM node n WHERE ", "n.id", "n");
        of(
            " UNION ALL SELECT n.type, n.place, n.id, r.slug, coalesce(r.former_id, n.id) FROM redirect r \
             JOIN node n ON n.id = r.node_id WHERE ",
            "r.former_id",
            "r",
        );
    })
}

/// The entry of each reference that is there, in their order.
pub(super) fn found(references: &[Reference], rows: &Rows) -> Vec<Option<Node>> {
    let text = |row, column| rows.text(rows.cell(row, column));
    let former = |row| rows.int(row, 4).unwrap_or_default();
    // The first row of each stands: entries of today come before former ones.
    let (mut by_id, mut by_tag, mut by_slug) = (HashMap::new(), HashMap::new(), HashMap::new());
    for row in 0..rows.len() {
        by_id.entry(former(row)).or_insert(row);
        by_tag.entry((text(row, 0), former(row))).or_insert(row);
        by_slug.entry((text(row, 0), text(row, 3))).or_insert(row);
    }
    let entry = |reference: &Reference| {
        let row = match reference {
            Reference::Id(tag, id) => by_tag.get(&(tag.as_str(), *id)),
            Reference::Slug(tag, slug) => by_slug.get(&(tag.as_str(), slug.as_str())),
            Reference::Row(id) => by_id.get(id),
        };
        row.map(|row| node(rows, *row))
    };
    references.iter().map(entry).collect()
}

/// The entry that a row begins with.
pub(super) fn node(rows: &Rows, row: usize) -> Node {
    let text = |column| rows.text(rows.cell(row, column));
    Node { tag: tag(text(0)), place: text(1).to_owned(), id: rows.int(row, 2).unwrap_or_default() }
}
