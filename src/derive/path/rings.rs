//! What lies around one end of the paths: rings of growing distance.

use std::collections::HashSet;

use crate::derive::Question;
use crate::derive::links::{Hop, Ways};
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
    outermost: Vec<i64>,
}

impl Rings {
    pub(super) fn new(ways: Ways) -> Self {
        Self { ways, end: 0, radius: 0, seen: HashSet::new(), outermost: Vec::new() }
    }

    /// Sets the end.
    pub(super) fn start(&mut self, end: &Node) {
        self.end = end.id;
        self.seen.insert(end.id);
        self.outermost.push(end.id);
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
        self.outermost = hops.filter(|hop| self.seen.insert(hop.to)).map(|hop| hop.to).collect();
        // Statements are the same however rows came.
        self.outermost.sort_unstable();
        self.radius += 1;
    }
}
