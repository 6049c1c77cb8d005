//! Connections: the rows of a page with their cursors, what is counted, and groups.

use serde_json::Value as Json;

use super::{Row, Writer};
use crate::database::Cell;
use crate::plan::cursor;
use crate::plan::output::{ConnectionField, EdgeField, GroupField, NumberField, PageField, TotalField};
use crate::read::json;

/// The rows of a page and whether there is more around it.
#[derive(Debug, Default)]
struct PageRows {
    rows: Vec<usize>,
    more_after: bool,
    more_before: bool,
}

impl Writer<'_> {
    pub(super) fn connection(&mut self, level: usize, fields: &[(Box<[u8]>, ConnectionField)], row: Row) {
        let page = self.page(level, row);
        self.out.push(b'{');
        self.fields(fields, |this, field| match field {
            ConnectionField::Literal(bytes) => this.out.extend_from_slice(bytes),
            ConnectionField::Nodes(node) => {
                this.list(page.rows.iter(), |this, &i| this.output(node, Some((level, i))));
            }
            ConnectionField::Edges(fields) => this.list(page.rows.iter(), |this, &i| {
                this.out.push(b'{');
                this.fields(fields, |this, field| match field {
                    EdgeField::Literal(bytes) => this.out.extend_from_slice(bytes),
                    EdgeField::Cursor => this.cursor(level, Some(i)),
                    EdgeField::Row(output) => this.output(output, Some((level, i))),
                });
                this.out.push(b'}');
            }),
            ConnectionField::PageInfo(fields) => {
                this.out.push(b'{');
                this.fields(fields, |this, field| match field {
                    PageField::Literal(bytes) => this.out.extend_from_slice(bytes),
                    PageField::HasNext => this.flag(page.more_after),
                    PageField::HasPrevious => this.flag(page.more_before),
                    PageField::Start => this.cursor(level, page.rows.first().copied()),
                    PageField::End => this.cursor(level, page.rows.last().copied()),
                });
                this.out.push(b'}');
            }
            ConnectionField::Count(level) => {
                let count = this.count(*level, row);
                json::int(&mut this.out, count);
            }
            ConnectionField::Total(level, fields) => {
                let count = this.count(*level, row);
                let limit = this.executed.prepared.statements[*level].as_ref().map_or(0, |s| s.limit);
                this.out.push(b'{');
                this.fields(fields, |this, field| match field {
                    TotalField::Literal(bytes) => this.out.extend_from_slice(bytes),
                    TotalField::Count => json::int(&mut this.out, count.min(limit)),
                    TotalField::IsExact => this.flag(count <= limit),
                });
                this.out.push(b'}');
            }
            ConnectionField::Groups(level, fields) => this.groups(*level, fields, row),
        });
        self.out.push(b'}');
    }

    /// What a level counted for a row.
    fn count(&self, level: usize, row: Row) -> i64 {
        let counted = self.rows(level, row).next();
        counted.and_then(|i| self.executed.reads[level].rows.int(i, 0)).unwrap_or(0)
    }

    /// The rows of a page, in the order of the list, without the one that only tells that there is more.
    fn page(&self, level: usize, row: Row) -> PageRows {
        let rows = self.rows(level, row);
        let page = self.executed.prepared.statements[level].as_ref().and_then(|s| s.page.as_ref());
        let Some(page) = page else { return PageRows::default() };
        let size = usize::try_from(page.size).unwrap_or(0);
        let more = rows.len() > size;
        let mut rows: Vec<usize> = rows.take(size).collect();
        if page.backward {
            rows.reverse();
        }
        PageRows {
            rows,
            more_after: if page.backward { page.before.is_some() } else { more },
            more_before: if page.backward { more } else { page.after.is_some() },
        }
    }

    fn cursor(&mut self, level: usize, row: Option<usize>) {
        let order = self.executed.prepared.statements[level].as_ref().and_then(|s| s.cursor.as_ref());
        let (Some(row), Some((checksum, kinds))) = (row, order) else { return self.null() };
        let rows = &self.executed.reads[level].rows;
        let first = rows.width() - kinds.len();
        let values = (first..rows.width()).map(|column| match rows.cell(row, column) {
            Cell::Null => Json::Null,
            Cell::Int(value) => Json::from(value),
            Cell::Float(value) => Json::from(value),
            cell @ Cell::Text { .. } => Json::from(rows.text(cell)),
        });
        let text = cursor::encode(*checksum, values.collect());
        json::string(&mut self.out, &text);
    }

    fn groups(&mut self, level: usize, fields: &[(Box<[u8]>, GroupField)], row: Row) {
        let keys: &[usize] = self.executed.prepared.statements[level].as_ref().map_or(&[], |s| &s.group_keys);
        let rows = self.rows(level, row);
        // The keys stand behind the ids of rows, then the count, then the aggregates, then the labels.
        let told = &self.task.plan.levels[level].told;
        let first_key = told.largest.len();
        let count = first_key + keys.len();
        self.list(rows, |this, i| {
            let at = Some((level, i));
            this.out.push(b'{');
            this.fields(fields, |this, field| match field {
                GroupField::Literal(bytes) => this.out.extend_from_slice(bytes),
                GroupField::Keys => this.list(first_key..count, |this, key| this.plain(at, key)),
                GroupField::Labels(locale) => {
                    let chinese = this.chinese(locale.as_ref());
                    let first = count + 1 + told.aggregates.len();
                    this.list(keys.iter().enumerate(), |this, (place, &group)| {
                        this.label(level, group, (first_key + place, first + place * 2), chinese, at);
                    });
                }
                GroupField::Count => this.plain(at, count),
                GroupField::Numbers(fields) => {
                    this.out.push(b'{');
                    this.fields(fields, |this, field| match field {
                        NumberField::Literal(bytes) => this.out.extend_from_slice(bytes),
                        NumberField::Number(place) => this.plain(at, count + 1 + place),
                    });
                    this.out.push(b'}');
                }
                GroupField::Largest(fields) => {
                    this.out.push(b'{');
                    this.fields(fields, |this, output| this.output(output, at));
                    this.out.push(b'}');
                }
            });
            this.out.push(b'}');
        });
    }

    /// What people call a key: its enum's label, or the label that was read with it.
    fn label(&mut self, level: usize, group: usize, (key, label): (usize, usize), chinese: bool, at: Row) {
        let choice = self.task.plan.levels[level]
            .object
            .and_then(|name| self.catalogue.get(name).groups.get(group))
            .and_then(|group| group.choice)
            .and_then(|choice| self.catalogue.choices.iter().find(|c| c.name == choice));
        let value = choice.zip(self.text(at, key)).and_then(|(choice, key)| choice.value(key)).copied();
        match value {
            Some(value) => json::string(&mut self.out, if chinese { value.zh } else { value.en }),
            None => self.plain(at, label + usize::from(chinese)),
        }
    }
}
