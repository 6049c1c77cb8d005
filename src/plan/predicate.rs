//! Filters as SQL. Conditions are three-valued, as in SQL: on an unknown value neither a condition nor its opposite
//! holds; only `isNull` asks whether it is known. What is written is that a filter holds or that it fails, down to the
//! comparisons: EXISTS is two-valued, and NOT before it would make known what is not.

mod comparison;

use super::argument;
use super::counted::{self, Related};
use super::input::Input;
use super::slice::Slice;
use super::sql::{Dialect, Value, Writer};
use crate::catalogue::{Belonging, Catalogue, FieldKind, Filter, FilterKind, Type};
use crate::error::{Code, Refusal};

/// Writes filters over the rows of types.
pub(super) struct Predicate<'a> {
    catalogue: &'a Catalogue,
    writer: &'a mut Writer,
    /// How many conditions on names and relations there are: each is a query of its own inside the statement.
    inner: usize,
    /// How many of them stand around.
    depth: usize,
    /// What is written of the filter at hand.
    sense: Sense,
}

/// What SQL says of a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sense {
    /// That it holds, or that it fails.
    holds: bool,
    /// True where it may be undecided as well.
    or_undecided: bool,
}

impl Sense {
    const HOLDS: Self = Self { holds: true, or_undecided: false };

    /// The same of the filter's opposite.
    fn opposite(self) -> Self {
        Self { holds: !self.holds, ..self }
    }

    /// Where this is not so.
    fn otherwise(self) -> Self {
        Self { holds: !self.holds, or_undecided: !self.or_undecided }
    }
}

/// How many conditions on names and relations a filter can have; more cause `TOO_MANY_CONDITIONS`. Each is planned by itself.
const MAX_INNER: usize = 250;
/// How deep they can nest; deeper ones cause `TOO_DEEP`. SQLite bears a thousand steps in an expression, and one takes dozens.
const MAX_DEPTH: usize = 12;

impl<'a> Predicate<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, writer: &'a mut Writer) -> Self {
        Self { catalogue, writer, inner: 0, depth: 0, sense: Sense::HOLDS }
    }

    /// Writes what stands inside a condition on names or relations.
    fn inside(&mut self, write: impl FnOnce(&mut Self) -> Result<(), Refusal>) -> Result<(), Refusal> {
        self.inner += 1;
        self.depth += 1;
        if self.inner > MAX_INNER {
            let message = format!(
                "a filter has more than {MAX_INNER} conditions on names and relations; ask in several requests"
            );
            return Err(Refusal::new(Code::TooManyConditions, message));
        }
        if self.depth > MAX_DEPTH {
            let message = format!("conditions on relations nest more than {MAX_DEPTH} deep in a filter");
            return Err(Refusal::new(Code::TooDeep, message));
        }
        write(self)?;
        self.depth -= 1;
        Ok(())
    }

    /// Writes in a sense.
    fn in_sense(&mut self, sense: Sense, write: impl FnOnce(&mut Self) -> Result<(), Refusal>) -> Result<(), Refusal> {
        let outside = std::mem::replace(&mut self.sense, sense);
        write(self)?;
        self.sense = outside;
        Ok(())
    }

    /// Writes the conditions of a filter on the row with this alias, which hold together.
    pub(super) fn filter(&mut self, on: &Type, alias: &str, input: &Input) -> Result<(), Refusal> {
        self.together(input.fields(), |this, (name, value)| match name.as_str() {
            "and" | "or" => {
                value.items().iter().try_for_each(|item| given(name, item))?;
                this.combine(on, alias, value.items(), name == "and")
            }
            "not" => {
                given(name, value)?;
                this.in_sense(this.sense.opposite(), |this| this.filter(on, alias, value))
            }
            _ => {
                given(name, value)?;
                let condition = on
                    .filters
                    .iter()
                    .find(|f| f.name == name)
                    .ok_or_else(|| Refusal::new(Code::FilterInvalid, format!("there is no filter {name}")))?;
                this.condition(on, condition, alias, value).map_err(|refusal| refusal.inside(name, "."))
            }
        })
    }

    /// A list of filters, which holds where every one does, or one of them.
    fn combine(&mut self, on: &Type, alias: &str, items: &[Input], every: bool) -> Result<(), Refusal> {
        let word = if self.sense.holds == every { " AND " } else { " OR " };
        self.writer.push("(");
        if items.is_empty() {
            self.writer.constant(self.sense.holds == every);
        }
        self.joined(on, alias, items, word)?;
        self.writer.push(")");
        Ok(())
    }

    /// Conditions joined by a word, half by half: a chain of a thousand would be deeper than databases bear.
    fn joined(&mut self, on: &Type, alias: &str, items: &[Input], word: &str) -> Result<(), Refusal> {
        if let [item] = items {
            return self.filter(on, alias, item);
        }
        let (first, second) = items.split_at(items.len() / 2);
        if !first.is_empty() {
            self.writer.push("(");
            self.joined(on, alias, first, word)?;
            self.writer.push(")").push(word).push("(");
            self.joined(on, alias, second, word)?;
            self.writer.push(")");
        }
        Ok(())
    }

    /// Parts that hold together where all of them do, and fail where one does, each written in the sense of the whole.
    fn together<T>(
        &mut self,
        parts: &[T],
        mut each: impl FnMut(&mut Self, &T) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let holds = self.sense.holds;
        self.writer.push("(");
        if parts.is_empty() {
            self.writer.constant(holds);
        }
        for (i, part) in parts.iter().enumerate() {
            if i > 0 {
                self.writer.push(if holds { " AND " } else { " OR " });
            }
            each(self, part)?;
        }
        self.writer.push(")");
        Ok(())
    }

    /// Fields of an input that hold together, none of them null; what is wrong with one is told with its name.
    fn fields(
        &mut self,
        input: &Input,
        mut write: impl FnMut(&mut Self, &str, &Input) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        self.together(input.fields(), |this, (name, value)| named(name, value, || write(this, name, value)))
    }

    /// A comparison, of a value that is always known or of one that may not be.
    fn compared(&mut self, known: bool, write: impl FnOnce(&mut Self) -> Result<(), Refusal>) -> Result<(), Refusal> {
        let may_be_undecided = self.sense.or_undecided && !known;
        self.writer.push(if may_be_undecided { "(" } else { "" }).push(if self.sense.holds { "" } else { "NOT " });
        write(self)?;
        self.writer.push(if may_be_undecided { ") IS NOT FALSE" } else { "" });
        Ok(())
    }

    /// Writes one condition on a row.
    pub(super) fn condition(
        &mut self,
        on: &Type,
        condition: &Filter,
        alias: &str,
        input: &Input,
    ) -> Result<(), Refusal> {
        match &condition.kind {
            FilterKind::One { object, key } => self.one(object, key, alias, input),
            FilterKind::Relation { object, via, counted } => {
                let on = self.catalogue.get(object);
                let related = Related { table: on.table, via: *via, vintages: on.vintages, counted: *counted };
                self.related(&related, alias, input, |this, row, filter| this.filter(on, row, filter))
            }
            FilterKind::Links(sides) => {
                let on = self.catalogue.get("Link");
                let via = sides.on(input.get("direction").and_then(Input::text));
                let related = Related { table: on.table, via, vintages: None, counted: None };
                let input = input.without("direction");
                self.related(&related, alias, &input, |this, row, filter| this.filter(on, row, filter))
            }
            FilterKind::Subject { tag, id } => self.subject(tag, id, alias, input),
            FilterKind::Subjects { table, via } => {
                let related = Related { table, via: Belonging::Where(via), vintages: None, counted: None };
                self.related(&related, alias, input, |this, row, filter| {
                    this.subject("{t}.subject_type", "{t}.subject_id", row, filter)
                })
            }
            // What a slice says of a row that has no date is undecided.
            FilterKind::Slice => self.inside(|this| {
                this.compared(false, |this| {
                    let slice = Slice::read(input)?;
                    this.writer.push("(");
                    slice.write(this.writer, on.name, alias);
                    this.writer.push(")");
                    Ok(())
                })
            }),
            kind => {
                let field = on.field(condition.name);
                let known = field.is_some_and(|field| field.required && matches!(field.kind, FieldKind::Scalar(_)));
                self.compared(known, |this| this.own(on, kind, alias, input))
            }
        }
    }

    /// The row that a key names fulfils a filter. Where there is none, nothing of it is known but that; which the empty filter asks.
    fn one(&mut self, object: &str, key: &str, alias: &str, input: &Input) -> Result<(), Refusal> {
        let (exists, sense) = match self.sense {
            sense if input.fields().is_empty() => (sense.holds, Sense::HOLDS),
            sense if sense.or_undecided => (false, sense.otherwise()),
            sense => (true, sense),
        };
        let (on, row) = (self.catalogue.get(object), self.writer.alias());
        self.writer.exists(exists).push(on.table).push(" ").push(&row);
        self.writer.push(" WHERE ").push(&row).push(".id = ").expression(key, alias).push(" AND ");
        self.inside(|this| this.in_sense(sense, |this| this.filter(on, &row, input)))?;
        self.writer.end_exists();
        Ok(())
    }

    /// `some`, `every` and `none`, the opposite of `some`, over the rows that belong to this one, and how many those are.
    fn related(
        &mut self,
        related: &Related<'_>,
        alias: &str,
        input: &Input,
        mut filter: impl FnMut(&mut Self, &str, &Input) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let (above, Related { table, via, vintages, .. }) = (format!("{alias}.id"), *related);
        self.fields(input, |this, quantifier, value| {
            if quantifier == "count" {
                let number = counted::number(related);
                return this.compared(true, |this| this.scalar(&number, alias, value, &argument::INT));
            }
            let row = this.writer.alias();
            let sense = if quantifier == "none" { this.sense.opposite() } else { this.sense };
            let of_every = (quantifier == "every") == sense.holds;
            let sense = if of_every { sense.otherwise() } else { sense };
            this.writer.exists(!of_every);
            this.below(table, via, &row, &above);
            if let Some(vintages) = vintages {
                this.writer.push(" AND ").vintage(&vintages, &row, None);
            }
            this.writer.push(" AND ");
            this.inside(|this| this.in_sense(sense, |this| filter(this, &row, value)))?;
            this.writer.end_exists();
            Ok(())
        })
    }

    /// The rows that belong to a row, and where: each way by itself where there are several, since no index serves them together.
    fn below(&mut self, table: &str, via: Belonging, row: &str, above: &str) {
        if let Belonging::Either { ways, .. } = via {
            for (place, &way) in ways.iter().enumerate() {
                let each = self.writer.alias();
                self.writer
                    .push(if place > 0 { " UNION ALL SELECT " } else { "(SELECT " })
                    .push(&each)
                    .push(".* FROM ");
                self.below(table, way, &each, above);
            }
            self.writer.push(") ").push(row).push(" WHERE 1 = 1");
            return;
        }
        // Joined, so that a database may begin at whichever end has less.
        if let Belonging::Through(through) = via {
            self.writer.push(through.table).push(" via JOIN ").push(table).push(" ").push(row).push(" ON ");
            self.writer.push(row).push(".id = ").push(through.below);
        } else {
            self.writer.push(table).push(" ").push(row);
        }
        self.writer.push(" WHERE ").belongs(via, row, above);
    }

    fn subject(&mut self, tag: &str, id: &str, alias: &str, input: &Input) -> Result<(), Refusal> {
        let is_deep = input.get("deep").map(argument::flag).transpose()? == Some(true);
        self.fields(&input.without("deep"), |this, name, value| {
            // There is such a part, and its type, slug and names are known.
            this.compared(true, |this| match name {
                "type" => {
                    let value = argument::text(value)?;
                    this.writer.expression(tag, alias).push(" = ").bind(Value::Text(value));
                    Ok(())
                }
                _ if is_deep => this.part_of(id, alias, name, value),
                "slug" => {
                    let row = this.writer.alias();
                    this.writer.exists(true).push("node ").push(&row).push(" WHERE ").push(&row);
                    this.writer.push(".id = ").expression(id, alias).push(" AND ");
                    this.inside(|this| this.text(&["{t}.slug"], &["{t}.slug"], &row, value))?;
                    this.writer.end_exists();
                    Ok(())
                }
                _ => this.names(id, "", alias, value),
            })
        })
    }

    /// A node of that slug or name, or what is a part of one of its type, however far below: found once, from above.
    fn part_of(&mut self, id: &str, alias: &str, name: &str, value: &Input) -> Result<(), Refusal> {
        let (row, parts) = (self.writer.alias(), self.writer.alias());
        // SQLite would look up each of them for every row; so it looks up the row among them.
        let steer = if self.writer.dialect() == Dialect::Sqlite { "+" } else { "" };
        self.writer
            .push(steer)
            .expression(id, alias)
            .push(&format!(" IN (WITH RECURSIVE {parts}(id) AS (SELECT {row}.id FROM node {row} WHERE "));
        if name == "slug" {
            self.inside(|this| this.text(&["{t}.slug"], &["{t}.slug"], &row, value))?;
        } else {
            self.inside(|this| this.names("{t}.id", "", &row, value))?;
        }
        self.writer.push(&format!(
            " UNION SELECT l.from_id FROM {parts} p JOIN link l ON l.to_id = p.id AND l.kind = 'PART_OF' AND l.from_type = l.to_type) \
             SELECT p.id FROM {parts} p)"
        ));
        Ok(())
    }
}

/// Refuses null, which says nothing of a value.
fn given(name: &str, value: &Input) -> Result<(), Refusal> {
    if *value == Input::Null {
        let message = format!("{name} is null: leave it out, or ask for unknown values with isNull: true");
        return Err(Refusal::new(Code::FilterInvalid, message));
    }
    Ok(())
}

/// Writes what a field of an input says; what is wrong with it is told with its name.
fn named(name: &str, value: &Input, write: impl FnOnce() -> Result<(), Refusal>) -> Result<(), Refusal> {
    given(name, value)?;
    let joined = if value.fields().is_empty() { " " } else { "." };
    write().map_err(|refusal| refusal.inside(name, joined))
}
