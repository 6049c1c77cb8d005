//! Rows of one of several types: what a chain node, a search or a global id names.

use apollo_compiler::executable::{Field, SelectionSet};
use entity::choice::NodeType;

use super::Compiler;
use super::levels::About;
use super::place::Place;
use crate::catalogue::{Type, Via};
use crate::error::Refusal;
use crate::plan::level::{Condition, Keys, Shape};
use crate::plan::output::{Branch, Output};
use crate::plan::selection::Merged;

/// The row of an id, also where that is of a row that was merged into it.
const NOW_OR_FORMERLY: &str = "{t}.id = coalesce((SELECT r.node_id FROM redirect r WHERE r.former_id = {k}), {k})";

impl<'a> Compiler<'a> {
    /// The row of a type whose id is a key of the row at a place: it rides along, or is read by a level of its own where too
    /// many do.
    pub(super) fn other_row(
        &mut self,
        field: &Field,
        sets: &[&'a SelectionSet],
        on: &Type,
        key: &str,
        nullable: Option<usize>,
        place: &Place,
    ) -> Result<Output, Refusal> {
        if self.is_full(place) {
            let level = self.level_of_id(field, on.table, key, place);
            return Ok(Output::First { level, object: self.object(sets, on, &Place::of(level))?, nullable });
        }
        let inner = self.join(place, on.table, "id", key);
        let present = self.select(&inner, "{t}.id");
        Ok(Output::Object { present, object: self.object(sets, on, &inner)?, nullable })
    }

    /// The row of whichever type its tag says.
    pub(super) fn any_node(
        &mut self,
        field: &Field,
        sets: &[&'a SelectionSet],
        among: &str,
        [tag, id]: [&str; 2],
        place: &Place,
    ) -> Result<Output, Refusal> {
        let catalogue = self.catalogue;
        let column = self.select(place, tag);
        let mut branches = Vec::new();
        for on in catalogue.implementers(among) {
            let Some(name) = on.tag else { continue };
            let key = format!("CASE WHEN {tag} = '{name}' THEN {id} END");
            let output = if self.is_full(place) {
                let level = self.level_of_id(field, on.table, &key, place);
                Output::First { level, object: self.object(sets, on, &Place::of(level))?, nullable: None }
            } else {
                let inner = self.join(place, on.table, "id", &key);
                Output::Row(self.object(sets, on, &inner)?)
            };
            branches.push((name, output));
        }
        Ok(Output::AnyNode { tag: column, branches })
    }

    /// What is read and written of each type that global ids can name.
    pub(super) fn branches(&mut self, merged: &Merged<'a>) -> Result<Vec<Branch>, Refusal> {
        let catalogue = self.catalogue;
        let mut branches = Vec::new();
        for on in catalogue.implementers("Node") {
            let Some(tag) = on.tag else { continue };
            let about = About {
                shape: Shape::List,
                object: None,
                table: on.table,
                condition: Condition::of(if NodeType::TEXTS.contains(&tag) { NOW_OR_FORMERLY } else { "{t}.id = {k}" }),
                order: None,
                usually: 1,
            };
            let level = self.level(merged.field, about, &Place::root());
            self.levels[level].keys = Keys::Ids(tag);
            let object = self.object(&merged.sets, on, &Place::of(level))?;
            branches.push(Branch { tag, level, object });
        }
        Ok(branches)
    }

    /// The first row of a list, or the only one.
    pub(super) fn first(
        &mut self,
        merged: &Merged<'a>,
        on: &Type,
        condition: Condition,
        order: Option<&'static str>,
        required: bool,
        place: &Place,
    ) -> Result<Output, Refusal> {
        let nullable = self.open_nullable(!required);
        let about = About { shape: Shape::First, object: Some(on.name), table: on.table, condition, order, usually: 1 };
        let level = self.level(merged.field, about, place);
        let object = self.object(&merged.sets, on, &Place::of(level))?;
        self.close_nullable(nullable);
        Ok(Output::First { level, object, nullable })
    }

    /// Every row that a plain list has.
    pub(super) fn listed(
        &mut self,
        field: &Field,
        table: &'static str,
        via: Via,
        order: &'static str,
        usually: u64,
        place: &Place,
    ) -> usize {
        let about = About {
            shape: Shape::List,
            object: None,
            table,
            condition: Condition::Via(via),
            order: Some(order),
            usually,
        };
        // All rows of a table belong to no row.
        let root = Place { computation: self.computation(place), ..Place::root() };
        let place = if matches!(via, Via::All) { &root } else { place };
        self.level(field, about, place)
    }
}
