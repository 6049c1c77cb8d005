//! What is reached from parts of the chain along dependence, breadth first: one statement a depth, no part twice.

#[cfg(test)]
mod tests;
mod walk;

use std::collections::{BTreeSet, HashMap};

use entity::choice::LinkKind;
use serde_json::{Value as Json, json};

use self::walk::{Stop, Walk};
use super::links::{Frontier, Ways, depth};
use super::naming::{Named, Naming};
use super::reference::{Node, Reference, tag};
use super::watch::Watch;
use super::{Derive, Halt, Question, Record};
use crate::catalogue::{Flow, Part, derivation};
use crate::database::{Dialect, Rows, Value};
use crate::deadline::Deadline;
use crate::domain::figure::Figure;
use crate::error::{Code, Refusal};
use crate::plan::input::Input;

/// How far walks go where no argument says.
const DEFAULT_DEPTH: i64 = 4;
/// The most parts of the chain that walks reach side by side: none goes on once there are as many. What an argument starts
/// says so, where rows do it is `TOO_COMPLEX`.
const MAX_REACHED: usize = 50_000;
/// The most links that they look at for it, those to what is known already among them.
const MAX_LOOKED: usize = 1_000_000;
/// The most parts of the chain that one walk starts from; more cause `ARGUMENT_INVALID`.
const MAX_STARTS: usize = 20;
/// What a share of a share is told in.
const SHARE_UNIT: &str = "FRACTION";

/// Walks along dependence, side by side.
#[derive(Debug)]
pub(super) struct Reach {
    ways: Ways,
    flow: Flow,
    /// The types of what is told; walks go through all.
    types: Option<Vec<&'static str>>,
    depth: usize,
    dialect: Dialect,
    /// What is still to be found in the register.
    starts: Naming,
    stage: Stage,
    walks: Vec<Walk>,
    /// The places of the walks in the order in which they go on, which is that of their rows' ids on every database.
    turns: Vec<usize>,
    /// Where the walk of each row above stands.
    by_row: HashMap<i64, usize>,
    /// By place over all walks: which walk, and which of its stops.
    stops: Vec<(usize, usize)>,
    reached: usize,
    looked: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Starts,
    Walk { distance: usize },
    Shares,
    Done,
}

impl Reach {
    /// The walk that the arguments of `impact` describe.
    pub(super) fn of_arguments(arguments: &Input, dialect: Dialect) -> Result<Self, Refusal> {
        let of = arguments.get("of").map_or(&[] as &[Input], Input::items);
        if of.is_empty() || of.len() > MAX_STARTS {
            let message = format!("of names {} parts of the chain; it can name 1 to {MAX_STARTS}", of.len());
            return Err(Refusal::new(Code::ArgumentInvalid, message));
        }
        let starts = of.iter().map(Reference::read).collect::<Result<_, _>>()?;
        let flow = match arguments.get("direction").and_then(Input::text) {
            Some("UPSTREAM") => Flow::Upstream,
            _ => Flow::Downstream,
        };
        let walks = vec![Walk::new(0)];
        Self::new(flow, arguments, dialect, starts, walks)
    }

    /// A walk from each row above.
    pub(super) fn of_rows(flow: Flow, arguments: &Input, rows: &[i64], dialect: Dialect) -> Result<Self, Refusal> {
        let starts = rows.iter().map(|row| Reference::Row(*row)).collect();
        Self::new(flow, arguments, dialect, starts, rows.iter().map(|row| Walk::new(*row)).collect())
    }

    fn new(
        flow: Flow,
        arguments: &Input,
        dialect: Dialect,
        starts: Vec<Reference>,
        walks: Vec<Walk>,
    ) -> Result<Self, Refusal> {
        let mut turns: Vec<usize> = (0..walks.len()).collect();
        turns.sort_by_key(|place| walks[*place].id);
        let types = arguments.get("types").filter(|types| **types != Input::Null);
        let types = types.map(|types| types.items().iter().filter_map(Input::text).map(tag).collect());
        Ok(Self {
            turns,
            flow,
            types,
            ways: Ways::of_flow(flow, arguments, dialect),
            depth: depth(arguments, DEFAULT_DEPTH)?,
            dialect,
            stage: Stage::Starts,
            starts: Naming::new(starts, dialect),
            by_row: walks.iter().enumerate().map(|(place, walk)| (walk.id, place)).collect(),
            walks,
            stops: Vec::new(),
            reached: 0,
            looked: 0,
        })
    }

    /// Asks for what is one link further, or for the shares once there is nothing further.
    fn further(&mut self, distance: usize) -> Result<Option<Question>, Halt> {
        if distance < self.depth && self.is_enough() {
            self.walks.iter_mut().filter(|walk| !walk.is_over()).for_each(Walk::end);
        }
        self.admit()?;
        let from = self.frontier();
        if distance < self.depth && from.len() > 0 && !self.ways.is_closed() {
            self.stage = Stage::Walk { distance: distance + 1 };
            return Ok(Some(self.ways.question(&from)));
        }
        self.number_stops();
        let links: Vec<i64> =
            self.walks.iter().flat_map(|walk| &walk.stops).filter_map(|s| s.back).map(|b| b.1).collect();
        if links.is_empty() {
            self.stage = Stage::Done;
            return Ok(None);
        }
        self.stage = Stage::Shares;
        Ok(Some(shares_of(links, self.dialect)))
    }

    /// What the walks look at next, each part once, in the order of ids.
    fn frontier(&self) -> Frontier {
        let mut frontier = Frontier::default();
        self.walks.iter().for_each(|walk| walk.open_from(&mut frontier));
        frontier.settle();
        frontier
    }

    /// True where no walk goes on.
    fn is_enough(&self) -> bool {
        self.reached >= MAX_REACHED || self.looked >= MAX_LOOKED
    }

    /// Refuses what would be told as if it were all: walks from rows cannot say that they were ended.
    fn admit(&self) -> Result<(), Refusal> {
        let of_rows = self.walks.iter().any(|walk| walk.id != 0);
        if !of_rows || self.walks.iter().all(|walk| walk.complete) {
            return Ok(());
        }
        let message = format!(
            "these walks reach more than {MAX_REACHED} parts of the chain, or look at more than {MAX_LOOKED} links, together: \
             ask for fewer rows, fewer kinds or a smaller maxDepth"
        );
        Err(Refusal::new(Code::TooComplex, message))
    }

    /// Gives the walks what they start from: all of it for the one walk of an argument, a row each for the others.
    fn set_out(&mut self, nodes: Vec<Node>) {
        match self.walks.as_mut_slice() {
            [walk] => walk.start(nodes),
            walks => walks.iter_mut().zip(nodes).for_each(|(walk, node)| walk.start(vec![node])),
        }
    }

    /// Takes what is one link further. A walk has its turn as long as there is not enough, and takes all of a distance or
    /// nothing.
    fn go_on(&mut self, rows: &Rows, distance: usize, deadline: &Deadline) -> Result<(), Halt> {
        let mut watch = Watch::new(deadline);
        let fan = Ways::fan(rows, &mut watch)?;
        for place in 0..self.turns.len() {
            let enough = self.is_enough();
            let walk = &mut self.walks[self.turns[place]];
            let open = walk.open(&fan);
            if enough && open > 0 {
                walk.end();
                continue;
            }
            self.looked += open;
            self.reached += walk.extend(&fan, distance, self.flow, &mut watch)?;
            watch.step()?;
        }
        Ok(())
    }

    /// How many stops there are behind the starts.
    #[cfg(test)]
    fn stops(&self) -> usize {
        self.walks.iter().map(|walk| walk.stops.len() - walk.starts).sum()
    }

    fn number_stops(&mut self) {
        for (place, walk) in self.walks.iter_mut().enumerate() {
            walk.offset = self.stops.len();
            self.stops.extend((walk.starts..walk.stops.len()).map(|stop| (place, stop)));
        }
    }

    /// What a walk tells of, by its place behind the starts.
    fn told<'a>(&'a self, walk: &'a Walk) -> impl Iterator<Item = (usize, &'a Stop)> {
        let is_told = |stop: &Stop| self.types.as_ref().is_none_or(|types| types.contains(&stop.node.tag));
        walk.stops[walk.starts..].iter().enumerate().filter(move |(_, stop)| is_told(stop))
    }

    fn reached(&self, walk: &Walk, most: usize) -> Vec<Record> {
        let record = |(i, stop): (usize, &Stop)| {
            let figure = stop.share.unwrap_or_default();
            vec![
                json!(walk.offset + i),
                json!(walk.id),
                json!(stop.distance),
                json!(stop.node.tag),
                json!(stop.node.id),
                json!(stop.node.place),
                json!(figure.value),
                json!(figure.low),
                json!(figure.high),
                stop.share.map_or(Json::Null, |_| json!(SHARE_UNIT)),
                json!(stop.dependence.text()),
            ]
        };
        self.told(walk).take(most).map(record).collect()
    }

    /// The stop with this place among those of all walks.
    fn stop(&self, path: i64) -> Option<(&Walk, usize)> {
        let (walk, stop) = *self.stops.get(usize::try_from(path).ok()?)?;
        Some((&self.walks[walk], stop))
    }
}

/// A set of kinds as the bits of their places in the list of all.
fn bits(kinds: &BTreeSet<LinkKind>) -> i64 {
    let place = |kind: &LinkKind| LinkKind::TEXTS.iter().position(|text| *text == kind.text());
    kinds.iter().filter_map(place).fold(0, |bits, place| bits | 1 << place)
}

/// Asks for the shares that links have, in base units.
fn shares_of(mut links: Vec<i64>, dialect: Dialect) -> Question {
    links.sort_unstable();
    links.dedup();
    Question::write(dialect, |writer| {
        // From the links with a share, which are few, to those that were walked: the plus keeps the ids from leading.
        writer.push(
            "SELECT l.id, l.share_value * u.multiplier, l.share_low * u.multiplier, l.share_high * u.multiplier \
             FROM unit u CROSS JOIN link l WHERE l.share_unit = u.code AND u.base_code = ",
        );
        writer.bind(Value::Text(SHARE_UNIT.to_owned())).push(" AND ").is_in("+l.id", "", Value::Ints(links));
    })
}

impl Derive for Reach {
    fn advance(&mut self, answer: Option<Rows>, deadline: &Deadline) -> Result<Option<Question>, Halt> {
        match (self.stage, answer) {
            (Stage::Starts, None) => Ok(Some(self.starts.question())),
            (Stage::Starts, Some(rows)) => match self.starts.take(&rows)? {
                Named::Ask(question) => Ok(Some(question)),
                Named::All(nodes) => {
                    self.set_out(nodes);
                    self.further(0)
                }
            },
            (Stage::Walk { distance }, Some(rows)) => {
                self.go_on(&rows, distance, deadline)?;
                self.further(distance)
            }
            (Stage::Shares, Some(rows)) => {
                let float = |row, column| rows.float(row, column);
                let share = |row| {
                    let share = Figure { value: float(row, 1), low: float(row, 2), high: float(row, 3) };
                    (rows.int(row, 0).unwrap_or_default(), share.times(1.0))
                };
                let shares = (0..rows.len()).map(share).collect();
                self.walks.iter_mut().for_each(|walk| walk.multiply(&shares));
                self.stage = Stage::Done;
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    fn first(&self, part: &Part, above: Option<i64>, most: usize) -> Vec<Record> {
        let walk = self.by_row.get(&above.unwrap_or(0)).map(|place| &self.walks[*place]);
        if *part == derivation::REACHED {
            return walk.map(|walk| self.reached(walk, most)).unwrap_or_default();
        }
        let mut rows = self.rows(part, above);
        rows.truncate(most);
        rows
    }

    fn count(&self, part: &Part, above: Option<i64>) -> usize {
        let walk = self.by_row.get(&above.unwrap_or(0)).map(|place| &self.walks[*place]);
        match walk {
            Some(walk) if *part == derivation::REACHED => self.told(walk).count(),
            _ => self.rows(part, above).len(),
        }
    }

    fn rows(&self, part: &Part, above: Option<i64>) -> Vec<Record> {
        let above = above.unwrap_or(0);
        let walk = self.by_row.get(&above).map(|place| &self.walks[*place]);
        if *part == derivation::WALKS {
            let record = |walk: &Walk| vec![json!(walk.id), json!(i64::from(walk.complete)), json!(bits(&walk.kinds))];
            return walk.map(record).into_iter().collect();
        }
        if *part == derivation::REACHED {
            return walk.map(|walk| self.reached(walk, usize::MAX)).unwrap_or_default();
        }
        let Some((walk, stop)) = self.stop(above) else { return Vec::new() };
        let way = walk.way(stop);
        let steps = way.iter().map(|stop| &walk.stops[*stop]);
        let with_position = |(position, mut record): (usize, Record)| {
            record.splice(0..0, [json!(position), json!(above), json!(position)]);
            record
        };
        if *part == derivation::PATH_NODES {
            let nodes = steps.map(|stop| vec![json!(stop.node.tag), json!(stop.node.id)]);
            return nodes.enumerate().map(with_position).collect();
        }
        let links = steps.filter_map(|stop| stop.back).map(|(_, link)| vec![json!(link)]);
        links.enumerate().map(with_position).collect()
    }
}
