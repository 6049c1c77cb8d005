//! One walk: what it reached, in which order, and on which way.

use std::collections::{BTreeSet, HashMap};

use entity::choice::{LinkKind, NodeType};

use crate::catalogue::Flow;
use crate::deadline;
use crate::derive::links::{ById, Fan, Frontier, Hop, SECTOR};
use crate::derive::reference::Node;
use crate::derive::watch::Watch;
use crate::domain::dependence::is_offer;
use crate::domain::figure::Figure;

/// One walk.
#[derive(Debug)]
pub(super) struct Walk {
    /// The row above, or 0.
    pub(super) id: i64,
    /// False where it was ended before everything was seen.
    pub(super) complete: bool,
    /// In the order in which they were reached; the starts stand first.
    pub(super) stops: Vec<Stop>,
    places: ById<usize>,
    /// How many stops stand before those that were reached last.
    before: usize,
    /// Sectors before those from which the walk turned out to go on further: they are looked at again.
    again: Vec<usize>,
    /// How many stops are starts.
    pub(super) starts: usize,
    /// The kinds of the links that lead to its stops.
    pub(super) kinds: BTreeSet<LinkKind>,
    /// The place of its first stop behind the starts among those of all walks.
    pub(super) offset: usize,
}

/// A part of the chain that a walk reached.
#[derive(Debug)]
pub(super) struct Stop {
    pub(super) node: Node,
    pub(super) distance: usize,
    /// The stop before it and the link between them.
    pub(super) back: Option<(usize, i64)>,
    /// What it is to the start.
    pub(super) dependence: Dependence,
    /// What becomes of the walk here.
    onward: Onward,
    /// The product of the shares along the way, where every link has one.
    pub(super) share: Option<Figure>,
}

/// What a part of the chain that is reached is to where a walk started; the first is the closest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Dependence {
    /// It belongs to a sector where the walk started.
    Member,
    /// Every link of the way carries dependence.
    Depends,
    /// Some link of the way only says that something is to be had or used there.
    Offered,
}

/// What decides among several ways to one part: how the walk goes on, what it says, from which stop, by which kind and link.
type Rank<'a> = (Onward, Dependence, usize, &'a str, i64);

/// How a walk goes on from a stop; of several ways to it the first is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Onward {
    /// Along all links.
    All,
    /// Along all links but those to the members of a sector.
    Beside,
    /// Not at all: a sector that was reached from something that is none.
    End,
}

/// True where a hop that follows dependence this way only says that something is to be had or used there.
fn is_offered(near: &Node, hop: &Hop<'_>, flow: Flow) -> bool {
    let (on, dependent) = match flow {
        Flow::Downstream => (near.tag, hop.tag),
        Flow::Upstream => (hop.tag, near.tag),
    };
    let types = NodeType::of_text(on).zip(NodeType::of_text(dependent));
    LinkKind::of_text(hop.kind).zip(types).is_some_and(|(kind, (on, dependent))| is_offer(kind, on, dependent))
}

impl Dependence {
    /// Its name in answers.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Member => "MEMBER",
            Self::Depends => "DEPENDS",
            Self::Offered => "OFFERED",
        }
    }
}

impl Stop {
    fn start(node: Node) -> Self {
        Self { node, distance: 0, back: None, dependence: Dependence::Member, onward: Onward::All, share: None }
    }

    /// What a hop from here makes of the part that it leads to; none where the walk does not go there.
    fn next(&self, hop: &Hop<'_>, flow: Flow) -> Option<(Onward, Dependence)> {
        let [from_sector, to_sector] = [self.node.tag, hop.tag].map(|tag| tag == SECTOR);
        let to_member = from_sector && hop.is_to_member();
        let onward = match (self.onward, to_sector) {
            (Onward::End, _) => return None,
            (Onward::Beside, _) if to_member => return None,
            (_, false) => Onward::All,
            _ if to_member => Onward::All,
            _ if from_sector => Onward::Beside,
            _ => Onward::End,
        };
        let dependence = match self.dependence {
            Dependence::Offered => Dependence::Offered,
            _ if is_offered(&self.node, hop, flow) => Dependence::Offered,
            Dependence::Member if to_member => Dependence::Member,
            _ => Dependence::Depends,
        };
        Some((onward, dependence))
    }
}

impl Walk {
    pub(super) fn new(id: i64) -> Self {
        Self {
            id,
            complete: true,
            stops: Vec::new(),
            places: ById::default(),
            before: 0,
            again: Vec::new(),
            starts: 0,
            kinds: BTreeSet::new(),
            offset: 0,
        }
    }

    pub(super) fn start(&mut self, nodes: Vec<Node>) {
        for node in nodes {
            if self.places.insert(node.id, self.stops.len()).is_none() {
                self.stops.push(Stop::start(node));
            }
        }
        self.starts = self.stops.len();
    }

    /// What was reached last and leads on.
    fn last(&self) -> impl Iterator<Item = (usize, &Stop)> {
        let places = self.again.iter().copied().chain(self.before..self.stops.len());
        places.map(|place| (place, &self.stops[place])).filter(|(_, stop)| stop.onward != Onward::End)
    }

    /// True where nothing that was reached last leads on.
    pub(super) fn is_over(&self) -> bool {
        self.last().next().is_none()
    }

    /// Adds what was reached last to what is looked at next.
    pub(super) fn open_from(&self, frontier: &mut Frontier) {
        for (_, stop) in self.last() {
            frontier.add(stop.node.id, stop.node.tag == SECTOR, stop.onward == Onward::All);
        }
    }

    /// How many links lead on from what was reached last.
    pub(super) fn open(&self, fan: &Fan<'_>) -> usize {
        self.last().map(|(_, stop)| fan.count(stop.node.id)).sum()
    }

    /// Goes no further: what was reached last stays the end of it.
    pub(super) fn end(&mut self) {
        self.complete = false;
        self.before = self.stops.len();
        self.again.clear();
    }

    /// Goes on from what was reached last; gives how many parts are new. Among several ways to one, that is taken on which
    /// the walk goes on furthest and which says most, then that from the stop that was reached first, and the link that sorts
    /// first by kind and id.
    pub(super) fn extend(
        &mut self,
        fan: &Fan<'_>,
        distance: usize,
        flow: Flow,
        watch: &mut Watch<'_>,
    ) -> Result<usize, deadline::Stop> {
        let known = self.stops.len();
        let mut best: ById<(Rank<'_>, Hop<'_>)> = ById::default();
        let mut again = Vec::new();
        for (place, stop) in self.last() {
            for hop in fan.of(stop.node.id) {
                watch.step()?;
                let known = self.places.get(&hop.to);
                // Of what is known only a sector can turn out to lead on further.
                if known.is_some() && hop.tag != SECTOR {
                    continue;
                }
                let Some((onward, dependence)) = stop.next(hop, flow) else { continue };
                if let Some(known) = known {
                    if self.stops[*known].onward > onward {
                        again.push((*known, onward));
                    }
                    continue;
                }
                let rank = (onward, dependence, place, hop.kind, hop.link);
                let found = best.entry(hop.to).or_insert((rank, *hop));
                if rank < found.0 {
                    *found = (rank, *hop);
                }
            }
        }
        let mut fresh: Vec<Stop> = Vec::with_capacity(best.len());
        for ((onward, dependence, place, ..), hop) in best.into_values() {
            self.kinds.extend(LinkKind::of_text(hop.kind));
            let back = Some((place, hop.link));
            fresh.push(Stop { node: hop.node(), distance, back, dependence, onward, share: None });
        }
        fresh.sort_unstable_by(|one, other| one.node.cmp(&other.node));
        again.sort_unstable();
        again.dedup_by_key(|(place, _)| *place);
        self.again = again.iter().map(|(place, _)| *place).collect();
        again.into_iter().for_each(|(place, onward)| self.stops[place].onward = onward);
        let count = fresh.len();
        for stop in fresh {
            self.places.insert(stop.node.id, self.stops.len());
            self.stops.push(stop);
        }
        self.before = known;
        Ok(count)
    }

    /// Multiplies the shares of links along the ways; a stop comes after the one before it.
    pub(super) fn multiply(&mut self, shares: &HashMap<i64, Figure>) {
        for stop in self.starts..self.stops.len() {
            let Some((before, link)) = self.stops[stop].back else { continue };
            let share = shares.get(&link).copied();
            self.stops[stop].share =
                if before < self.starts { share } else { self.stops[before].share.zip(share).map(|(a, b)| a.of(b)) };
        }
    }

    /// The stops from a start to this one.
    pub(super) fn way(&self, stop: usize) -> Vec<usize> {
        let mut way = vec![stop];
        while let Some((before, _)) = way.last().and_then(|stop| self.stops[*stop].back) {
            way.push(before);
        }
        way.reverse();
        way
    }
}
