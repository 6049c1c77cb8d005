//! Walking links: which of them lead on from a part of the chain, a statement for all that are looked at together.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use entity::choice::{LinkKind, NodeType};

use super::Question;
use super::reference::{Node, tag};
use super::watch::Watch;
use crate::catalogue::Flow;
use crate::database::{Dialect, Rows, Value};
use crate::deadline::Stop;
use crate::domain::dependence::Dependence;
use crate::error::{Code, Refusal};
use crate::plan::input::Input;
use crate::plan::sql::Writer;

/// The kind of links that say what something belongs to.
const PART_OF: &str = LinkKind::PartOf.text();
/// The tag of sectors.
pub(super) const SECTOR: &str = NodeType::Sector.text();

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
    membership: Membership,
}

/// Where links lead on that say to which sector something belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Membership {
    /// From a sector that was asked for to its members, and from its sub-sectors to theirs; never from a member to its sector:
    /// what has only a sector in common is not joined.
    Down,
    /// Like any other link, since their kind was asked for by name.
    Plain,
}

/// Whether links lead on from one of their ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    None,
    All,
    /// Those in which dependence flows like this.
    Flow(Dependence),
}

/// What is to be looked at next.
#[derive(Debug, Default)]
pub(super) struct Frontier {
    /// Parts of the chain that are no sectors.
    pub(super) parts: Vec<i64>,
    /// Sectors that do not lead on to what belongs to them.
    pub(super) sectors: Vec<i64>,
    /// Sectors that do.
    pub(super) whole: Vec<i64>,
    /// Sectors to which what belongs to them leads on.
    pub(super) into: Vec<i64>,
}

impl Frontier {
    /// Adds a part of the chain; a sector is whole where it leads on to what belongs to it.
    pub(super) fn add(&mut self, node: i64, is_sector: bool, is_whole: bool) {
        let nodes = match (is_sector, is_whole) {
            (false, _) => &mut self.parts,
            (true, false) => &mut self.sectors,
            (true, true) => &mut self.whole,
        };
        nodes.push(node);
    }

    /// Leaves nothing to be looked at.
    pub(super) fn clear(&mut self) {
        [&mut self.parts, &mut self.sectors, &mut self.whole].into_iter().for_each(Vec::clear);
    }

    /// Brings what several walks have added into the order of ids, each part once.
    pub(super) fn settle(&mut self) {
        for nodes in [&mut self.parts, &mut self.sectors, &mut self.whole] {
            nodes.sort_unstable();
            nodes.dedup();
        }
        // One walk may take the members of a sector that another one only passes.
        self.sectors.retain(|node| self.whole.binary_search(node).is_err());
    }

    /// How many parts of the chain those are.
    pub(super) fn len(&self) -> usize {
        self.parts.len() + self.sectors.len() + self.whole.len()
    }
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
    /// True where it leads to what belongs to a sector, given that it comes from one.
    pub(super) fn is_to_member(&self) -> bool {
        self.kind == PART_OF
    }

    /// Where it leads.
    pub(super) fn node(&self) -> Node {
        Node { tag: tag(self.tag), place: self.place.to_owned(), id: self.to }
    }
}

/// Which links of membership in sectors are meant beside all others.
#[derive(Debug)]
enum Belonging<'a> {
    Any,
    /// None from a member to its sector.
    NotUp,
    /// None from a sector to its members.
    NotDown,
    /// Those from sectors to their members alone.
    Down,
    /// Those from members to one of these sectors alone.
    Into(&'a [i64]),
}

impl Belonging<'_> {
    /// The condition, for links from what is at hand.
    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Any => return,
            Self::NotUp => writer.push(" AND NOT (l.kind = '").push(PART_OF).push("' AND l.to_type = '").push(SECTOR),
            Self::NotDown => writer.push(" AND NOT (l.kind = '").push(PART_OF),
            // Not by an index of kinds: all that belongs to any sector has this one.
            Self::Down | Self::Into(_) => writer.push(" AND (l.kind || '' = '").push(PART_OF),
        };
        writer.push("')");
        if let Self::Into(sectors) = self {
            writer.push(" AND ").is_in("+l.to_id", "", Value::Ints(sectors.to_vec()));
        }
    }
}

impl Ways {
    /// Every link of the wanted kinds: from its start on, and unless `directed` from its end too.
    pub(super) fn all(arguments: &Input, directed: bool, dialect: Dialect) -> Self {
        let against = if directed { Way::None } else { Way::All };
        let kinds = kinds(arguments);
        let named = kinds.as_ref().is_some_and(|kinds| kinds.iter().any(|kind| kind == PART_OF));
        let membership = if named { Membership::Plain } else { Membership::Down };
        Self { dialect, along: Way::All, against, kinds, membership }
    }

    /// Links of the wanted kinds that carry dependence this way.
    pub(super) fn of_flow(flow: Flow, arguments: &Input, dialect: Dialect) -> Self {
        let (along, against) = match flow {
            Flow::Downstream => (Dependence::End, Dependence::Start),
            Flow::Upstream => (Dependence::Start, Dependence::End),
        };
        let (along, against) = (Way::Flow(along), Way::Flow(against));
        Self { dialect, along, against, kinds: kinds(arguments), membership: Membership::Down }
    }

    /// The same links walked the other way.
    pub(super) fn reversed(&self) -> Self {
        Self { along: self.against, against: self.along, ..self.clone() }
    }

    /// Asks for the hops that lead on from these nodes; indexes alone answer.
    pub(super) fn question(&self, from: &Frontier) -> Question {
        let all = [from.parts.as_slice(), &from.sectors, &from.whole].concat();
        let sectors = [from.sectors.as_slice(), &from.whole].concat();
        let (along, against) = (("from", "to", self.along), ("to", "from", self.against));
        let branches = match self.membership {
            Membership::Plain => vec![(along, all.clone(), Belonging::Any), (against, all, Belonging::Any)],
            Membership::Down => {
                // Membership leads down whichever way dependence flows in it.
                let down = if self.against == Way::None { Way::None } else { Way::All };
                let into = if from.into.is_empty() { Vec::new() } else { all.clone() };
                vec![
                    (along, all, Belonging::NotUp),
                    (along, into, Belonging::Into(&from.into)),
                    (against, from.parts.clone(), Belonging::Any),
                    (against, sectors, Belonging::NotDown),
                    (("to", "from", down), from.whole.clone(), Belonging::Down),
                ]
            }
        };
        let branches = branches.into_iter().filter(|((.., way), nodes, _)| *way != Way::None && !nodes.is_empty());
        Question::write(self.dialect, |writer| {
            for (i, ((near, far, way), nodes, belonging)) in branches.enumerate() {
                writer.push(if i > 0 { " UNION ALL " } else { "" });
                writer
                    .push(&format!("SELECT l.{near}_id, l.{far}_type, l.{far}_place, l.{far}_id, l.kind, l.id FROM "));
                writer.each(nodes, "f").push(&format!(" JOIN link l ON l.{near}_id = f.value"));
                self.limit(writer, way);
                belonging.write(writer);
            }
        })
    }

    /// Only links of the wanted flow and kinds.
    fn limit(&self, writer: &mut Writer, way: Way) {
        if let Way::Flow(dependence) = way {
            writer.push(&format!(" AND l.flow = {}", dependence.flow()));
        }
        if let Some(kinds) = &self.kinds {
            writer.push(" AND ").is_in("l.kind", "", Value::Texts(kinds.as_slice().into()));
        }
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

    /// True where membership is followed, and only within sectors that are asked for.
    pub(super) fn leads_down(&self) -> bool {
        self.membership == Membership::Down && self.kinds.is_none()
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
