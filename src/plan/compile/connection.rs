//! Connections: levels for rows, counts and groups behind one field.

use apollo_compiler::executable::SelectionSet;

use super::levels::{About, arguments_of};
use super::place::Place;
use super::{Compiler, key_bytes, name_bytes};
use crate::catalogue::{Many, Type};
use crate::error::Refusal;
use crate::plan::groups::MAX_GROUPS;
use crate::plan::level::{Condition, Shape};
use crate::plan::output::{
    Aggregate, ConnectionField, EdgeField, GroupField, NumberField, Output, PageField, TotalField,
};
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
                    ConnectionField::Groups(level, self.groups(&part.sets, on, level))
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
        Ok(Output::Connection { rows, fields })
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

    fn groups(&mut self, sets: &[&'a SelectionSet], on: &Type, level: usize) -> Fields<GroupField> {
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
                _ => match Aggregate::named(name) {
                    Some(aggregate) => GroupField::Numbers(self.numbers(&field.sets, on, level, aggregate)),
                    None => GroupField::Literal(name_bytes(&format!("{}Group", on.name))),
                },
            };
            fields.push((key_bytes(field.key), output));
        }
        fields
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
