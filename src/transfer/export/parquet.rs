//! Parquet: typed columns, compressed, in groups of rows that are written as soon as they are full.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use super::columns::{Column, ColumnKind, Table};
use super::sink::Sink;
use super::value::{Value, days};
use super::{Encode, WriteError};
use crate::database::Rows;
use crate::digits::rounded;

/// Rows of a group.
const GROUP_ROWS: usize = 65_536;
/// Bytes of a group that is being written: one with long texts ends earlier.
const GROUP_BYTES: usize = 16 << 20;

/// Writes Parquet into memory that is emptied after every batch.
#[derive(Default)]
pub(super) struct Parquet {
    writer: Option<ArrowWriter<Vec<u8>>>,
    schema: Option<SchemaRef>,
    scratch: String,
}

impl Encode for Parquet {
    fn begin(&mut self, table: &Table, out: &mut Vec<u8>) -> Result<(), WriteError> {
        let schema = Arc::new(Schema::new(table.columns.iter().map(field).collect::<Vec<_>>()));
        let properties = WriterProperties::builder()
            .set_created_by("panorama".to_owned())
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .build();
        let mut writer =
            ArrowWriter::try_new(Vec::new(), Arc::clone(&schema), Some(properties)).map_err(WriteError::new)?;
        out.append(writer.inner_mut());
        self.writer = Some(writer);
        self.schema = Some(schema);
        Ok(())
    }

    fn rows(&mut self, table: &Table, rows: &Rows, out: &mut Vec<u8>) -> Result<(), WriteError> {
        let (Some(writer), Some(schema)) = (&mut self.writer, &self.schema) else { return Ok(()) };
        let arrays = table.columns.iter().map(|column| array(column, rows, &mut self.scratch)).collect();
        let batch = RecordBatch::try_new(Arc::clone(schema), arrays).map_err(WriteError::new)?;
        writer.write(&batch).map_err(WriteError::new)?;
        if writer.in_progress_size() > GROUP_BYTES {
            writer.flush().map_err(WriteError::new)?;
        }
        out.append(writer.inner_mut());
        Ok(())
    }

    fn end(&mut self, out: &mut Sink<'_>) -> Result<(), WriteError> {
        if let Some(writer) = self.writer.take() {
            out.rest.append(&mut writer.into_inner().map_err(WriteError::new)?);
        }
        Ok(())
    }
}

fn field(column: &Column) -> Field {
    let field = Field::new(&column.name, data_type(&column.kind), column.nullable);
    field.with_metadata(HashMap::from([("description".to_owned(), column.description.to_owned())]))
}

fn data_type(kind: &ColumnKind) -> DataType {
    match kind {
        ColumnKind::Text | ColumnKind::Id(_) | ColumnKind::Citation | ColumnKind::Display(..) => DataType::Utf8,
        ColumnKind::Int => DataType::Int64,
        ColumnKind::Float => DataType::Float64,
        ColumnKind::Bool => DataType::Boolean,
        ColumnKind::Date => DataType::Date32,
        ColumnKind::Moment => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        ColumnKind::Set(_) | ColumnKind::List => DataType::List(Arc::new(element())),
    }
}

fn element() -> Field {
    Field::new("item", DataType::Utf8, false)
}

/// A column of a batch.
fn array(column: &Column, rows: &Rows, scratch: &mut String) -> ArrayRef {
    let count = rows.len();
    match &column.kind {
        ColumnKind::Int => {
            let mut builder = Int64Builder::with_capacity(count);
            each(column, rows, scratch, |value| match value {
                Value::Int(value) => builder.append_value(value),
                _ => builder.append_null(),
            });
            Arc::new(builder.finish())
        }
        ColumnKind::Float => {
            let mut builder = Float64Builder::with_capacity(count);
            each(column, rows, scratch, |value| match value {
                Value::Float(value) => builder.append_value(rounded(value)),
                _ => builder.append_null(),
            });
            Arc::new(builder.finish())
        }
        ColumnKind::Bool => {
            let mut builder = BooleanBuilder::with_capacity(count);
            each(column, rows, scratch, |value| match value {
                Value::Bool(value) => builder.append_value(value),
                _ => builder.append_null(),
            });
            Arc::new(builder.finish())
        }
        ColumnKind::Date => {
            let mut builder = Date32Builder::with_capacity(count);
            each(column, rows, scratch, |value| match value {
                Value::Date(text) => builder.append_option(days(text)),
                _ => builder.append_null(),
            });
            Arc::new(builder.finish())
        }
        ColumnKind::Moment => {
            let mut builder = TimestampMicrosecondBuilder::with_capacity(count);
            each(column, rows, scratch, |value| match value {
                Value::Moment(micros) => builder.append_value(micros),
                _ => builder.append_null(),
            });
            Arc::new(builder.finish().with_timezone("UTC"))
        }
        ColumnKind::Set(_) | ColumnKind::List => {
            let mut builder = ListBuilder::new(StringBuilder::new()).with_field(element());
            each(column, rows, scratch, |value| {
                if let Value::Texts(texts) = value {
                    texts.each(|text| builder.values().append_value(text));
                }
                builder.append(true);
            });
            Arc::new(builder.finish())
        }
        ColumnKind::Text | ColumnKind::Id(_) | ColumnKind::Citation | ColumnKind::Display(..) => {
            let mut builder = StringBuilder::with_capacity(count, count * 16);
            each(column, rows, scratch, |value| match value {
                Value::Text(text) => builder.append_value(text),
                _ => builder.append_null(),
            });
            Arc::new(builder.finish())
        }
    }
}

fn each(column: &Column, rows: &Rows, scratch: &mut String, mut append: impl FnMut(Value<'_>)) {
    for row in 0..rows.len() {
        append(column.value(rows, row, scratch));
    }
}
