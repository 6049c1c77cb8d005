//! One walk: what it reached, in which order, and on which way.

use std::collections::HashMap;

use crate::deadline;
use crate::derive::links::{ById, Fan, Hop};
use crate::derive::reference::Node;
use crate::derive::watch::Watch;
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
    /// How many stops are starts.
    pub(super) starts: usize,
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
    /// The product of the shares along the way, where every link has one.
    pub(super) share: Option<Figure>,
}

impl Walk {
    pub(super) fn new(id: i64) -> Self {
        Self { id, complete: true, stops: Vec::new(), places: ById::default(), before: 0, starts: 0, offset: 0 }
    }

    pub(super) fn start(&mut self, nodes: Vec<Node>) {
        for node in nodes {
            if self.places.insert(node.id, self.stops.len()).is_none() {
                self.stops.push(Stop { node, distance: 0, back: None, share: None });
            }
        }
        self.starts = self.stops.len();
    }

    /// What was reached last.
    pub(super) fn last(&self) -> impl Iterator<Item = &Node> {
        self.stops[self.before..].iter().map(|stop| &stop.node)
    }

    /// How many links lead on from what was reached last.
    pub(super) fn open(&self, fan: &Fan<'_>) -> usize {
        self.last().map(|node| fan.count(node.id)).sum()
    }

    /// Goes no further: what was reached last stays the end of it.
    pub(super) fn end(&mut self) {
        self.complete = false;
        self.before = self.stops.len();
    }

    /// Goes on from what was reached last; gives how many parts are new. Among several ways to one, that from the stop
    /// that was reached first is taken, and the link that sorts first by kind and id.
    pub(super) fn extend(
        &mut self,
        fan: &Fan<'_>,
        distance: usize,
        watch: &mut Watch<'_>,
    ) -> Result<usize, deadline::Stop> {
        let known = self.stops.len();
        let mut best: ById<(usize, Hop<'_>)> = ById::default();
        for (place, stop) in self.stops.iter().enumerate().skip(self.before) {
            for hop in fan.of(stop.node.id) {
                watch.step()?;
                if self.places.contains_key(&hop.to) {
                    continue;
                }
                let found = best.entry(hop.to).or_insert((place, *hop));
                if (place, hop.kind, hop.link) < (found.0, found.1.kind, found.1.link) {
                    *found = (place, *hop);
                }
            }
        }
        let mut fresh: Vec<(Node, usize, i64)> =
            best.into_values().map(|(place, hop)| (hop.node(), place, hop.link)).collect();
        fresh.sort_unstable();
        let count = fresh.len();
        for (node, place, link) in fresh {
            self.places.insert(node.id, self.stops.len());
            self.stops.push(Stop { node, distance, back: Some((place, link)), share: None });
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
