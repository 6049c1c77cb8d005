//! Paths between two parts of the chain, the shortest first. What lies around both ends is read ring by ring, always on
//! the side where less is open, until the rings meet; then the paths of that length are told in their order, and where
//! more are wanted the rings grow on.

mod rings;
mod search;
mod trail;

use serde_json::json;

use self::rings::Rings;
use self::search::Search;
use self::trail::{Step, Trails};
use super::links::{SECTOR, Ways, depth, number};
use super::naming::{Named, Naming};
use super::reference::{Node, Reference};
use super::watch::Watch;
use super::{Derive, Halt, Question, Record};
use crate::catalogue::{Part, derivation};
use crate::database::{Dialect, Rows};
use crate::deadline::Deadline;
use crate::error::{Code, Refusal};
use crate::plan::input::Input;

/// How long paths get where no argument says.
const DEFAULT_DEPTH: i64 = 6;
/// How many paths are told where no argument says.
const DEFAULT_PATHS: i64 = 3;
/// How many paths are told at the most; more cause `ARGUMENT_INVALID`.
const MAX_PATHS: i64 = 20;
/// The most parts of the chain that are looked at; more cause `TOO_COMPLEX`.
const MAX_SEEN: usize = 50_000;

/// A search for paths.
#[derive(Debug)]
pub(super) struct Paths {
    ends: Naming,
    dialect: Dialect,
    depth: usize,
    wanted: usize,
    stage: Stage,
    /// Around the start, and around the end.
    rings: [Rings; 2],
    trails: Trails,
    found: Vec<Vec<Step>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Ends,
    /// The sectors below an end that is one were asked for.
    Below,
    /// The rings on this side were asked for.
    Grow(usize),
    Done,
}

impl Paths {
    pub(super) fn read(arguments: &Input, dialect: Dialect) -> Result<Self, Refusal> {
        let end = |name: &str| Reference::read(arguments.get(name).unwrap_or(&Input::Null));
        let directed = arguments.get("directed") == Some(&Input::Bool(true));
        let ways = Ways::all(arguments, directed, dialect);
        Ok(Self {
            ends: Naming::new(vec![end("from")?, end("to")?], dialect),
            dialect,
            depth: depth(arguments, DEFAULT_DEPTH)?,
            wanted: number(arguments, "first", DEFAULT_PATHS, MAX_PATHS)?,
            stage: Stage::Ends,
            rings: [Rings::new(ways.clone()), Rings::new(ways.reversed())],
            trails: Trails::default(),
            found: Vec::new(),
        })
    }

    fn set_out(&mut self, nodes: Vec<Node>) -> Result<(), Refusal> {
        if let [from, to] = nodes.as_slice()
            && from == to
        {
            return Err(Refusal::new(Code::ArgumentInvalid, "from and to are one and the same part of the chain"));
        }
        for (rings, node) in self.rings.iter_mut().zip(nodes) {
            rings.start(&node);
            self.trails.know(node);
        }
        Ok(())
    }

    /// Asks for the sectors below the ends, where membership is followed from one of them.
    fn below(&self) -> Option<Question> {
        let sectors: Vec<i64> =
            self.rings.iter().filter(|rings| self.trails.tag(rings.end) == SECTOR).map(|rings| rings.end).collect();
        if sectors.is_empty() || !self.rings[0].lead_down() {
            return None;
        }
        Some(Question::write(self.dialect, |writer| {
            writer.push("SELECT c.ancestor_id, c.descendant_id FROM ").each(sectors, "f");
            writer.push(" JOIN sector_closure c ON c.ancestor_id = f.value");
        }))
    }

    fn within(&mut self, rows: &Rows) {
        let of = |end: i64| -> Vec<i64> {
            let below = (0..rows.len()).filter(|row| rows.int(*row, 0) == Some(end));
            let mut below: Vec<i64> = below.filter_map(|row| rows.int(row, 1)).collect();
            below.sort_unstable();
            below
        };
        let [from, to] = self.rings.each_ref().map(|rings| of(rings.end));
        self.rings[0].within(&from, &to);
        self.rings[1].within(&to, &from);
    }

    /// Tells the paths of every length that the rings reach, and says on which side they are to grow.
    fn go_on(&mut self, watch: &mut Watch<'_>) -> Result<Option<Question>, Halt> {
        loop {
            let length = self.rings[0].radius + self.rings[1].radius;
            if length > 0 {
                let missing = self.wanted - self.found.len();
                let [from, to] = self.rings.each_ref().map(|rings| rings.end);
                self.trails.approach(length, to, watch)?;
                let paths = Search::new(&self.trails, length, to, missing, watch).run(from)?;
                self.found.extend(paths);
            }
            if self.found.len() == self.wanted || length == self.depth || self.is_apart() {
                self.stage = Stage::Done;
                return Ok(None);
            }
            if self.rings.iter().any(|rings| rings.seen() > MAX_SEEN) {
                let message =
                    format!("the search has seen {MAX_SEEN} parts of the chain: ask for fewer kinds of links");
                return Err(Refusal::new(Code::TooComplex, message).into());
            }
            let side = self.side();
            self.stage = Stage::Grow(side);
            if let Some(question) = self.rings[side].question() {
                return Ok(Some(question));
            }
            self.rings[side].radius += 1;
        }
    }

    /// True where all that lies around one end is known, and the other end is not in it.
    fn is_apart(&self) -> bool {
        let [from, to] = &self.rings;
        (from.open() == 0 && !from.holds(to.end)) || (to.open() == 0 && !to.holds(from.end))
    }

    /// The side where less is open; one that is all known needs no reading at all.
    fn side(&self) -> usize {
        usize::from(self.rings[1].open() < self.rings[0].open())
    }
}

impl Derive for Paths {
    fn advance(&mut self, answer: Option<Rows>, deadline: &Deadline) -> Result<Option<Question>, Halt> {
        let mut watch = Watch::new(deadline);
        match (self.stage, answer) {
            (Stage::Ends, None) => Ok(Some(self.ends.question())),
            (Stage::Ends, Some(rows)) => match self.ends.take(&rows)? {
                Named::Ask(question) => Ok(Some(question)),
                Named::All(nodes) => {
                    self.set_out(nodes)?;
                    if let Some(question) = self.below() {
                        self.stage = Stage::Below;
                        return Ok(Some(question));
                    }
                    self.go_on(&mut watch)
                }
            },
            (Stage::Below, Some(rows)) => {
                self.within(&rows);
                self.go_on(&mut watch)
            }
            (Stage::Grow(side), Some(rows)) => {
                self.rings[side].grow(Ways::hops(&rows));
                let backward = side == 1;
                for hop in Ways::hops(&rows) {
                    watch.step()?;
                    self.trails.add(&hop, backward);
                }
                self.go_on(&mut watch)
            }
            _ => Ok(None),
        }
    }

    fn rows(&self, part: &Part, above: Option<i64>) -> Vec<Record> {
        if *part == derivation::PATHS {
            return self.found.iter().enumerate().map(|(i, path)| vec![json!(i), json!(path.len() - 1)]).collect();
        }
        let path = above.and_then(|above| self.found.get(usize::try_from(above).ok()?));
        let steps = path.map_or(&[] as &[Step], Vec::as_slice);
        let record =
            |(position, value): (usize, Record)| [vec![json!(position), json!(above), json!(position)], value].concat();
        if *part == derivation::PATH_NODES {
            let nodes = steps.iter().map(|step| vec![json!(self.trails.tag(step.node)), json!(step.node)]);
            return nodes.enumerate().map(record).collect();
        }
        let links = steps.iter().filter_map(|step| step.link).map(|link| vec![json!(link)]);
        links.enumerate().map(record).collect()
    }
}
