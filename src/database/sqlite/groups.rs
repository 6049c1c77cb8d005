//! Groups in one pass: SQLite's own GROUP BY sorts all rows by their keys first, which takes five times as long as to read them.
//!
//! `panorama_groups(N, key 1, ..., key N, id, number 1, unit 1, number 2, unit 2, ...)` makes a JSON array of groups, each an array
//! of its keys, the least id, the count, and of each number the least, the greatest, the mean and the sum, rounded to what is shown
//! of them, as bits that `panorama_float` reads, and the id of the row that has the greatest, the least one of equal rows; null where
//! there are none, the rows of the group differ in its unit, or it is beyond all numbers.

use std::collections::HashMap;

use rusqlite::functions::{Aggregate, Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};
use serde_json::{Value as Json, json};

use crate::digits::{Sum, rounded};

/// Makes the functions known to a connection.
pub(super) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_aggregate_function("panorama_groups", -1, flags, Groups)?;
    connection.create_scalar_function("panorama_float", 1, flags, |context| {
        Ok(context.get::<Option<i64>>(0)?.map(|bits| f64::from_bits(bits.cast_unsigned())))
    })
}

struct Groups;

/// The groups by their keys, as bytes.
#[derive(Default)]
struct Found {
    groups: HashMap<Box<[u8]>, Group>,
    key: Vec<u8>,
}

struct Group {
    keys: Vec<Json>,
    id: Option<i64>,
    count: u64,
    numbers: Vec<Number>,
}

/// What is known of a number in a group.
#[derive(Default)]
struct Number {
    known: u64,
    least: f64,
    greatest: f64,
    largest: Option<i64>,
    sum: Sum,
    unit: Option<Box<[u8]>>,
    is_mixed: bool,
}

impl Aggregate<Found, String> for Groups {
    fn init(&self, _: &mut Context<'_>) -> Result<Found> {
        Ok(Found::default())
    }

    fn step(&self, context: &mut Context<'_>, found: &mut Found) -> Result<()> {
        let keys = usize::try_from(context.get::<u32>(0)?).unwrap_or_default();
        found.key.clear();
        for i in 1..=keys {
            write_key(&mut found.key, context.get_raw(i));
        }
        let numbers = (context.len() - keys - 2) / 2;
        if !found.groups.contains_key(found.key.as_slice()) {
            let keys = (1..=keys).map(|i| json_of(context.get_raw(i))).collect();
            let numbers = (0..numbers).map(|_| Number::default()).collect();
            found.groups.insert(found.key.as_slice().into(), Group { keys, id: None, count: 0, numbers });
        }
        let Some(group) = found.groups.get_mut(found.key.as_slice()) else { return Ok(()) };
        group.count += 1;
        let id = context.get::<Option<i64>>(keys + 1)?;
        group.id = group.id.into_iter().chain(id).min();
        for (i, number) in group.numbers.iter_mut().enumerate() {
            let place = keys + 2 + i * 2;
            match context.get_raw(place) {
                #[expect(clippy::cast_precision_loss, reason = "as the other database casts them")]
                ValueRef::Integer(value) => number.add(value as f64, id),
                ValueRef::Real(value) => number.add(value, id),
                _ => {}
            }
            if let ValueRef::Text(unit) = context.get_raw(place + 1) {
                number.is_mixed |= number.unit.get_or_insert_with(|| unit.into()).as_ref() != unit;
            }
        }
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, found: Option<Found>) -> Result<String> {
        let groups = found.unwrap_or_default().groups;
        Ok(Json::Array(groups.into_values().map(Group::told).collect()).to_string())
    }
}

impl Group {
    fn told(self) -> Json {
        let mut told = self.keys;
        told.extend([json!(self.id), json!(self.count)]);
        for number in self.numbers {
            told.extend(number.told());
        }
        Json::Array(told)
    }
}

impl Number {
    fn add(&mut self, value: f64, id: Option<i64>) {
        if self.known == 0 {
            (self.least, self.greatest) = (value, value);
        }
        if self.known == 0 || value > self.greatest || (value >= self.greatest && id < self.largest) {
            self.largest = id;
        }
        self.known += 1;
        self.least = self.least.min(value);
        self.greatest = self.greatest.max(value);
        self.sum.add(value);
    }

    fn told(self) -> [Json; 5] {
        let is_told = self.known > 0 && !self.is_mixed;
        #[expect(clippy::cast_precision_loss, reason = "a group has fewer rows than a mantissa has values")]
        let (sum, mean) = (self.sum.total(), self.sum.over(self.known as f64));
        let [least, greatest, mean, sum] = [self.least, self.greatest, mean, sum].map(|value| {
            if is_told && value.is_finite() { json!(rounded(value).to_bits().cast_signed()) } else { Json::Null }
        });
        [least, greatest, mean, sum, json!(self.largest.filter(|_| is_told))]
    }
}

/// Appends a key so that equal bytes are equal keys.
fn write_key(out: &mut Vec<u8>, value: ValueRef<'_>) {
    match value {
        ValueRef::Integer(value) => {
            out.push(1);
            out.extend_from_slice(&value.to_le_bytes());
        }
        ValueRef::Real(value) => {
            out.push(2);
            out.extend_from_slice(&value.to_bits().to_le_bytes());
        }
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            out.push(3);
            out.extend_from_slice(&bytes.len().to_le_bytes());
            out.extend_from_slice(bytes);
        }
        ValueRef::Null => out.push(0),
    }
}

fn json_of(value: ValueRef<'_>) -> Json {
    match value {
        ValueRef::Null => Json::Null,
        ValueRef::Integer(value) => value.into(),
        ValueRef::Real(value) => value.into(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into(),
    }
}
