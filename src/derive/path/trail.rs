//! The links that were read, and from which parts of the chain so many of them lead to the end of the paths.

use std::collections::{HashMap, HashSet};
use std::mem;

use crate::deadline::Stop;
use crate::derive::links::{ById, Hop};
use crate::derive::reference::Node;
use crate::derive::watch::Watch;

/// A part of the chain on a path, and the link that led to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) node: i64,
    pub(super) link: Option<i64>,
}

/// Links by where they start, in the direction of the paths.
#[derive(Debug, Default)]
pub(super) struct Trails {
    nodes: HashMap<i64, Node>,
    /// For each part of the chain those next to it, with the one link that stands for all between the two.
    onward: ById<HashMap<i64, (String, i64)>>,
    /// For each part of the chain those from which a link leads to it.
    inward: ById<Vec<i64>>,
    /// The pairs that were joined since `left` was brought up to date.
    added: Vec<(i64, i64)>,
    /// For each number of links the parts from which so many lead to the end, if parts may repeat.
    left: Vec<HashSet<i64>>,
}

impl Trails {
    /// Learns of a part of the chain.
    pub(super) fn know(&mut self, node: Node) {
        self.nodes.insert(node.id, node);
    }

    /// The part with this id.
    pub(super) fn node(&self, id: i64) -> Option<&Node> {
        self.nodes.get(&id)
    }

    /// The tag of a part's type.
    pub(super) fn tag(&self, id: i64) -> &'static str {
        self.node(id).map_or("", |node| node.tag)
    }

    /// Those next to a part, each with the link that leads there.
    pub(super) fn next(&self, id: i64) -> impl Iterator<Item = (i64, i64)> {
        self.onward.get(&id).into_iter().flatten().map(|(to, (_, link))| (*to, *link))
    }

    /// True where so many links lead from a part to the end, if parts may repeat.
    pub(super) fn leads(&self, id: i64, links: usize) -> bool {
        self.left.get(links).is_some_and(|left| left.contains(&id))
    }

    /// Learns of a link, which was met against the direction of the paths where it came from their end.
    pub(super) fn add(&mut self, hop: &Hop<'_>, backward: bool) {
        self.nodes.entry(hop.to).or_insert_with(|| hop.node());
        let (from, to) = if backward { (hop.to, hop.from) } else { (hop.from, hop.to) };
        let link = self.onward.entry(from).or_default().entry(to).or_insert_with(|| {
            self.inward.entry(to).or_default().push(from);
            self.added.push((from, to));
            (hop.kind.to_owned(), hop.link)
        });
        if (hop.kind, hop.link) < (link.0.as_str(), link.1) {
            *link = (hop.kind.to_owned(), hop.link);
        }
    }

    /// Finds out from where up to so many links lead to the end, which grows from call to call: each number of links learns
    /// only what the one before it has learnt.
    pub(super) fn approach(&mut self, length: usize, to: i64, watch: &mut Watch<'_>) -> Result<(), Stop> {
        let added = mem::take(&mut self.added);
        if self.left.is_empty() {
            self.left.push(HashSet::from([to]));
        }
        let mut fresh: Vec<i64> = Vec::new();
        for links in 1..=length {
            if self.left.len() == links {
                // This number was never looked at: all that is nearer is news to it.
                fresh = self.left[links - 1].iter().copied().collect();
                self.left.push(HashSet::new());
            }
            let (nearer, further) = self.left.split_at_mut(links);
            let (nearer, further) = (&nearer[links - 1], &mut further[0]);
            let mut learnt = Vec::new();
            let mut learn = |from: i64| {
                if further.insert(from) {
                    learnt.push(from);
                }
            };
            for near in fresh {
                for from in self.inward.get(&near).into_iter().flatten() {
                    watch.step()?;
                    learn(*from);
                }
            }
            for (from, near) in &added {
                watch.step()?;
                if nearer.contains(near) {
                    learn(*from);
                }
            }
            fresh = learnt;
        }
        Ok(())
    }
}
