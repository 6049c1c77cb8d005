//! A search for the simple paths of one length, depth first.

use std::collections::HashMap;
use std::rc::Rc;

use super::trail::{Step, Trails};
use crate::derive::Halt;
use crate::derive::reference::Node;
use crate::derive::watch::Watch;
use crate::error::{Code, Refusal};

/// The most neighbours that are looked at for one length; more cause `TOO_COMPLEX`.
const MAX_LOOKED: usize = 2_000_000;

/// A search under way.
pub(super) struct Search<'a, 'w> {
    trails: &'a Trails,
    watch: &'a mut Watch<'w>,
    length: usize,
    to: i64,
    most: usize,
    found: Vec<Vec<Step>>,
    /// For a part of the chain and a number of links those next to it from which so many lead to the end, in their order: what
    /// many ways lead to is looked at once.
    onward: HashMap<(i64, usize), Rc<[Step]>>,
    looked: usize,
}

impl<'a, 'w> Search<'a, 'w> {
    /// For at most so many paths to an end.
    pub(super) fn new(trails: &'a Trails, length: usize, to: i64, most: usize, watch: &'a mut Watch<'w>) -> Self {
        Self { trails, watch, length, to, most, found: Vec::new(), onward: HashMap::new(), looked: 0 }
    }

    /// The paths from a start.
    pub(super) fn run(mut self, from: i64) -> Result<Vec<Vec<Step>>, Halt> {
        self.go_on(&mut vec![Step { node: from, link: None }])?;
        Ok(self.found)
    }

    fn go_on(&mut self, path: &mut Vec<Step>) -> Result<(), Halt> {
        let Some(here) = path.last().map(|step| step.node) else { return Ok(()) };
        let Some(links) = self.length.checked_sub(path.len()) else {
            if here == self.to {
                self.found.push(path.clone());
            }
            return Ok(());
        };
        for step in self.onward(here, links)?.iter() {
            self.look()?;
            if path.iter().any(|before| before.node == step.node) {
                continue;
            }
            path.push(*step);
            self.go_on(path)?;
            path.pop();
            if self.found.len() == self.most {
                break;
            }
        }
        Ok(())
    }

    /// The parts next to one from which so many links lead to the end, which stands last and nowhere before.
    fn onward(&mut self, here: i64, links: usize) -> Result<Rc<[Step]>, Halt> {
        if let Some(onward) = self.onward.get(&(here, links)) {
            return Ok(Rc::clone(onward));
        }
        let mut fit: Vec<(&Node, i64)> = Vec::new();
        for (to, link) in self.trails.next(here) {
            self.look()?;
            if self.trails.leads(to, links) && (to == self.to) == (links == 0) {
                fit.extend(self.trails.node(to).map(|node| (node, link)));
            }
        }
        fit.sort_unstable();
        let onward: Rc<[Step]> = fit.into_iter().map(|(node, link)| Step { node: node.id, link: Some(link) }).collect();
        self.onward.insert((here, links), Rc::clone(&onward));
        Ok(onward)
    }

    fn look(&mut self) -> Result<(), Halt> {
        self.watch.step()?;
        self.looked += 1;
        if self.looked > MAX_LOOKED {
            let message = "there are too many ways between the two: ask for fewer paths or kinds of links";
            return Err(Refusal::new(Code::TooComplex, message).into());
        }
        Ok(())
    }
}
