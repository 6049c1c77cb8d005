//! On which days a vintage holds, and when two say the same.

use chrono::NaiveDate;
use entity::observation::Model;

/// True for what files of a source leave as it is: a claim of the data set, or of an editor.
pub(in crate::write::store) fn is_kept(row: &Model) -> bool {
    row.built_in || row.import_scope.is_none()
}

/// True where a vintage holds on a day.
pub(in crate::write::store) fn holds(row: &Model, day: NaiveDate) -> bool {
    from(row) <= day && row.seen_until.is_none_or(|end| day < end)
}

/// True where files have a vintage on a day: a claim of the data set may hold without them.
pub(in crate::write::store) fn is_filed(row: &Model, day: NaiveDate) -> bool {
    holds(row, day) && (!row.built_in || row.seen_from.is_some_and(|first| first <= day))
}

/// The day on which a vintage begins: that of the first file that has it, or the data set's own where that is earlier.
pub(in crate::write::store) fn from(row: &Model) -> NaiveDate {
    let own = row.built_in.then(|| own_day(row));
    earliest([row.seen_from, own]).unwrap_or(row.known_on)
}

/// The day on which the data set says what it says, as a file would; of others the one on which they begin.
pub(in crate::write::store) fn own_day(row: &Model) -> NaiveDate {
    if row.built_in { row.published_on.unwrap_or(row.known_on) } else { row.seen_from.unwrap_or(row.known_on) }
}

/// The earliest of some days.
pub(in crate::write::store) fn earliest(days: impl IntoIterator<Item = Option<NaiveDate>>) -> Option<NaiveDate> {
    days.into_iter().flatten().min()
}

/// True where two rows say the same of the world. The data set may write a figure of a source in another unit, and with words of
/// its own.
pub(in crate::write::store) fn same_figure(a: &Model, b: &Model) -> bool {
    if a.built_in != b.built_in {
        return (a.normalized_value, a.normalized_low, a.normalized_high, &a.normalized_unit, a.comparator)
            == (b.normalized_value, b.normalized_low, b.normalized_high, &b.normalized_unit, b.comparator)
            && (a.period_start, a.period_end, a.base_start, a.base_end)
                == (b.period_start, b.period_end, b.base_start, b.base_end);
    }
    (a.value, a.low, a.high, &a.unit_code, a.comparator, a.status)
        == (b.value, b.low, b.high, &b.unit_code, b.comparator, b.status)
        && (a.period_start, a.period_end, a.period_precision, &a.period_duration)
            == (b.period_start, b.period_end, b.period_precision, &b.period_duration)
        && (a.base_start, a.base_end, &a.text_en, &a.text_zh) == (b.base_start, b.base_end, &b.text_en, &b.text_zh)
}
