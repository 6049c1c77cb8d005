//! Connections: levels for rows, counts and groups behind one field.

use apollo_compiler::executable::SelectionSet;

use super::levels::{About, arguments_of};
use super::place::Place;
use super::{Compiler, key_bytes, name_bytes};
use crate::catalogue::{Many, Type};
use crate::error::Refusal;
use crate::plan::groups::MAX_GROUPS;
use crate::plan::level::{Condition, Keys, Level, Shape};
use crate::plan::output::{
    Aggregate, ConnectionField, EdgeField, GroupField, NumberField, Output, PageField, TotalField,
};
use crate::plan::printed;
use crate::plan::selection::Merged;

type Fields<T> = Vec<(Box<[u8]>, T)>;

impl<'a> Compiler<'a> {
    pub(super) fn connection(&mut self, merged: &Merged<'a>, many: &Many, place: &Place) -> Result<Output, Refusal> {
        let on = self.catalogue.get(many.object);
        let about = |shape| About {
            shape,
            object: Some(on.name),
            table: on.table,
            condition: Condition::Via(many.via),
            order: None,
            usually: if shape == Shape::Groups { MAX_GROUPS } else { 1 },
        };
        let parts = self.plain(&merged.sets);
        // The page stands first even where nothing of it is asked for: its arguments are checked all the same.
        let rows = self.level(merged.field, about(Shape::Page), place);
        self.writes(place.level, parts.len());
        let mut fields = Vec::with_capacity(parts.len());
        for part in &parts {
            let field = match part.field.name.as_str() {
                "nodes" => ConnectionField::Nodes(self.under(part.key, |this| this.node(part, on, rows))?),
                "edges" => ConnectionField::Edges(self.edges(part, on, rows)?),
                "pageInfo" => ConnectionField::PageInfo(self.page_info(&part.sets, rows, place)),
                "totalCount" => ConnectionField::Count(self.level(merged.field, about(Shape::Count), place)),
                "total" => {
                    let level = self.level(merged.field, about(Shape::Total), place);
                    self.levels[level].arguments.part = arguments_of(part.field);
                    ConnectionField::Total(level, self.total(&part.sets, place))
                }
                "groups" => {
                    let level = self.level(merged.field, about(Shape::Groups), place);
                    self.levels[level].arguments.part = arguments_of(part.field);
                    ConnectionField::Groups(level, self.under(part.key, |this| this.groups(&part.sets, on, level))?)
                }
                _ => ConnectionField::Literal(name_bytes(&on.connection())),
            };
            fields.push((key_bytes(part.key), field));
        }
        let reads = |f: &ConnectionField| {
            matches!(f, ConnectionField::Nodes(_) | ConnectionField::Edges(_) | ConnectionField::PageInfo(_))
        };
        self.levels[rows].idle = !fields.iter().any(|(_, field)| reads(field));
        let lists = fields.iter().filter(|(_, f)| matches!(f, ConnectionField::Nodes(_) | ConnectionField::Edges(_)));
        self.levels[rows].shown = u64::try_from(lists.count()).unwrap_or(u64::MAX);
        self.units(merged, &about, rows, place);
        for (_, field) in &fields {
            if let ConnectionField::Groups(groups, _) = field {
                self.units(merged, &about, *groups, place);
            }
        }
        Ok(Output::Connection { rows, fields })
    }

    /// Asks beside a list, or groups of one, whether what it compares as it is printed has several units, where that can be.
    fn units(&mut self, merged: &Merged<'a>, about: &impl Fn(Shape) -> About, beside: usize, place: &Place) {
        let Level { object, arguments, .. } = &self.levels[beside];
        let Some(on) = object.map(|name| self.catalogue.get(name)) else { return };
        if !printed::may_compare(self.catalogue, on, arguments) {
            return;
        }
        let arguments = arguments.clone();
        let level = self.level(merged.field, about(Shape::Units), place);
        self.levels[level].arguments = arguments;
        self.levels[level].select.extend(printed::unit(on));
    }

    /// The node of a row: the row itself, or what it says that it is.
    fn node(&mut self, part: &Merged<'a>, on: &Type, rows: usize) -> Result<Output, Refusal> {
        let place = Place::of(rows);
        match on.edge.and_then(|edge| on.field(edge.node)) {
            Some(field) => self.described(part, field, &place),
            None => Ok(Output::Row(self.object(&part.sets, on, &place)?)),
        }
    }

    fn edges(&mut self, part: &Merged<'a>, on: &Type, rows: usize) -> Result<Fields<EdgeField>, Refusal> {
        let edges = self.plain(&part.sets);
        self.writes(Some(rows), edges.len());
        let mut fields = Vec::with_capacity(edges.len());
        for field in edges {
            let output = match field.field.name.as_str() {
                "cursor" => {
                    self.levels[rows].cursors = true;
                    EdgeField::Cursor
                }
                "__typename" => EdgeField::Literal(name_bytes(&on.edges())),
                name => {
                    let path = [part.key, field.key];
                    EdgeField::Row(self.under_all(&path, |this| match on.edge.and_then(|_| on.field(name)) {
                        Some(described) => this.described(&field, described, &Place::of(rows)),
                        None => this.node(&field, on, rows),
                    })?)
                }
            };
            fields.push((key_bytes(field.key), output));
        }
        Ok(fields)
    }

    fn page_info(&mut self, sets: &[&'a SelectionSet], rows: usize, place: &Place) -> Fields<PageField> {
        let fields = self.plain(sets);
        self.writes(place.level, fields.len());
        let level = &mut self.levels[rows];
        let page_field = |name: &str| match name {
            "hasNextPage" => PageField::HasNext,
            "hasPreviousPage" => PageField::HasPrevious,
            "startCursor" => PageField::Start,
            "endCursor" => PageField::End,
            _ => PageField::Literal(name_bytes("PageInfo")),
        };
        let fields: Fields<PageField> =
            fields.iter().map(|field| (key_bytes(field.key), page_field(&field.field.name))).collect();
        level.probe |= fields.iter().any(|(_, f)| matches!(f, PageField::HasNext | PageField::HasPrevious));
        level.cursors |= fields.iter().any(|(_, f)| matches!(f, PageField::Start | PageField::End));
        fields
    }

    fn total(&mut self, sets: &[&'a SelectionSet], place: &Place) -> Fields<TotalField> {
        let fields = self.plain(sets);
        self.writes(place.level, fields.len());
        let total_field = |name: &str| match name {
            "count" => TotalField::Count,
            "isExact" => TotalField::IsExact,
            _ => TotalField::Literal(name_bytes("Total")),
        };
        fields.iter().map(|field| (key_bytes(field.key), total_field(&field.field.name))).collect()
    }

    fn groups(&mut self, sets: &[&'a SelectionSet], on: &Type, level: usize) -> Result<Fields<GroupField>, Refusal> {
        let parts = self.plain(sets);
        self.writes(Some(level), parts.len());
        let mut fields = Vec::with_capacity(parts.len());
        for field in parts {
            let name = field.field.name.as_str();
            let output = match name {
                "keys" => GroupField::Keys,
                "labels" => {
                    self.levels[level].told.labels = true;
                    GroupField::Labels(self.argument(field.field, "locale"))
                }
                "count" => GroupField::Count,
                "largest" => GroupField::Largest(self.largest(&field, on, level)?),
                _ => match Aggregate::named(name) {
                    Some(aggregate) => GroupField::Numbers(self.numbers(&field.sets, on, level, aggregate)),
                    None => GroupField::Literal(name_bytes(&format!("{}Group", on.name))),
                },
            };
            fields.push((key_bytes(field.key), output));
        }
        Ok(fields)
    }

    /// The rows that have the greatest of each number of a group.
    fn largest(&mut self, part: &Merged<'a>, on: &Type, groups: usize) -> Result<Fields<Output>, Refusal> {
        let parts = self.plain(&part.sets);
        self.writes(Some(groups), parts.len());
        let mut fields = Vec::with_capacity(parts.len());
        for field in &parts {
            let number = on.numbers.iter().position(|number| number.name == field.field.name.as_str());
            let output = match number {
                Some(number) => {
                    let column = self.levels[groups].told.place_of_largest(number);
                    self.under_all(&[part.key, field.key], |this| this.row_of(field, on, groups, column))?
                }
                None => Output::Literal(name_bytes(&format!("{}Largest", on.name))),
            };
            fields.push((key_bytes(field.key), output));
        }
        Ok(fields)
    }

    /// The row whose id stands in a column of a level.
    fn row_of(&mut self, merged: &Merged<'a>, on: &Type, level: usize, column: usize) -> Result<Output, Refusal> {
        let nullable = self.open_nullable(true);
        let condition = Condition::of("{t}.id = {k}");
        let about =
            About { shape: Shape::First, object: Some(on.name), table: on.table, condition, order: None, usually: 1 };
        let row = self.level(merged.field, about, &Place::root());
        self.levels[row].keys = Keys::Column { level, column };
        let object = self.object(&merged.sets, on, &Place::of(row))?;
        self.close_nullable(nullable);
        Ok(Output::First { level: row, object, nullable })
    }

    fn numbers(
        &mut self,
        sets: &[&'a SelectionSet],
        on: &Type,
        level: usize,
        aggregate: Aggregate,
    ) -> Fields<NumberField> {
        let parts = self.plain(sets);
        self.writes(Some(level), parts.len());
        let told = &mut self.levels[level].told;
        let mut number = |name: &str| match on.numbers.iter().position(|number| number.name == name) {
            Some(number) => NumberField::Number(told.place(aggregate, number)),
            None => NumberField::Literal(name_bytes(&format!("{}Numbers", on.name))),
        };
        parts.iter().map(|field| (key_bytes(field.key), number(&field.field.name))).collect()
    }
}
