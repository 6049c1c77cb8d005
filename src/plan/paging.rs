//! The SQL of a page: its rows in their order, from whichever side an index reaches them.

use super::input::Variables;
use super::keyset::{self, Stretch};
use super::known;
use super::level::{Condition, Keys};
use super::narrow::{self, Narrowing, Way};
use super::page::{Ordering, Page};
use super::predicate::Predicate;
use super::statement::{Build, Statement};
use crate::catalogue::{Belonging, FilterKind, Type, Via};
use crate::error::{Code, Refusal};

/// How many conditions a filter has at most for its list to be read in parts.
const MOST_CONDITIONS: u64 = 50;

impl<'a> Build<'a> {
    /// The rows of a page, with the keys of their order where cursors are asked for.
    pub(super) fn page(&mut self, statement: &mut Statement) -> Result<(), Refusal> {
        let on = self.on.ok_or_else(|| Refusal::new(Code::Internal, "a page of nothing"))?;
        let mut order = self.ordering(on)?.on(self.writer.dialect());
        // What was computed is in no index; and a long filter is not to be planned for each part of the list.
        let conditions = self.arguments.get("filter").map_or(0, |filter| filter.conditions(&Variables::default()));
        let is_plain = self.level.derived.is_none() && conditions <= MOST_CONDITIONS;
        order.is_indexed &= is_plain;
        let page = Page::read(&self.arguments.field, &order)?;
        if self.level.cursors {
            statement.cursor = Some((order.checksum, order.kinds()));
        }
        // Of rows whose first key is known, none stand behind the others; a cursor may be one of a list without the filter.
        let is_known = |filter| known::is_known(on, filter, order.keys[0].expression);
        if is_plain && self.arguments.get("filter").is_some_and(is_known) && page.begins_known() {
            order.keys[0].nullable = false;
        }
        let limit = page.size + i64::from(self.level.probe);
        let belonging = self.belonging;
        match belonging {
            Some(Belonging::Either { ways, .. }) => {
                for (place, &way) in ways.iter().enumerate() {
                    self.belonging = Some(way);
                    self.writer.open_part(place);
                    self.rows(&order, &page, limit, true)?;
                    self.writer.close_part("w", place);
                }
                self.belonging = belonging;
                self.merge(&order, page.backward);
                self.writer.limit(limit);
            }
            _ if is_plain => self.either_way(&order, &page, limit)?,
            _ => self.rows(&order, &page, limit, self.level.cursors)?,
        }
        statement.most = u64::try_from(page.size).unwrap_or(0);
        statement.page = Some(page);
        Ok(())
    }

    /// The order that is asked for, or that the list has. Changes are found by their days, and in no other order.
    fn ordering(&self, on: &Type) -> Result<Ordering, Refusal> {
        let Condition::Via(Via::Changed(change)) = self.level.condition else {
            return Ordering::read(&self.arguments.field, on);
        };
        let order = Ordering::read_or(&self.arguments.field, on, &[change.order()])?;
        let is_indexed = self.arguments.get("orderBy").is_none_or(|asked| asked.items().is_empty());
        Ok(Ordering { is_indexed, ..order })
    }

    /// The rows of a page, from whichever side there are fewer.
    fn either_way(&mut self, order: &Ordering, page: &Page, limit: i64) -> Result<(), Refusal> {
        let keyed = self.level.cursors;
        let narrowings = self.narrowings();
        if narrowings.is_empty() {
            return self.rows(order, page, limit, keyed);
        }
        self.find(&narrowings)?;
        let sorted = Ordering { is_indexed: false, ..order.clone() };
        self.each_way(narrowings.len(), |this, way| {
            this.rows(if way.is_wide() { order } else { &sorted }, page, limit, keyed)
        })?;
        self.writer.limit(limit);
        Ok(())
    }

    /// The conditions by which the rows of a large table's list are to be found first, where there are such.
    pub(super) fn narrowings(&self) -> Vec<Narrowing<'a>> {
        let filter = self.arguments.get("filter").filter(|_| self.level.keys == Keys::Root);
        let (Some(on), Some(filter)) = (self.on.filter(|on| on.is_large), filter) else { return Vec::new() };
        let is_short = filter.conditions(&Variables::default()) <= MOST_CONDITIONS;
        if is_short { narrow::narrowings(on, filter, self.writer.dialect()) } else { Vec::new() }
    }

    /// Writes a part of the statement for each way that the list may be made.
    pub(super) fn each_way(
        &mut self,
        narrowings: usize,
        mut write: impl FnMut(&mut Self, Way) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        for (place, way) in narrow::ways(narrowings).enumerate() {
            self.way = Some(way);
            self.writer.open_part(place);
            write(self, way)?;
            self.writer.close_part("w", place);
        }
        self.way = None;
        Ok(())
    }

    /// Names what each condition finds, for the ways to come.
    pub(super) fn find(&mut self, narrowings: &[Narrowing<'_>]) -> Result<(), Refusal> {
        let Some(on) = self.on else { return Ok(()) };
        for (place, narrowing) in narrowings.iter().enumerate() {
            let inside = |refusal: Refusal| refusal.inside(narrowing.name, ".").inside("filter", ".");
            self.writer.push(if place > 0 { ", " } else { "WITH " });
            self.writer.push(&format!("found{place}(id) AS MATERIALIZED (SELECT c.id FROM "));
            match &narrowing.condition.kind {
                // Beginning with what the key names, of which there is less.
                FilterKind::One { object, key } => {
                    let (other, row) = (self.catalogue.get(object), self.writer.alias());
                    self.writer.push(other.table).push(" ").push(&row).push(" CROSS JOIN ").push(on.table);
                    self.writer.push(" c WHERE ").expression(key, "c").push(" = ").push(&row).push(".id AND ");
                    Predicate::new(self.catalogue, &mut self.writer)
                        .filter(other, &row, narrowing.input)
                        .map_err(inside)?;
                }
                _ => {
                    self.writer.push(on.table).push(" c WHERE ");
                    let mut predicate = Predicate::new(self.catalogue, &mut self.writer);
                    predicate.condition(on, narrowing.condition, "c", narrowing.input).map_err(inside)?;
                }
            }
            self.writer.limit(narrow::FEW + 1).push(")");
        }
        self.writer.push(" ");
        Ok(())
    }

    /// The rows of a page that belong in one way, stretch by stretch.
    fn rows(&mut self, order: &Ordering, page: &Page, limit: i64, keyed: bool) -> Result<(), Refusal> {
        let along = self.through().map(|through| order.clone().along(through.place, &self.arguments.field));
        let order = along.as_ref().unwrap_or(order);
        let stretches = keyset::stretches(order, page);
        match stretches.as_slice() {
            // The list ends before it begins.
            [] => return self.stretch(order, page, None, limit, keyed),
            [stretch] => return self.stretch(order, page, Some(stretch), limit, keyed),
            _ => {}
        }
        for (place, stretch) in stretches.iter().enumerate() {
            self.writer.open_part(place);
            self.stretch(order, page, Some(stretch), limit, keyed)?;
            self.writer.close_part("p", place);
        }
        self.writer.limit(limit);
        Ok(())
    }

    /// Rows that stand together in the order, with its keys where they are asked for.
    fn stretch(
        &mut self,
        order: &Ordering,
        page: &Page,
        stretch: Option<&Stretch>,
        limit: i64,
        keyed: bool,
    ) -> Result<(), Refusal> {
        self.writer.push("SELECT ");
        self.select();
        if keyed {
            for key in &order.keys {
                self.writer.push(", ").expression(key.expression, "t0");
            }
        }
        self.from(true);
        self.conditions()?;
        match stretch {
            Some(stretch) => keyset::write(&mut self.writer, order, page, stretch),
            None => {
                self.writer.push(" AND ").constant(false);
            }
        }
        self.order_by(order, page.backward, stretch);
        match self.way {
            Some(way) => way.limit(&mut self.writer, limit),
            None => drop(self.writer.limit(limit)),
        }
        Ok(())
    }

    /// The order of rows that belong in several ways: their keys stand behind what is selected.
    fn merge(&mut self, order: &Ordering, backward: bool) {
        let before = self.level.select.len().max(1);
        for (i, key) in order.keys.iter().enumerate() {
            self.writer.push(if i > 0 { ", " } else { " ORDER BY " }).push(&(before + i + 1).to_string());
            self.writer.direction(key, backward, key.nullable);
        }
    }

    /// The order of rows, of which some keys are decided in a stretch: all of them have such a key, or none has it.
    pub(super) fn order_by(&mut self, order: &Ordering, backward: bool, stretch: Option<&Stretch>) {
        for (i, key) in order.keys.iter().enumerate() {
            let is_plain = !key.is_open() || stretch.is_some_and(|stretch| stretch.decides(i));
            let expression = if is_plain { key.compared() } else { key.expression };
            self.writer.push(if i > 0 { ", " } else { " ORDER BY " }).expression(expression, "t0");
            self.writer.direction(key, backward, !is_plain);
        }
    }
}
