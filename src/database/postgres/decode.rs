//! Rows as bytes that PostgreSQL sends: each column a length and the value in the server's binary form.

use chrono::NaiveDate;
use tokio_postgres::types::Type;

use super::super::{Cell, ReadError, Rows};

/// Days from 1970-01-01 to 2000-01-01, which PostgreSQL counts from.
const EPOCH: i32 = 10_957;

/// How a column's bytes are to be read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Int,
    Float,
    Bool,
    Date,
    Text,
}

impl Kind {
    pub(super) fn of(ty: &Type) -> Self {
        match *ty {
            Type::INT2 | Type::INT4 | Type::INT8 => Self::Int,
            Type::FLOAT8 => Self::Float,
            Type::BOOL => Self::Bool,
            Type::DATE => Self::Date,
            _ => Self::Text,
        }
    }
}

/// Adds a row. Where the statement ran for keys, the first column is the place of the row's key, counted from 1.
pub(super) fn row(
    body: &[u8],
    kinds: &[Kind],
    rows: &mut Rows,
    places: Option<&mut Vec<usize>>,
) -> Result<(), ReadError> {
    // The number of columns is known.
    let mut rest = body.get(2..).unwrap_or_default();
    let mut kinds = kinds;
    if let (Some(places), [_, others @ ..]) = (places, kinds) {
        let place = column(&mut rest)?.map_or(1, int);
        places.push(usize::try_from(place - 1).unwrap_or(0));
        kinds = others;
    }
    for kind in kinds {
        match column(&mut rest)? {
            Some(bytes) => push(rows, *kind, bytes)?,
            None => rows.push(Cell::Null),
        }
    }
    Ok(())
}

/// Takes the bytes of the next column, none for null.
fn column<'a>(rest: &mut &'a [u8]) -> Result<Option<&'a [u8]>, ReadError> {
    let short = || ReadError::Fault("a row ends too early".to_owned());
    let (length, behind) = rest.split_first_chunk::<4>().ok_or_else(short)?;
    let Ok(length) = usize::try_from(i32::from_be_bytes(*length)) else {
        *rest = behind;
        return Ok(None);
    };
    let (bytes, behind) = behind.split_at_checked(length).ok_or_else(short)?;
    *rest = behind;
    Ok(Some(bytes))
}

fn push(rows: &mut Rows, kind: Kind, bytes: &[u8]) -> Result<(), ReadError> {
    match kind {
        Kind::Int => rows.push(Cell::Int(int(bytes))),
        Kind::Bool => rows.push(Cell::Int(i64::from(bytes != [0]))),
        #[expect(clippy::cast_sign_loss, reason = "the bits of the number are what arrived")]
        Kind::Float => rows.push(Cell::Float(f64::from_bits(int(bytes) as u64))),
        Kind::Date => {
            let day =
                i32::try_from(int(bytes)).ok().and_then(|day| NaiveDate::from_epoch_days(day.checked_add(EPOCH)?));
            rows.push_date(day.ok_or_else(|| ReadError::Fault("a date beyond the calendar".to_owned()))?);
        }
        Kind::Text => {
            let text = std::str::from_utf8(bytes).map_err(|error| ReadError::Fault(error.to_string()))?;
            rows.push_text(text);
        }
    }
    Ok(())
}

/// A big-endian whole number of any width.
fn int(bytes: &[u8]) -> i64 {
    let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    bytes.iter().fold(if negative { -1 } else { 0 }, |value, byte| (value << 8) | i64::from(*byte))
}
