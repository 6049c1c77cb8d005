//! The links that were read, and the simple paths of one length that they make.

use std::collections::{HashMap, HashSet};

use crate::derive::links::Hop;
use crate::derive::reference::Node;
use crate::error::{Code, Refusal};

/// The most steps that are tried for one length; more cause `TOO_COMPLEX`.
const MAX_STEPS: usize = 200_000;

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
    onward: HashMap<i64, HashMap<i64, (String, i64)>>,
}

impl Trails {
    /// Learns of a part of the chain.
    pub(super) fn know(&mut self, node: Node) {
        self.nodes.insert(node.id, node);
    }

    /// The tag of a part's type.
    pub(super) fn tag(&self, id: i64) -> &'static str {
        self.nodes.get(&id).map_or("", |node| node.tag)
    }

    /// Learns of a link, which was met against the direction of the paths where it came from their end.
    pub(super) fn add(&mut self, hop: &Hop<'_>, backward: bool) {
        self.nodes.entry(hop.to).or_insert_with(|| hop.node());
        let (from, to) = if backward { (hop.to, hop.from) } else { (hop.from, hop.to) };
        let link = self.onward.entry(from).or_default().entry(to).or_insert_with(|| (hop.kind.to_owned(), hop.link));
        if (hop.kind, hop.link) < (link.0.as_str(), link.1) {
            *link = (hop.kind.to_owned(), hop.link);
        }
    }

    /// The first simple paths of exactly this length, by the parts that they lead along.
    pub(super) fn of_length(&self, length: usize, from: i64, to: i64, most: usize) -> Result<Vec<Vec<Step>>, Refusal> {
        let mut search = Search { trails: self, left: self.left(length, to), to, most, found: Vec::new(), steps: 0 };
        search.go_on(&mut vec![Step { node: from, link: None }])?;
        Ok(search.found)
    }

    /// For each number of links the parts from which so many lead to the end, if parts may repeat.
    fn left(&self, length: usize, to: i64) -> Vec<HashSet<i64>> {
        let mut left = vec![HashSet::from([to])];
        for _ in 0..length {
            let nearer = &left[left.len() - 1];
            let leads = |next: &HashMap<i64, _>| next.keys().any(|to| nearer.contains(to));
            let further = self.onward.iter().filter(|(_, next)| leads(next)).map(|(from, _)| *from).collect();
            left.push(further);
        }
        left
    }
}

/// A search for paths of one length, depth first.
struct Search<'a> {
    trails: &'a Trails,
    left: Vec<HashSet<i64>>,
    to: i64,
    most: usize,
    found: Vec<Vec<Step>>,
    steps: usize,
}

impl Search<'_> {
    fn go_on(&mut self, path: &mut Vec<Step>) -> Result<(), Refusal> {
        let Some(here) = path.last().map(|step| step.node) else { return Ok(()) };
        let Some(links) = self.left.len().checked_sub(1 + path.len()) else {
            if here == self.to {
                self.found.push(path.clone());
            }
            return Ok(());
        };
        let next = self.trails.onward.get(&here).into_iter().flatten();
        let fits = |to: &i64| self.left[links].contains(to) && path.iter().all(|step| step.node != *to);
        // The end stands last and nowhere before.
        let next = next.filter(|(to, _)| fits(to) && (**to == self.to) == (links == 0));
        let mut next: Vec<(&Node, i64)> = next.map(|(to, (_, link))| (&self.trails.nodes[to], *link)).collect();
        next.sort_unstable();
        for (node, link) in next {
            self.steps += 1;
            if self.steps > MAX_STEPS {
                let message = "there are too many ways between the two: ask for fewer paths or kinds of links";
                return Err(Refusal::new(Code::TooComplex, message));
            }
            path.push(Step { node: node.id, link: Some(link) });
            self.go_on(path)?;
            path.pop();
            if self.found.len() == self.most {
                break;
            }
        }
        Ok(())
    }
}
