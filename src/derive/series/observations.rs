//! The figures that a series starts from: asked for, and read by metric.

use std::collections::HashMap;

use entity::choice::{Comparator, Precision};

use super::inputs::Inputs;
use super::options::Options;
use super::point::{Line, Point, status};
use super::unit::Unit;
use crate::catalogue::VINTAGES;
use crate::database::{Rows, Value};
use crate::derive::Halt;
use crate::derive::watch::Watch;
use crate::domain::figure::Figure;
use crate::domain::period::Period;
use crate::error::{Code, Refusal};
use crate::plan::sql::Writer;

/// The most figures that the series of one field start from together; more cause `TOO_COMPLEX`.
const MAX_FIGURES: usize = 100_000;

/// Asks for the figures of metrics.
pub(super) fn question(writer: &mut Writer, metrics: Vec<i64>, options: &Options) {
    writer.push(
        "SELECT m.id, mu.code, mu.base_code, mu.multiplier, mu.dimension, mu.currency, \
         ou.code, ou.base_code, ou.multiplier, ou.dimension, ou.currency, o.id, o.value, o.low, o.high, o.status, o.rank, \
         o.period_start, o.period_end, o.period_precision, o.period_label, o.period_duration, o.comparator FROM ",
    );
    writer.each(metrics, "f").push(" JOIN metric m ON m.id = f.value JOIN unit mu ON mu.code = m.unit_code");
    writer.push(" LEFT JOIN observation o ON o.metric_id = m.id AND ").vintage(&VINTAGES, "o", options.as_of);
    writer.push(" AND o.period_label IS NOT NULL AND coalesce(o.value, o.low, o.high) IS NOT NULL");
    if !options.withdrawn {
        writer.push(" AND ").held(&VINTAGES, "o", options.as_of);
    }
    if let Some(status) = &options.status {
        writer.push(" AND ").is_in("o.status", "", Value::Texts(status.as_slice().into()));
    }
    if options.from.or(options.to).is_some() {
        writer.push(" AND coalesce(o.period_start, o.period_end) IS NOT NULL");
        writer.during("o.period", options.from, options.to);
    }
    writer.push(" LEFT JOIN unit ou ON ou.code = o.unit_code");
}

/// The lines of an answer, by metric.
pub(super) fn lines(rows: &Rows, watch: &mut Watch<'_>) -> Result<HashMap<i64, Line>, Halt> {
    let mut lines: HashMap<i64, Line> = HashMap::new();
    let mut figures = 0;
    for row in 0..rows.len() {
        watch.step()?;
        let metric = rows.int(row, 0).unwrap_or_default();
        let line = lines.entry(metric).or_insert_with(|| Line::new(Unit::read(rows, row, 1)));
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
