//! The figures that a series starts from: asked for, and read by metric.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::choice::{Comparator, Precision};

use super::before;
use super::inputs::Inputs;
use super::options::Options;
use super::point::{Line, Point, status};
use super::unit::Unit;
use crate::catalogue::VINTAGES;
use crate::database::{Dialect, Rows, Value};
use crate::derive::Halt;
use crate::derive::watch::Watch;
use crate::domain::figure::Figure;
use crate::domain::period::Period;
use crate::error::{Code, Refusal};
use crate::plan::sql::Writer;

/// The most figures that the series of one field start from together; more cause `TOO_COMPLEX`.
const MAX_FIGURES: usize = 100_000;

/// Asks for the figures of metrics.
pub(super) fn question(writer: &mut Writer, metrics: Vec<i64>, options: &Options, dialect: Dialect) {
    let counted = options.read_from().filter(|_| options.counts_before());
    if let Some(from) = counted {
        writer.push("WITH f (value, first) AS MATERIALIZED (SELECT e.value, ");
        last_before(writer, from, options, dialect);
        writer.push(" FROM ").each(metrics.clone(), "e").push(") ");
    }
    writer.push(
        "SELECT m.id, mu.code, mu.base_code, mu.multiplier, mu.dimension, mu.currency, \
         ou.code, ou.base_code, ou.multiplier, ou.dimension, ou.currency, o.id, o.value, o.low, o.high, o.status, o.rank, \
         o.period_start, o.period_end, o.period_precision, o.period_label, o.period_duration, o.comparator, m.slug, ",
    );
    match counted {
        Some(_) => writer.push("f.first FROM f"),
        None => writer.push("NULL FROM ").each(metrics, "f"),
    };
    writer.push(" JOIN metric m ON m.id = f.value JOIN unit mu ON mu.code = m.unit_code");
    writer.push(" LEFT JOIN observation o ON o.metric_id = m.id AND ");
    claims(writer, "o", options);
    if options.from.or(options.to).is_some() {
        writer.push(" AND coalesce(o.period_start, o.period_end) IS NOT NULL");
        if let Some(from) = counted {
            writer.push(
                " AND (f.first IS NULL OR o.period_start IS NULL OR o.period_start >= f.first OR o.period_end >= ",
            );
            writer.bind(Value::Date(from)).push(" OR o.period_end IS NULL)");
        }
        writer.during("o.period", options.read_from().filter(|_| counted.is_none()), options.read_to());
    }
    writer.push(" LEFT JOIN unit ou ON ou.code = o.unit_code");
}

/// The conditions of the figures that are read, whenever they were.
fn claims(writer: &mut Writer, row: &str, options: &Options) {
    writer.vintage(&VINTAGES, row, options.as_of);
    writer.push(&format!(
        " AND {row}.period_label IS NOT NULL AND coalesce({row}.value, {row}.low, {row}.high) IS NOT NULL"
    ));
    if !options.withdrawn {
        writer.push(" AND ").held(&VINTAGES, row, options.as_of);
    }
    if let Some(status) = &options.status {
        writer.push(" AND ").is_in(&format!("{row}.status"), "", Value::Texts(status.as_slice().into()));
    }
}

/// The day before `from` with which reading begins, so that no more figures than can take part are read; null where there are
/// fewer.
fn last_before(writer: &mut Writer, from: NaiveDate, options: &Options, dialect: Dialect) {
    // As the index has it.
    let start = match dialect {
        Dialect::Sqlite => "b.period_from",
        Dialect::Postgres => "b.period_start",
    };
    writer.push("(SELECT b.period_start FROM observation b WHERE b.metric_id = e.value AND ");
    claims(writer, "b", options);
    writer.push(" AND b.period_end < ").bind(Value::Date(from));
    writer.push(&format!(" AND {start} < ")).bind(Value::Date(from));
    writer.push(&format!(" ORDER BY {start} DESC LIMIT 1 OFFSET {})", before::MOST - 1));
}

/// The lines of an answer, by metric.
pub(super) fn lines(rows: &Rows, options: &Options, watch: &mut Watch<'_>) -> Result<HashMap<i64, Line>, Halt> {
    let mut lines: HashMap<i64, Line> = HashMap::new();
    let mut figures = 0;
    for row in 0..rows.len() {
        watch.step()?;
        let metric = rows.int(row, 0).unwrap_or_default();
        let line =
            lines.entry(metric).or_insert_with(|| Line::new(rows.text(rows.cell(row, 23)), Unit::read(rows, row, 1)));
        let Some(id) = rows.int(row, 11) else { continue };
        figures += 1;
        if figures > MAX_FIGURES {
            let message = format!(
                "the series start from more than {MAX_FIGURES} figures together: ask for fewer metrics, or leave periods out \
                 with from, to or status"
            );
            return Err(Refusal::new(Code::TooComplex, message).into());
        }
        let text = |column| rows.text(rows.cell(row, column));
        let day = |column| text(column).parse().ok();
        let cut = day(24).and_then(|first| options.cut_at(first));
        if cut.zip(day(18)).is_some_and(|(cut, end)| end <= cut) {
            continue;
        }
        line.points.push(Point {
            figure: Figure { value: rows.float(row, 12), low: rows.float(row, 13), high: rows.float(row, 14) },
            comparator: Comparator::of_text(text(22)),
            unit: Unit::read(rows, row, 6),
            status: status(text(15)),
            rank: rows.int(row, 16).unwrap_or_default(),
            period: Period {
                start: day(17),
                end: day(18),
                precision: Precision::of_text(text(19)).unwrap_or(Precision::Day),
                label: text(20).to_owned(),
                duration: Some(text(21)).filter(|text| !text.is_empty()).map(str::to_owned),
            },
            formula: None,
            inputs: Inputs::Own(vec![id]),
        });
    }
    Ok(lines)
}
