//! Rows on their way to the database.

use std::collections::HashMap;

use entity::choice::LinkKind;
use entity::{
    attribute, citation, link, metric, metric_subject, model, name, node, observation, region, sector, sector_closure,
    source, technology, trend, unit, vendor,
};

use super::lineage::Missed;
use super::row::Row;

macro_rules! batch {
    ($($field:ident: $table:ident),+ $(,)?) => {
        /// Rows that are stored together.
        #[derive(Debug, Default)]
        pub(super) struct Rows {
            $(pub(super) $field: Vec<$table::Model>,)+
        }

        /// How many rows of each sort there were.
        #[derive(Debug, Clone, Copy)]
        pub(super) struct Mark {
            $($field: usize,)+
        }

        impl Rows {
            /// Remembers how many rows there are.
            pub(super) fn mark(&self) -> Mark {
                Mark { $($field: self.$field.len(),)+ }
            }

            /// Leaves out the rows that were built since.
            pub(super) fn rewind(&mut self, mark: Mark) {
                $(self.$field.truncate(mark.$field);)+
            }

            /// Leaves what was built since out of these rows.
            fn split_off(&mut self, mark: Mark) -> Self {
                Self { $($field: self.$field.split_off(mark.$field),)+ }
            }

            /// How many there are.
            pub(super) fn len(&self) -> usize {
                [$(self.$field.len()),+].into_iter().sum()
            }
        }
    };
}

batch! {
    sources: source,
    nodes: node,
    names: name,
    citations: citation,
    vendors: vendor,
    models: model,
    sectors: sector,
    technologies: technology,
    trends: trend,
    metrics: metric,
    subjects: metric_subject,
    observations: observation,
    links: link,
}

impl Rows {
    /// Gives the register the places that the rows have.
    pub(super) fn place_nodes(&mut self) {
        let models = self.models.iter().map(|row| (row.id, &row.place));
        let sectors = self.sectors.iter().map(|row| (row.id, &row.place));
        let places: HashMap<i64, &String> = models.chain(sectors).collect();
        for node in &mut self.nodes {
            if let Some(place) = places.get(&node.id) {
                node.place.clone_from(place);
            }
        }
    }
}

/// Rows that others point to by code.
#[derive(Debug, Default)]
pub(super) struct Codes {
    pub(super) regions: Vec<region::Model>,
    pub(super) units: Vec<unit::Model>,
    pub(super) attributes: Vec<attribute::Model>,
}

/// What rows say of nodes that others describe: it fills their gaps, and nothing more.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    pub(super) vendors: HashMap<i64, vendor::Model>,
    pub(super) models: HashMap<i64, model::Model>,
    pub(super) technologies: HashMap<i64, technology::Model>,
    pub(super) names: HashMap<i64, Vec<name::Model>>,
}

impl Gaps {
    /// Takes what was built since a mark: it fills gaps only.
    pub(super) fn take(&mut self, rows: &mut Rows, mark: Mark) {
        let Rows { vendors, models, technologies, names, .. } = rows.split_off(mark);
        take(&mut self.vendors, vendors);
        take(&mut self.models, models);
        take(&mut self.technologies, technologies);
        for row in names {
            self.names.entry(row.node_id).or_default().push(row);
        }
    }

    /// The nodes that something is said of.
    pub(super) fn nodes(&self) -> impl Iterator<Item = i64> {
        self.names.keys().copied()
    }
}

fn take<R: Row>(gaps: &mut HashMap<i64, R>, rows: Vec<R>) {
    for row in rows {
        let filled = match gaps.remove(&row.id()) {
            Some(before) => before.fill(&row),
            None => row,
        };
        gaps.insert(filled.id(), filled);
    }
}

/// Where something stands, for remarks that come later.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    pub(super) file: String,
    pub(super) line: u64,
    pub(super) row: usize,
    pub(super) field: String,
    pub(super) raw: Option<String>,
}

/// What is stored in one step: rows, and what is told of them besides.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(super) codes: Codes,
    /// Nodes whose rows come later, and that others may name before.
    pub(super) registered: Vec<node::Model>,
    /// Which sectors are below which.
    pub(super) closure: Vec<sector_closure::Model>,
    pub(super) rows: Rows,
    pub(super) gaps: Gaps,
    /// Relations that rows declare by naming the other end.
    pub(super) structure: Vec<link::Model>,
    /// Where the figures stand, in their order; none of the data set's.
    pub(super) spots: Vec<Spot>,
    /// Where relations are declared.
    pub(super) declared: HashMap<(LinkKind, i64, i64), Spot>,
    /// Figures that a file has, and that cannot be read.
    pub(super) unread: Vec<Missed>,
}
