//! What is compared of metrics: what they measure, then their figures by period.

use super::table::{Cell, Table};
use super::words::{self, Said};
use super::{Sort, Step};
use crate::database::{Rows, Value};
use crate::deadline::Stop;
use crate::derive::watch::Watch;
use crate::domain::rank;
use crate::plan::sql::Writer;

pub(super) const SORT: Sort = Sort {
    tag: "METRIC",
    subjects: "SELECT t.id, t.slug, t.kind, u.name_en, u.name_zh, r.name_en, r.name_zh, \
               (SELECT c.source_id FROM citation c WHERE c.node_id = t.id ORDER BY c.position, c.source_id LIMIT 1) \
               FROM metric t JOIN unit u ON u.code = t.unit_code LEFT JOIN region r ON r.code = t.region",
    own,
    steps: &[Step { ask, add }],
};

fn own(table: &mut Table, rows: &Rows) {
    let lines: &[Said] = &[
        ("kind", ["Kind", "类型"], |rows, row| words::of_choice("MetricKind", rows, row, 2)),
        ("unit", ["Unit", "单位"], |rows, row| words::in_both(rows, row, 3)),
        ("region", ["Region", "地区"], |rows, row| words::in_both(rows, row, 5)),
    ];
    words::lines(table, rows, 7, lines);
}

fn ask(writer: &mut Writer, metrics: Vec<i64>) {
    // The claim that is most a fact, and of several the preferred one, comes last of its period and metric.
    writer.push(
        "SELECT o.period_label, o.metric_id, o.id, o.normalized_value, o.normalized_low, o.normalized_high, o.comparator, \
         o.normalized_unit, o.source_id FROM observation o WHERE o.superseded_at IS NULL AND o.withdrawn_on IS NULL AND o.period_label IS NOT NULL \
         AND coalesce(o.value, o.low, o.high) IS NOT NULL AND o.rank < ",
    );
    writer.bind(Value::Int(rank::BESIDE)).push(" AND ").is_in("o.metric_id", "", Value::Ints(metrics));
    writer.push(
        " ORDER BY o.period_end NULLS LAST, o.period_start NULLS LAST, o.period_label, o.metric_id, \
         CASE o.status WHEN 'ACTUAL' THEN 0 WHEN 'ESTIMATE' THEN 1 WHEN 'CLAIM' THEN 2 WHEN 'FORECAST' THEN 3 \
         WHEN 'PLAN' THEN 4 ELSE 5 END DESC, o.rank DESC, o.id DESC",
    );
}

fn add(table: &mut Table, rows: &Rows, watch: &mut Watch<'_>) -> Result<(), Stop> {
    let mut line: Option<(&str, usize)> = None;
    for row in 0..rows.len() {
        watch.step()?;
        let label = rows.text(rows.cell(row, 0));
        let at = match line {
            Some((last, at)) if last == label => at,
            _ => table.line(label, [label, label]),
        };
        line = Some((label, at));
        table.fill(at, rows.int(row, 1).unwrap_or_default(), Cell::figure(rows, row, 2));
    }
    Ok(())
}
