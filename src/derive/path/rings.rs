//! What lies around one end of the paths: rings of growing distance.

use std::collections::{BTreeMap, HashSet};

use crate::derive::Question;
use crate::derive::links::{Frontier, Hop, SECTOR, Ways};
use crate::derive::reference::Node;

/// Everything up to a distance from one end.
#[derive(Debug)]
pub(super) struct Rings {
    ways: Ways,
    /// The end.
    pub(super) end: i64,
    /// Up to so many links away every link is known that leads on from there.
    pub(super) radius: usize,
    seen: HashSet<i64>,
    outermost: Frontier,
    /// The end, where it is a sector, and the sub-sectors below it.
    sectors: HashSet<i64>,
}

impl Rings {
    pub(super) fn new(ways: Ways) -> Self {
        Self { ways, end: 0, radius: 0, seen: HashSet::new(), outermost: Frontier::default(), sectors: HashSet::new() }
    }

    /// Sets the end.
    pub(super) fn start(&mut self, end: &Node) {
        self.end = end.id;
        self.seen.insert(end.id);
        let is_sector = end.tag == SECTOR;
        self.outermost.add(end.id, is_sector, is_sector);
    }

    /// Sets the sectors of the end and those of the other end: membership leads down from the ones and up into the others.
    pub(super) fn within(&mut self, own: &[i64], others: &[i64]) {
        self.sectors = own.iter().copied().collect();
        self.outermost.into = others.to_vec();
    }

    /// True where membership is followed, and only within the sectors of the ends.
    pub(super) fn lead_down(&self) -> bool {
        self.ways.leads_down()
    }

    /// How many parts of the chain are still to be looked at.
    pub(super) fn open(&self) -> usize {
        if self.ways.is_closed() { 0 } else { self.outermost.len() }
    }

    /// How many parts of the chain were seen.
    pub(super) fn seen(&self) -> usize {
        self.seen.len()
    }

    /// True where the other end was seen.
    pub(super) fn holds(&self, other: i64) -> bool {
        self.seen.contains(&other)
    }

    /// Asks for the next ring; none where there is nothing further out.
    pub(super) fn question(&self) -> Option<Question> {
        (self.open() > 0).then(|| self.ways.question(&self.outermost))
    }

    /// Takes the next ring.
    pub(super) fn grow<'a>(&mut self, hops: impl Iterator<Item = Hop<'a>>) {
        let mut ring: BTreeMap<i64, bool> = BTreeMap::new();
        for hop in hops {
            if self.seen.insert(hop.to) {
                ring.insert(hop.to, hop.tag == SECTOR);
            }
        }
        // In the order of ids, so that statements are the same however rows came.
        self.outermost.clear();
        for (node, is_sector) in ring {
            self.outermost.add(node, is_sector, self.sectors.contains(&node));
        }
        self.radius += 1;
    }
}
