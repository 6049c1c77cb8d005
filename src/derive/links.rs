//! Walking links: which of them lead on from a part of the chain, a statement for all that are looked at together.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::Question;
use super::reference::{Node, tag};
use super::watch::Watch;
use crate::catalogue::Flow;
use crate::database::{Dialect, Rows, Value};
use crate::deadline::Stop;
use crate::domain::dependence::Dependence;
use crate::error::{Code, Refusal};
use crate::plan::input::Input;

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

/// A map by the ids of nodes. Ids come from the database and are hashes of what they name: one multiplication spreads them, and
/// the hash that withstands an adversary would cost as much as the rest of a hop.
pub(super) type ById<T> = HashMap<i64, T, BuildHasherDefault<Spread>>;

/// Hashes an id by a multiplication.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Spread(u64);

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| hash.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_i64(&mut self, id: i64) {
        self.0 = id.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Which links lead on, and from which of their ends.
#[derive(Debug, Clone)]
pub(super) struct Ways {
    dialect: Dialect,
    /// From the start to the end.
    along: Way,
    /// From the end to the start.
    against: Way,
    /// Their kinds, where not all.
    kinds: Option<Vec<String>>,
}

/// Whether links lead on from one of their ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    None,
    All,
    /// Those in which dependence flows like this.
    Flow(Dependence),
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

/// Hops by where they come from: those of a part of the chain lead to one another, so that no part has a list of its own.
#[derive(Debug, Default)]
pub(super) struct Fan<'a> {
    /// Each with the one before it that comes from the same part.
    hops: Vec<(Hop<'a>, Option<usize>)>,
    /// The last hop of each part, and how many it has.
    last: ById<(usize, usize)>,
}

impl<'a> Fan<'a> {
    fn add(&mut self, hop: Hop<'a>) {
        let place = self.hops.len();
        let last = self.last.entry(hop.from).or_insert((place, 0));
        let before = (last.1 > 0).then_some(last.0);
        *last = (place, last.1 + 1);
        self.hops.push((hop, before));
    }

    /// How many lead on from a part.
    pub(super) fn count(&self, from: i64) -> usize {
        self.last.get(&from).map_or(0, |last| last.1)
    }

    /// What leads on from a part, in no order.
    pub(super) fn of(&self, from: i64) -> impl Iterator<Item = &Hop<'a>> {
        let mut next = self.last.get(&from).map(|last| last.0);
        std::iter::from_fn(move || {
            let (hop, before) = &self.hops[next?];
            next = *before;
            Some(hop)
        })
    }
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
        let against = if directed { Way::None } else { Way::All };
        Self { dialect, along: Way::All, against, kinds: kinds(arguments) }
    }

    /// Links of the wanted kinds that carry dependence this way.
    pub(super) fn of_flow(flow: Flow, arguments: &Input, dialect: Dialect) -> Self {
        let (along, against) = match flow {
            Flow::Downstream => (Dependence::End, Dependence::Start),
            Flow::Upstream => (Dependence::Start, Dependence::End),
        };
        Self { dialect, along: Way::Flow(along), against: Way::Flow(against), kinds: kinds(arguments) }
    }

    /// The same links walked the other way.
    pub(super) fn reversed(&self) -> Self {
        Self { along: self.against, against: self.along, ..self.clone() }
    }

    /// Asks for the hops that lead on from these nodes; indexes alone answer.
    pub(super) fn question(&self, from: &[i64]) -> Question {
        Question::write(self.dialect, |writer| {
            let sides = [(self.along, "from", "to"), (self.against, "to", "from")];
            let open = sides.into_iter().filter(|(way, ..)| *way != Way::None);
            for (i, (way, near, far)) in open.enumerate() {
                writer.push(if i > 0 { " UNION ALL " } else { "" });
                writer
                    .push(&format!("SELECT l.{near}_id, l.{far}_type, l.{far}_place, l.{far}_id, l.kind, l.id FROM "));
                writer.each(from.to_vec(), "f").push(&format!(" JOIN link l ON l.{near}_id = f.value"));
                if let Way::Flow(dependence) = way {
                    writer.push(&format!(" AND l.flow = {}", dependence.flow()));
                }
                if let Some(kinds) = &self.kinds {
                    writer.push(" AND ").is_in("l.kind", "", Value::Texts(kinds.as_slice().into()));
                }
            }
        })
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

    /// The hops of an answer, by where they come from.
    ///
    /// # Errors
    /// Where the request is over.
    pub(super) fn fan<'a>(rows: &'a Rows, watch: &mut Watch<'_>) -> Result<Fan<'a>, Stop> {
        let mut fan = Fan::default();
        for hop in Self::hops(rows) {
            watch.step()?;
            fan.add(hop);
        }
        Ok(fan)
    }

    /// True where no link leads on.
    pub(super) fn is_closed(&self) -> bool {
        self.kinds.as_ref().is_some_and(Vec::is_empty)
    }
}

/// The argument `kinds`, where it is given.
fn kinds(arguments: &Input) -> Option<Vec<String>> {
    let given = arguments.get("kinds").filter(|kinds| **kinds != Input::Null)?;
    Some(given.items().iter().filter_map(Input::text).map(str::to_owned).collect())
}
