//! The arguments of a list: which page, in which order.

use super::argument;
use super::cursor;
use super::input::Input;
use super::sql::{Dialect, Value};
use crate::catalogue::{Order, OrderKind, Type};
use crate::error::{Code, Refusal};

/// The page size where none is asked for.
pub const DEFAULT_PAGE: i64 = 20;
/// The largest page; a larger one causes `PAGE_SIZE_OUT_OF_RANGE`.
pub const MAX_PAGE: i64 = 100;
/// How far `total` counts where nothing is said.
pub const DEFAULT_TOTAL: i64 = 1_000;
/// How far `total` counts at most; more causes `ARGUMENT_INVALID`.
pub const MAX_TOTAL: i64 = 100_000;
/// The most keys in `orderBy`, and in `by` of groups; more cause `ARGUMENT_INVALID`.
pub const MAX_KEYS: usize = 4;

/// Which part of a list is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// How many rows.
    pub size: i64,
    /// True for the last rows instead of the first.
    pub backward: bool,
    /// Only what comes after these values.
    pub after: Option<Vec<Option<Value>>>,
    /// Only what comes before these values.
    pub before: Option<Vec<Option<Value>>>,
}

impl Page {
    /// Reads `first`, `last`, `after` and `before`.
    ///
    /// # Errors
    /// `PAGE_SIZE_OUT_OF_RANGE`, `CURSOR_INVALID`, or `ARGUMENT_INVALID` where both sizes are given.
    pub fn read(input: &Input, order: &Ordering) -> Result<Self, Refusal> {
        let (size, backward) = match (size(input, "first")?, size(input, "last")?) {
            (Some(_), Some(_)) => {
                return Err(Refusal::new(Code::ArgumentInvalid, "first and last exclude each other"));
            }
            (Some(first), None) => (first, false),
            (None, Some(last)) => (last, true),
            (None, None) => (DEFAULT_PAGE, false),
        };
        let cursor = |name: &str| {
            let Some(given) = input.get(name) else { return Ok(None) };
            let read = cursor::decode(given.text().unwrap_or_default(), order.checksum, &order.keys);
            let wrong = |reason| {
                let message = format!("{name} is {}, {reason}", argument::told(given));
                Refusal::new(Code::CursorInvalid, message)
            };
            read.map(Some).map_err(wrong)
        };
        Ok(Self { size, backward, after: cursor("after")?, before: cursor("before")? })
    }

    /// True where the first key of its cursors is known.
    pub(super) fn begins_known(&self) -> bool {
        [&self.after, &self.before].into_iter().flatten().all(|values| values.first().is_some_and(Option::is_some))
    }
}

fn size(input: &Input, name: &str) -> Result<Option<i64>, Refusal> {
    let Some(value) = input.get(name) else { return Ok(None) };
    let size = argument::int(value)?;
    if (0..=MAX_PAGE).contains(&size) {
        return Ok(Some(size));
    }
    Err(Refusal::new(Code::PageSizeOutOfRange, format!("{name} is {size}; it can be 0 to {MAX_PAGE}")))
}

/// The order of a list: every key decides among rows that are equal in those before it, and the last is unique.
#[derive(Debug, Clone)]
pub struct Ordering {
    /// The keys, each with its direction.
    pub keys: Vec<Order>,
    /// What binds cursors to this order.
    pub checksum: u32,
    /// True where an index has it: the type's own order, and that by one field.
    pub is_indexed: bool,
    /// True where the last key is not compared together with those before it: SQLite finds it in an index only by itself.
    pub id_apart: bool,
}

impl Ordering {
    /// Reads `orderBy`, or takes the type's own order.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID` where there are too many keys.
    pub fn read(input: &Input, on: &Type) -> Result<Self, Refusal> {
        Self::read_or(input, on, &on.default_order)
    }

    /// Reads `orderBy`, or takes the order that the list has by itself.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID` where there are too many keys.
    pub fn read_or(input: &Input, on: &Type, own: &[Order]) -> Result<Self, Refusal> {
        let asked = input.get("orderBy").map_or(&[] as &[Input], Input::items);
        if asked.len() > MAX_KEYS {
            return Err(Refusal::new(
                Code::ArgumentInvalid,
                format!("orderBy has {} keys; it can have {MAX_KEYS}", asked.len()),
            ));
        }
        let mut keys = Vec::with_capacity(asked.len() + 1);
        for item in asked {
            let name = item.get("field").and_then(Input::text).unwrap_or_default();
            let order = on.orders.iter().find(|o| o.name == name);
            let mut order = order.cloned().ok_or_else(|| Refusal::new(Code::ArgumentInvalid, "orderBy holds null"))?;
            order.descending = item.get("direction").and_then(Input::text) == Some("DESC");
            keys.push(order);
        }
        if keys.is_empty() {
            keys = own.to_vec();
        }
        Ok(Self { is_indexed: asked.len() <= 1, ..Self::complete(keys) })
    }

    /// The same order on a database. PostgreSQL's indexes have what is unknown behind the rest, without a column that keeps it.
    pub fn on(mut self, dialect: Dialect) -> Self {
        match dialect {
            Dialect::Postgres => self.keys.iter_mut().for_each(|key| key.kept = None),
            Dialect::Sqlite => self.id_apart = true,
        }
        self
    }

    /// The same order, read off a column that holds the type's own order; unless another one was asked for.
    pub fn along(mut self, place: &'static str, input: &Input) -> Self {
        if input.get("orderBy").is_none_or(|asked| asked.items().is_empty())
            && let [key] = self.keys.as_mut_slice()
        {
            key.expression = place;
        }
        self
    }

    /// Ends the keys with a unique one.
    fn complete(mut keys: Vec<Order>) -> Self {
        if let Some(last) = keys.iter().position(|key| key.unique) {
            keys.truncate(last + 1);
        } else {
            keys.push(Order {
                name: "",
                description: "",
                expression: "{t}.id",
                column: None,
                kind: OrderKind::Int,
                unique: true,
                nullable: false,
                kept: None,
                descending: false,
            });
        }
        let text = keys.iter().flat_map(|key| key.expression.bytes().chain([if key.descending { b'>' } else { b'<' }]));
        let checksum = cursor::checksum(text);
        Self { keys, checksum, is_indexed: true, id_apart: false }
    }

    /// What the cursor's values are.
    pub fn kinds(&self) -> Vec<OrderKind> {
        self.keys.iter().map(|key| key.kind).collect()
    }
}
