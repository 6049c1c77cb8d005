//! The schema as data: `__schema` and `__type`, written from the schema that documents are validated against.

mod meta;

use apollo_compiler::collections::HashMap;
use apollo_compiler::executable::{Field, Operation, SelectionSet};
use apollo_compiler::schema::{Implementers, Name};
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};

use self::meta::Meta;
use crate::deadline::{Deadline, Stop};
use crate::error::Refusal;
use crate::limits::{Limit, Limits};
use crate::plan::input::{Input, Variables};
use crate::plan::{Flags, Merged, collect};
use crate::read::json;

/// Looks at the clock once in so many fields.
const LOOK: u32 = 1_024;

/// What introspection needs to know of a schema besides the schema.
#[derive(Debug)]
pub struct Introspection {
    implementers: HashMap<Name, Implementers>,
}

/// An operation that asks for the schema.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The schema.
    pub schema: &'a Valid<Schema>,
    /// The document.
    pub document: &'a ExecutableDocument,
    /// Its operation.
    pub operation: &'a Operation,
    /// What directives read.
    pub flags: &'a Flags,
    /// The coerced variables.
    pub variables: &'a Variables,
}

/// Why the schema is not told to its end.
#[derive(Debug)]
pub enum Halt {
    /// It would be too large an answer.
    TooLarge(Refusal),
    /// Nobody waits any more, or not for so long.
    Stopped(Stop),
}

impl Introspection {
    /// Introspection of a schema.
    pub fn of(schema: &Schema) -> Self {
        Self { implementers: schema.implementers_map() }
    }

    /// The answers of `__schema` and `__type` at the root of an operation: JSON, by response key.
    ///
    /// # Errors
    /// Where they are not told to their end.
    pub fn answer(
        &self,
        asked: Asked<'_>,
        deadline: &Deadline,
        limits: &Limits,
    ) -> Result<Vec<(String, Vec<u8>)>, Halt> {
        let mut writer = Writer { introspection: self, asked, deadline, limits, out: Vec::new(), before: 0, fields: 0 };
        let mut answers = Vec::new();
        for merged in writer.collect(&[&asked.operation.selection_set], "Query") {
            let found = match merged.field.name.as_str() {
                "__schema" => Some(Meta::Schema),
                "__type" => writer.named(&merged),
                _ => continue,
            };
            match found {
                Some(meta) => writer.object(&merged.sets, meta)?,
                None => writer.out.extend_from_slice(b"null"),
            }
            let out = std::mem::take(&mut writer.out);
            writer.before += out.len();
            answers.push((merged.key.to_owned(), out));
        }
        Ok(answers)
    }
}

/// Writes what is asked of the schema.
struct Writer<'a> {
    introspection: &'a Introspection,
    asked: Asked<'a>,
    deadline: &'a Deadline,
    limits: &'a Limits,
    out: Vec<u8>,
    /// Bytes of the answers before the one at hand.
    before: usize,
    fields: u32,
}

impl<'a> Writer<'a> {
    fn collect(&self, sets: &[&'a SelectionSet], on: &str) -> Vec<Merged<'a>> {
        collect(self.asked.document, self.asked.flags, &|name| name == on, sets)
    }

    /// The type that the argument `name` names.
    fn named(&self, merged: &Merged<'_>) -> Option<Meta<'a>> {
        let name = self.argument(merged.field, "name")?;
        let (name, definition) = self.asked.schema.types.get_key_value(name.text()?)?;
        Some(Meta::Named(name, definition))
    }

    fn argument(&self, field: &Field, name: &str) -> Option<Input> {
        Input::from_ast(field.specified_argument_by_name(name)?).resolve(self.asked.variables)
    }

    /// The fields of an object of the schema's schema.
    fn object(&mut self, sets: &[&'a SelectionSet], meta: Meta<'a>) -> Result<(), Halt> {
        self.out.push(b'{');
        for (i, merged) in self.collect(sets, meta.type_name()).iter().enumerate() {
            self.look()?;
            if i > 0 {
                self.out.push(b',');
            }
            json::string(&mut self.out, merged.key);
            self.out.push(b':');
            self.field(merged, meta)?;
        }
        self.out.push(b'}');
        Ok(())
    }

    fn field(&mut self, merged: &Merged<'a>, meta: Meta<'a>) -> Result<(), Halt> {
        let deprecated = self.argument(merged.field, "includeDeprecated") == Some(Input::Bool(true));
        match meta.field(&merged.field.name, deprecated, self.asked.schema, &self.introspection.implementers) {
            meta::Value::Null => self.out.extend_from_slice(b"null"),
            meta::Value::Flag(flag) => self.out.extend_from_slice(if flag { b"true" } else { b"false" }),
            meta::Value::Text(text) => json::string(&mut self.out, &text),
            meta::Value::Texts(texts) => {
                self.list(texts, |this, text| {
                    json::string(&mut this.out, text);
                    Ok(())
                })?;
            }
            meta::Value::Object(object) => self.object(&merged.sets, object)?,
            meta::Value::List(objects) => self.list(objects, |this, object| this.object(&merged.sets, object))?,
        }
        Ok(())
    }

    fn list<T>(&mut self, items: Vec<T>, mut each: impl FnMut(&mut Self, T) -> Result<(), Halt>) -> Result<(), Halt> {
        self.out.push(b'[');
        for (i, item) in items.into_iter().enumerate() {
            if i > 0 {
                self.out.push(b',');
            }
            each(self, item)?;
        }
        self.out.push(b']');
        Ok(())
    }

    /// Looks whether to go on: bytes are counted here, and time.
    fn look(&mut self) -> Result<(), Halt> {
        self.fields = self.fields.wrapping_add(1);
        if !self.fields.is_multiple_of(LOOK) {
            return Ok(());
        }
        let size = self.limits.check(Limit::AnswerBytes, self.before + self.out.len());
        size.map_err(|_| Halt::TooLarge(self.limits.over(Limit::AnswerBytes, None)))?;
        self.deadline.check().map_err(Halt::Stopped)
    }
}
