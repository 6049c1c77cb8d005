//! Encoded values as bytes that PostgreSQL takes.

use std::error::Error;

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use super::super::{ReadError, Value};

/// Why a value cannot be bound.
#[derive(Debug, thiserror::Error)]
enum Unfit {
    /// It is beyond what its type holds: the client's doing.
    #[error("a value is beyond the type {0}")]
    Beyond(Type),
    /// No text of PostgreSQL holds the character of the code 0.
    #[error("a text holds the character of the code 0")]
    Nul,
    /// The statement wants something else: a fault of ours.
    #[error("a value of another sort than {0}")]
    Other(Type),
}

/// What it means that a value cannot be bound.
pub(super) fn unfit(error: &(dyn Error + Sync + Send + 'static)) -> ReadError {
    match error.downcast_ref::<Unfit>() {
        Some(Unfit::Beyond(_) | Unfit::Nul) => ReadError::Refused(error.to_string()),
        _ => ReadError::Fault(format!("a value cannot be bound: {error}")),
    }
}

type Encoded = Result<IsNull, Box<dyn Error + Sync + Send>>;

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Encoded {
        match self {
            Self::Int(value) => int(*value, ty, out),
            Self::Float(value) => float(*value, ty, out),
            Self::Text(value) => text(value)?.to_sql(ty, out),
            Self::Bool(value) if *ty == Type::BOOL => value.to_sql(ty, out),
            Self::Bool(_) => Err(Unfit::Other(ty.clone()).into()),
            Self::Derived => [""; 0].as_slice().to_sql(ty, out),
            Self::Date(value) => {
                let origin = chrono::NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default();
                i32::try_from((*value - origin).num_days())?.to_sql(&Type::INT4, out)
            }
            Self::Ints(values) => values.to_sql(ty, out),
            Self::Floats(values) => values.to_sql(ty, out),
            Self::Texts(values) | Self::Lists(values) => {
                values.iter().try_for_each(|value| text(value).map(drop))?;
                (&**values).to_sql(ty, out)
            }
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn int(value: i64, ty: &Type, out: &mut BytesMut) -> Encoded {
    let beyond = |_| Unfit::Beyond(ty.clone());
    match *ty {
        Type::INT8 => value.to_sql(ty, out),
        Type::INT4 => i32::try_from(value).map_err(beyond)?.to_sql(ty, out),
        Type::INT2 => i16::try_from(value).map_err(beyond)?.to_sql(ty, out),
        #[expect(clippy::cast_precision_loss, reason = "the statement computes with floating-point numbers")]
        Type::FLOAT8 | Type::FLOAT4 => float(value as f64, ty, out),
        _ => Err(Unfit::Other(ty.clone()).into()),
    }
}

fn float(value: f64, ty: &Type, out: &mut BytesMut) -> Encoded {
    match *ty {
        Type::FLOAT8 => value.to_sql(ty, out),
        #[expect(clippy::cast_possible_truncation, reason = "the statement computes with that precision")]
        Type::FLOAT4 => (value as f32).to_sql(ty, out),
        _ => Err(Unfit::Other(ty.clone()).into()),
    }
}

fn text(value: &str) -> Result<&str, Unfit> {
    if value.contains('\0') { Err(Unfit::Nul) } else { Ok(value) }
}
