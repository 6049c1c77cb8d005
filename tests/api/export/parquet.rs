//! Parquet read back by the library that others read it with.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use axum::body::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use serde_json::{Map, Value, json};

use crate::support::on_both;

/// The rows of a file, as JSON has them.
pub(super) fn rows(file: &[u8]) -> Vec<Map<String, Value>> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::copy_from_slice(file)).expect("it is Parquet");
    let mut rows = Vec::new();
    for batch in reader.build().expect("it can be read") {
        let batch = batch.expect("every batch can be read");
        for row in 0..batch.num_rows() {
            let names = batch.schema_ref().fields().iter().map(|field| field.name().clone());
            rows.push(names.zip(batch.columns().iter().map(|column| cell(column, row))).collect());
        }
    }
    rows
}

/// The same numbers in one type: JSON knows no difference between 1 and 1.0, its library does.
pub(super) fn alike(rows: Vec<Map<String, Value>>) -> Vec<Map<String, Value>> {
    let alike = |row: Map<String, Value>| row.iter().map(|(name, value)| (name.clone(), number(value))).collect();
    rows.into_iter().map(alike).collect()
}

fn number(value: &Value) -> Value {
    value.as_f64().map_or_else(|| value.clone(), Value::from)
}

fn cell(column: &ArrayRef, row: usize) -> Value {
    if column.is_null(row) {
        return Value::Null;
    }
    match column.data_type() {
        DataType::Utf8 => json!(column.as_string::<i32>().value(row)),
        DataType::Int64 => number(&json!(column.as_primitive::<Int64Type>().value(row))),
        DataType::Float64 => json!(column.as_primitive::<Float64Type>().value(row)),
        DataType::Boolean => json!(column.as_boolean().value(row)),
        DataType::Date32 => {
            let days = column.as_primitive::<Date32Type>().value(row);
            let day = chrono::DateTime::from_timestamp(i64::from(days) * 86_400, 0).expect("a day");
            json!(day.date_naive().to_string())
        }
        DataType::Timestamp(TimeUnit::Microsecond, Some(zone)) if &**zone == "UTC" => {
            let micros = column.as_primitive::<TimestampMicrosecondType>().value(row);
            let moment = chrono::DateTime::from_timestamp_micros(micros).expect("a moment");
            json!(moment.to_rfc3339_opts(chrono::SecondsFormat::Micros, true))
        }
        DataType::List(_) => {
            let items = column.as_list::<i32>().value(row);
            (0..items.len()).map(|item| cell(&items, item)).collect()
        }
        other => panic!("{other} is no type of a column"),
    }
}

on_both! {
    async fn it_holds_what_json_does(app) {
        for list in super::LISTS {
            let file = app.get(&format!("/export/{list}.parquet")).await;
            let expected = alike(super::rows(app, list, &[]).await);
            assert!(!expected.is_empty());
            for (found, expected) in rows(&file.body).iter().zip(&expected) {
                assert_eq!(found, expected, "{list}");
            }
            assert_eq!(rows(&file.body).len(), expected.len(), "{list}");
        }
    }

    async fn its_columns_have_types_and_descriptions(app) {
        let file = app.get("/export/observations.parquet").await.body;
        let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(file)).expect("it is Parquet");
        let schema = reader.schema();
        for (name, expected, nullable) in [
            ("id", DataType::Utf8, false),
            ("metric_slug", DataType::Utf8, false),
            ("value", DataType::Float64, true),
            ("version", DataType::Int64, false),
            ("period_start", DataType::Date32, true),
            ("recorded_at", DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())), false),
        ] {
            let field = schema.field_with_name(name).expect("the column");
            assert_eq!((field.data_type(), field.is_nullable()), (&expected, nullable), "{name}");
        }
        let subjects = schema.field_with_name("metric_subjects").expect("the column");
        assert!(matches!(subjects.data_type(), DataType::List(item) if *item.data_type() == DataType::Utf8));
        let value = schema.field_with_name("value").expect("the column");
        assert!(value.metadata()["description"].starts_with("The figure, in unit"));
        let column = reader.metadata().row_group(0).column(0);
        assert!(matches!(column.compression(), Compression::ZSTD(_)));
    }
}
