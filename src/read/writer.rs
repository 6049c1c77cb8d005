//! Rows to bytes: the shape of the answer is walked once, every value written where it stands.

mod connection;

use super::execution::Executed;
use super::task::{OPENING, Task};
use super::{figure, json};
use crate::catalogue::{Catalogue, Render};
use crate::database::Cell;
use crate::deadline::Stop;
use crate::domain::display::Language;
use crate::error::{Code, GraphqlError, Refusal, Step};
use crate::limits::{Limit, Limits};
use crate::plan::global_id;
use crate::plan::input::Input;
use crate::plan::output::{Branch, Object, Output};

/// Looks at the clock once in so many elements of lists.
const LOOK: u32 = 256;

/// Writes an answer.
pub struct Writer<'a> {
    catalogue: &'a Catalogue,
    task: &'a Task,
    executed: &'a Executed,
    limits: &'a Limits,
    out: Vec<u8>,
    errors: Vec<GraphqlError>,
    /// Bytes of the errors that were met while writing, about.
    told: usize,
    /// Elements of lists that were written.
    elements: u32,
    /// Why the rest is not written.
    halt: Option<Halt>,
}

/// The bytes of `data` behind [`OPENING`], none where there are too many of them; and what went wrong.
pub type Written = (Option<Vec<u8>>, Vec<GraphqlError>);

/// Why an answer is not written to its end.
enum Halt {
    TooLarge(Refusal),
    Stopped(Stop),
}

/// A row of a level; none at the root.
type Row = Option<(usize, usize)>;

impl<'a> Writer<'a> {
    /// A writer of what was read for a task.
    pub fn new(catalogue: &'a Catalogue, task: &'a Task, executed: &'a Executed, limits: &'a Limits) -> Self {
        let errors = executed.prepared.errors.clone();
        // About as much as the rows have: what is not written takes the place of keys and quotes.
        let rows: usize = executed.reads.iter().map(|read| read.rows.bytes()).sum();
        let mut out = Vec::with_capacity(1_024 + rows);
        out.extend_from_slice(OPENING);
        Self { catalogue, task, executed, limits, out, errors, told: 0, elements: 0, halt: None }
    }

    /// Writes.
    ///
    /// # Errors
    /// Where nobody waits any more, or not for so long.
    pub fn write(mut self) -> Result<Written, Stop> {
        self.object(&self.task.plan.root, None);
        self.look();
        match self.halt {
            None => Ok((Some(self.out), self.errors)),
            Some(Halt::TooLarge(refusal)) => Ok((None, vec![refusal.into()])),
            Some(Halt::Stopped(stop)) => Err(stop),
        }
    }

    /// Looks whether to go on: bytes are counted here, and time.
    fn look(&mut self) {
        if self.halt.is_none() {
            let size = self.limits.check(Limit::AnswerBytes, self.out.len() - OPENING.len() + self.told);
            let size = size.map_err(|_| Halt::TooLarge(self.limits.over(Limit::AnswerBytes, None)));
            self.halt = size.and_then(|()| self.task.deadline.check().map_err(Halt::Stopped)).err();
        }
    }

    fn tell(&mut self, error: GraphqlError) {
        self.told += error.bytes();
        self.errors.push(error);
    }

    /// True where the rest is not written.
    fn is_halted(&mut self) -> bool {
        self.elements = self.elements.wrapping_add(1);
        if self.elements.is_multiple_of(LOOK) {
            self.look();
        }
        self.halt.is_some()
    }

    fn object(&mut self, object: &Object, row: Row) {
        self.out.push(b'{');
        self.fields(&object.fields, |this, output| this.output(output, row));
        self.out.push(b'}');
    }

    fn fields<T>(&mut self, fields: &[(Box<[u8]>, T)], mut each: impl FnMut(&mut Self, &T)) {
        for (i, (key, field)) in fields.iter().enumerate() {
            if self.is_halted() {
                return;
            }
            if i > 0 {
                self.out.push(b',');
            }
            self.out.extend_from_slice(key);
            each(self, field);
        }
    }

    fn list<T>(&mut self, items: impl Iterator<Item = T>, mut each: impl FnMut(&mut Self, T)) {
        self.out.push(b'[');
        for (i, item) in items.enumerate() {
            if self.is_halted() {
                return;
            }
            if i > 0 {
                self.out.push(b',');
            }
            each(self, item);
        }
        self.out.push(b']');
    }

    fn null(&mut self) {
        self.out.extend_from_slice(b"null");
    }

    fn is_nulled(&self, nullable: Option<usize>) -> bool {
        nullable.is_some_and(|id| self.executed.prepared.nulled.contains(&id))
    }

    fn output(&mut self, output: &Output, row: Row) {
        match output {
            Output::Literal(bytes) => self.out.extend_from_slice(bytes),
            Output::Scalar { columns, render, argument } => self.scalar(columns, *render, argument.as_ref(), row),
            Output::Object { present, object, nullable } => {
                if self.is_nulled(*nullable) || self.cell(row, *present) == Cell::Null {
                    self.null();
                } else {
                    self.object(object, row);
                }
            }
            Output::Fixed(object) | Output::Row(object) => self.object(object, row),
            Output::AnyNode { tag, branches } => {
                let found = self.text(row, *tag).map(|tag| branches.iter().find(|(name, _)| *name == tag));
                match found.flatten() {
                    Some((_, output)) => self.output(output, row),
                    None => self.null(),
                }
            }
            Output::List { level, item } => {
                let rows = self.rows(*level, row);
                self.list(rows, |this, i| this.output(item, Some((*level, i))));
            }
            Output::First { level, object, nullable } => {
                let found = if self.is_nulled(*nullable) { None } else { self.rows(*level, row).next() };
                match found {
                    Some(i) => self.object(object, Some((*level, i))),
                    None => self.null(),
                }
            }
            Output::Connection { rows, fields } => self.connection(*rows, fields, row),
            Output::Node { id, branches, nullable, location } => {
                let nulled = self.is_nulled(*nullable);
                let id = id.resolve(&self.task.variables).unwrap_or(Input::Null);
                let mut seen = Vec::new();
                let key = self.last_key();
                self.node(&id, branches, nulled, &mut seen, |error| {
                    error.on(vec![Step::Key(key.clone())]).at(*location)
                });
            }
            Output::Nodes { ids, branches, nullable, location } => {
                let nulled = self.is_nulled(*nullable);
                let ids = ids.resolve(&self.task.variables).unwrap_or(Input::Null);
                let mut seen = Vec::new();
                let key = self.last_key();
                self.list(ids.items().iter().enumerate(), |this, (i, id)| {
                    let path = vec![Step::Key(key.clone()), Step::Index(i)];
                    this.node(id, branches, nulled, &mut seen, |error| error.on(path.clone()).at(*location));
                });
            }
            Output::Introspection(key) => {
                let found = self.task.introspection.iter().find(|(known, _)| known == key);
                self.out.extend_from_slice(found.map_or(b"null", |(_, value)| value));
            }
        }
    }

    /// The response key that was written last: that of the root field at hand.
    fn last_key(&self) -> String {
        let key = self.out.strip_suffix(b"\":").unwrap_or_default();
        let start = key.iter().rposition(|byte| *byte == b'"').map_or(0, |at| at + 1);
        String::from_utf8_lossy(&key[start..]).into_owned()
    }

    /// The row that a global id names. `seen` holds the tags so far: ids of a type were read in their order.
    fn node(
        &mut self,
        id: &Input,
        branches: &[Branch],
        nulled: bool,
        seen: &mut Vec<String>,
        place: impl Fn(GraphqlError) -> GraphqlError,
    ) {
        let text = id.text().unwrap_or_default();
        let branch = match global_id::decode(text) {
            Ok((tag, _)) => branches.iter().find(|branch| branch.tag == tag),
            Err(refusal) => {
                self.tell(place(refusal.into()));
                return self.null();
            }
        };
        let Some(branch) = branch else {
            self.tell(place(GraphqlError::new(Code::IdInvalid, format!("{text:?} is not a global id"))));
            return self.null();
        };
        let place = seen.iter().filter(|tag| *tag == branch.tag).count();
        seen.push(branch.tag.to_owned());
        let found = self.executed.reads[branch.level].rows.of_key(place).next();
        match found.filter(|_| !nulled) {
            Some(row) => self.object(&branch.object, Some((branch.level, row))),
            None => self.null(),
        }
    }

    /// The rows of a level that belong to a row.
    fn rows(&self, level: usize, row: Row) -> std::ops::Range<usize> {
        let read = &self.executed.reads[level];
        let place = match self.task.plan.levels[level].keys {
            crate::plan::Keys::Column { .. } => read.keys.place(row.map_or(0, |(_, row)| row)),
            _ => Some(0),
        };
        place.map_or(0..0, |place| read.rows.of_key(place))
    }

    fn cell(&self, row: Row, column: usize) -> Cell {
        row.map_or(Cell::Null, |(level, i)| self.executed.reads[level].rows.cell(i, column))
    }

    fn text(&self, row: Row, column: usize) -> Option<&str> {
        let (level, i) = row?;
        let rows = &self.executed.reads[level].rows;
        match rows.cell(i, column) {
            cell @ Cell::Text { .. } => Some(rows.text(cell)),
            _ => None,
        }
    }

    fn flag(&mut self, value: bool) {
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
    }

    /// A cell as it is.
    fn plain(&mut self, row: Row, column: usize) {
        let Some((level, i)) = row else { return self.null() };
        let rows = &self.executed.reads[level].rows;
        match rows.cell(i, column) {
            Cell::Null => self.out.extend_from_slice(b"null"),
            Cell::Int(value) => json::int(&mut self.out, value),
            Cell::Float(value) => json::float(&mut self.out, value),
            cell @ Cell::Text { .. } => json::string(&mut self.out, rows.text(cell)),
        }
    }

    fn chinese(&self, locale: Option<&Input>) -> bool {
        match self.word(locale).as_deref() {
            Some("ZH") => true,
            Some("EN") => false,
            _ => self.task.chinese,
        }
    }

    /// The enum value of an argument.
    fn word(&self, argument: Option<&Input>) -> Option<String> {
        argument?.resolve(&self.task.variables)?.text().map(str::to_owned)
    }

    fn scalar(&mut self, columns: &[usize], render: Render, argument: Option<&Input>, row: Row) {
        let first = columns[0];
        match render {
            Render::Text | Render::Int => self.plain(row, first),
            Render::Float => match self.cell(row, first) {
                #[expect(clippy::cast_precision_loss, reason = "the field is a floating-point number")]
                Cell::Int(value) => json::float(&mut self.out, value as f64),
                _ => self.plain(row, first),
            },
            Render::Bool => match self.cell(row, first) {
                Cell::Int(value) => self.flag(value != 0),
                _ => self.null(),
            },
            Render::DateTime => match self.cell(row, first) {
                Cell::Int(micros) => {
                    self.out.push(b'"');
                    json::moment(&mut self.out, micros);
                    self.out.push(b'"');
                }
                _ => self.null(),
            },
            Render::Set(choice) => self.set(choice, row, first),
            Render::Localized | Render::LocalizedList => {
                let (asked, other) = if self.chinese(argument) { (columns[1], first) } else { (first, columns[1]) };
                let column = match self.text(row, asked) {
                    Some("[]") | None => other,
                    Some(_) => asked,
                };
                if render == Render::Localized {
                    self.plain(row, column);
                } else {
                    let list = self.text(row, column).unwrap_or("[]").as_bytes().to_vec();
                    self.out.extend_from_slice(&list);
                }
            }
            Render::Id(tag) => match self.cell(row, first) {
                Cell::Int(id) => global_id::with(tag, id, |text| json::string(&mut self.out, text)),
                _ => self.null(),
            },
            Render::Citation => {
                let style = self.word(argument);
                let parts: Vec<Option<&str>> = columns.iter().map(|&column| self.text(row, column)).collect();
                let text = crate::citation::write(style.as_deref(), &parts);
                json::string(&mut self.out, &text);
            }
            Render::Display => {
                let language = Language::of(self.chinese(argument));
                let found = row.and_then(|(level, i)| {
                    figure::shown(&self.executed.reads[level].rows, i, columns.iter().copied(), language)
                });
                match found {
                    Some(text) => json::string(&mut self.out, &text),
                    None => self.null(),
                }
            }
        }
    }

    fn set(&mut self, choice: &str, row: Row, column: usize) {
        let bits = match self.cell(row, column) {
            Cell::Int(bits) => bits,
            _ => 0,
        };
        let catalogue = self.catalogue;
        let values = catalogue.choices.iter().find(|c| c.name == choice).map_or(&[] as &[_], |c| &c.values);
        let held = values.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1);
        self.list(held, |this, (_, value)| json::string(&mut this.out, value.name));
    }
}
