//! Rows as bytes that PostgreSQL sends: each column a length and the value in the server's binary form.

mod numeric;

use std::fmt::Write;

use chrono::NaiveDate;
use tokio_postgres::types::Type;

use super::super::{Cell, ReadError, Rows};

/// Days from 1970-01-01 to 2000-01-01, which PostgreSQL counts from.
const EPOCH: i32 = 10_957;
/// The same in microseconds.
const EPOCH_MICROS: i64 = 946_684_800_000_000;

/// How a column's bytes are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Int,
    Oid,
    Float4,
    Float8,
    Numeric,
    Bool,
    Date,
    Moment,
    Text,
    Jsonb,
    Char,
    Uuid,
}

impl Kind {
    /// None for a type that is not read.
    pub(super) fn of(ty: &Type) -> Option<Self> {
        Some(match *ty {
            Type::INT2 | Type::INT4 | Type::INT8 => Self::Int,
            Type::OID | Type::REGCLASS | Type::REGTYPE | Type::XID => Self::Oid,
            Type::FLOAT4 => Self::Float4,
            Type::FLOAT8 => Self::Float8,
            Type::NUMERIC => Self::Numeric,
            Type::BOOL => Self::Bool,
            Type::DATE => Self::Date,
            Type::TIMESTAMP | Type::TIMESTAMPTZ => Self::Moment,
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::JSON | Type::XML => {
                Self::Text
            }
            Type::JSONB => Self::Jsonb,
            Type::CHAR => Self::Char,
            Type::UUID => Self::Uuid,
            _ => return None,
        })
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
    let fault = |text: &str| ReadError::Fault(text.to_owned());
    match kind {
        Kind::Int => rows.push(Cell::Int(int(bytes))),
        Kind::Oid => rows.push(Cell::Int(int(bytes) & 0xffff_ffff)),
        Kind::Bool => rows.push(Cell::Int(i64::from(bytes != [0]))),
        Kind::Float8 => rows.push(Cell::Float(f64::from_be_bytes(whole(bytes)?))),
        // The shortest text of it, as PostgreSQL prints it: 0.1 stays 0.1.
        Kind::Float4 => {
            let value = f32::from_be_bytes(whole(bytes)?);
            rows.push(Cell::Float(value.to_string().parse().unwrap_or_else(|_| f64::from(value))));
        }
        Kind::Numeric => rows.push(numeric::cell(bytes).ok_or_else(|| fault("a numeric that is malformed"))?),
        Kind::Date => {
            let day =
                i32::try_from(int(bytes)).ok().and_then(|day| NaiveDate::from_epoch_days(day.checked_add(EPOCH)?));
            rows.push_date(day.ok_or_else(|| fault("a date beyond the calendar"))?);
        }
        Kind::Moment => {
            let micros = i64::from_be_bytes(whole(bytes)?);
            // The least and the greatest stand for the infinite ones.
            let micros = Some(micros).filter(|micros| !matches!(*micros, i64::MIN | i64::MAX));
            let micros = micros.and_then(|micros| micros.checked_add(EPOCH_MICROS));
            rows.push(Cell::Int(micros.ok_or_else(|| fault("a moment beyond the calendar"))?));
        }
        Kind::Text => rows.push_text(text(bytes)?),
        Kind::Jsonb => match bytes {
            [1, json @ ..] => rows.push_text(text(json)?),
            _ => return Err(fault("a jsonb of a version that is not known")),
        },
        Kind::Char => match bytes {
            [0] => rows.push_text(""),
            bytes => rows.push_text(text(bytes)?),
        },
        Kind::Uuid => rows.push_text(&uuid(whole(bytes)?)),
    }
    Ok(())
}

/// Bytes of which there have to be so many.
fn whole<const N: usize>(bytes: &[u8]) -> Result<[u8; N], ReadError> {
    bytes.try_into().map_err(|_| ReadError::Fault(format!("a value of {} bytes, where {N} were due", bytes.len())))
}

fn text(bytes: &[u8]) -> Result<&str, ReadError> {
    std::str::from_utf8(bytes).map_err(|error| ReadError::Fault(error.to_string()))
}

/// A big-endian whole number of any width.
fn int(bytes: &[u8]) -> i64 {
    let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    bytes.iter().fold(if negative { -1 } else { 0 }, |value, byte| (value << 8) | i64::from(*byte))
}

fn uuid(bytes: [u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (place, byte) in bytes.iter().enumerate() {
        let hyphen = if matches!(place, 4 | 6 | 8 | 10) { "-" } else { "" };
        // Writing to a text cannot fail.
        let _ = write!(text, "{hyphen}{byte:02x}");
    }
    text
}
