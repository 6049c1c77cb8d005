//! Bound values as bytes that PostgreSQL takes.

use std::error::Error;

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use super::super::Value;

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Int(value) if *ty == Type::INT4 => i32::try_from(*value)?.to_sql(ty, out),
            Self::Int(value) => value.to_sql(ty, out),
            Self::Float(value) => value.to_sql(ty, out),
            Self::Text(value) => value.to_sql(ty, out),
            Self::Bool(value) => value.to_sql(ty, out),
            Self::Derived => "[]".to_sql(ty, out),
            Self::Date(value) => {
                let origin = chrono::NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default();
                i32::try_from((*value - origin).num_days())?.to_sql(&Type::INT4, out)
            }
            Self::Ints(values) => values.to_sql(ty, out),
            Self::Floats(values) => values.to_sql(ty, out),
            Self::Texts(values) => values.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
