//! Rows as one array of each column, which is how PostgreSQL is given many: to read a list of ten thousand parameters takes it up
//! to half as long again as to store what they say.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate};
use sea_orm::{
    ActiveModelTrait, DbBackend, DbErr, EntityTrait, IdenStatic, IntoActiveModel, Iterable, Statement, Value,
};

/// A statement that adds rows.
pub(super) fn adding<E>(rows: Vec<E::Model>) -> Result<Statement, DbErr>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    let columns: Vec<E::Column> = E::Column::iter().collect();
    let mut arrays: Vec<Array> = columns.iter().map(|_| Array::default()).collect();
    for row in rows {
        let mut row = row.into_active_model();
        for (column, array) in columns.iter().zip(&mut arrays) {
            array.push(row.take(*column).into_value())?;
        }
    }
    let names: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.as_str())).collect();
    let arguments = (1..).zip(&arrays).map(|(place, array)| format!("CAST(${place} AS {}[])", array.of));
    let sql = format!(
        "INSERT INTO \"{}\" ({}) SELECT * FROM unnest({})",
        E::default().table_name(),
        names.join(", "),
        arguments.collect::<Vec<_>>().join(", ")
    );
    Ok(Statement::from_sql_and_values(DbBackend::Postgres, sql, arrays.into_iter().map(Array::finish)))
}

/// An array as PostgreSQL reads it.
#[derive(Default)]
struct Array {
    /// The type of its elements.
    of: &'static str,
    text: String,
}

impl Array {
    /// Adds an element.
    fn push(&mut self, value: Option<Value>) -> Result<(), DbErr> {
        self.text.push(if self.text.is_empty() { '{' } else { ',' });
        let (of, is_there) = match value {
            Some(Value::Bool(value)) => ("BOOLEAN", self.write(value)),
            Some(Value::BigInt(value)) => ("BIGINT", self.write(value)),
            Some(Value::Double(value)) => ("DOUBLE PRECISION", self.write(value)),
            Some(Value::ChronoDate(value)) => ("DATE", self.date(value)),
            Some(Value::String(value)) => ("TEXT", self.text(value)),
            other => return Err(DbErr::Type(format!("{other:?} is of no type that columns have"))),
        };
        if !is_there {
            self.text.push_str("NULL");
        }
        self.of = of;
        Ok(())
    }

    fn write(&mut self, value: Option<impl std::fmt::Display>) -> bool {
        value.is_some_and(|value| write!(self.text, "{value}").is_ok())
    }

    /// A date; the year before the first is the first one before Christ.
    fn date(&mut self, value: Option<NaiveDate>) -> bool {
        let before = value.filter(|date| date.year() < 1);
        match before {
            Some(date) => {
                write!(self.text, "\"{:04}-{:02}-{:02} BC\"", 1 - date.year(), date.month(), date.day()).is_ok()
            }
            None => self.write(value),
        }
    }

    fn text(&mut self, value: Option<String>) -> bool {
        let Some(value) = value else { return false };
        self.text.push('"');
        for character in value.chars() {
            if matches!(character, '"' | '\\') {
                self.text.push('\\');
            }
            self.text.push(character);
        }
        self.text.push('"');
        true
    }

    fn finish(mut self) -> Value {
        self.text.push('}');
        Value::from(self.text)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use sea_orm::Value;

    use super::Array;

    fn array(values: Vec<Value>) -> (&'static str, Value) {
        let mut array = Array::default();
        values.into_iter().for_each(|value| array.push(Some(value)).expect("it has a type"));
        (array.of, array.finish())
    }

    #[test]
    fn elements_are_written_as_postgresql_reads_them() {
        let texts = ["", "NULL", "a,b", "{\"}", "\\", " x\n"].map(Value::from);
        let texts = texts.into_iter().chain([Value::String(None)]).collect();
        assert_eq!(
            array(texts),
            (
                "TEXT",
                Value::from(
                    r#"{"","NULL","a,b","{\"}","\\"," x
",NULL}"#
                )
            )
        );
        let numbers = [5e-324, 1.7e308, -0.1, 1e21].map(Value::from).into();
        let (of, Value::String(Some(text))) = array(numbers) else { panic!("it is a text") };
        let read: Vec<f64> = text.trim_matches(['{', '}']).split(',').map(|n| n.parse().expect("a number")).collect();
        assert_eq!((of, read), ("DOUBLE PRECISION", vec![5e-324, 1.7e308, -0.1, 1e21]));
        let day = |year| Value::from(NaiveDate::from_ymd_opt(year, 2, 29).expect("a day"));
        assert_eq!(array(vec![day(2024), day(0)]), ("DATE", Value::from("{2024-02-29,\"0001-02-29 BC\"}")));
        assert_eq!(array(vec![Value::from(true), Value::Bool(None)]), ("BOOLEAN", Value::from("{true,NULL}")));
    }
}
