//! The tree of the sectors: where each stands, and what is above it.

use std::collections::HashMap;

use entity::choice::Stage;
use entity::sector_closure;

use crate::domain::identity::row_id;
use crate::domain::place;

/// A sector as its row tells.
#[derive(Debug)]
struct Branch {
    id: i64,
    slug: String,
    stage: Stage,
    parent: Option<i64>,
}

/// The sectors, in the order of the files.
#[derive(Debug, Default)]
pub(in crate::write) struct Tree {
    branches: Vec<Branch>,
    of_id: HashMap<i64, usize>,
    grown: HashMap<i64, Grown>,
}

/// Where a sector stands.
#[derive(Debug, Clone, Default)]
pub(in crate::write) struct Grown {
    /// Slugs from its stage's sector down.
    pub(in crate::write) path: String,
    /// Depth first, from 0.
    pub(in crate::write) position: i64,
    pub(in crate::write) place: String,
    /// What is wrong with the line above it.
    pub(in crate::write) fault: Option<&'static str>,
    /// What is above it, itself first.
    pub(in crate::write) line: Vec<i64>,
}

impl Tree {
    /// Learns of a sector.
    pub(in crate::write) fn add(&mut self, slug: &str, stage: Stage, parent: Option<&str>) {
        let id_of = |slug: &str| row_id("SECTOR", slug);
        let branch = Branch { id: id_of(slug), slug: slug.to_owned(), stage, parent: parent.map(id_of) };
        self.of_id.insert(branch.id, self.branches.len());
        self.branches.push(branch);
    }

    /// Where a sector stands, once all are known.
    pub(in crate::write) fn place(&mut self, id: i64) -> Grown {
        if self.grown.is_empty() {
            self.grow();
        }
        self.grown.get(&id).cloned().unwrap_or_default()
    }

    /// The sector and those above it, nearest first; none where they go in a circle.
    fn line(&self, at: usize) -> Option<Vec<usize>> {
        let mut line = vec![at];
        while let Some(parent) = self.branches[*line.last()?].parent.and_then(|id| self.of_id.get(&id)) {
            if line.contains(parent) {
                return None;
            }
            line.push(*parent);
        }
        Some(line)
    }

    fn grow(&mut self) {
        let lines: Vec<Option<Vec<usize>>> = (0..self.branches.len()).map(|at| self.line(at)).collect();
        // Depth first: a sector's place is the list of places on its line, from the stage down.
        let mut order: Vec<(Vec<usize>, usize)> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            order.push((line.iter().flatten().rev().copied().collect(), at));
        }
        order.sort();
        for (position, (above, at)) in (0..).zip(order) {
            let Branch { id, slug, stage, .. } = &self.branches[at];
            let top = above.first().map(|at| self.branches[*at].stage);
            let path: Vec<&str> = above.iter().map(|at| self.branches[*at].slug.as_str()).collect();
            let grown = Grown {
                path: path.join("/"),
                position,
                place: place::of_sector(position, slug),
                fault: match top {
                    None => Some("its parents go in a circle"),
                    Some(top) => (top != *stage).then_some("its stage is not that of the sectors above it"),
                },
                line: above.iter().rev().map(|at| self.branches[*at].id).collect(),
            };
            self.grown.insert(*id, grown);
        }
    }
}

impl Grown {
    /// That the sector is below those above it.
    pub(in crate::write) fn closure(&self) -> impl Iterator<Item = sector_closure::Model> + '_ {
        let below = self.line.first().copied();
        let row = move |(depth, ancestor_id): (i64, &i64)| {
            Some(sector_closure::Model { ancestor_id: *ancestor_id, descendant_id: below?, depth })
        };
        (0..).zip(&self.line).filter_map(row)
    }
}
