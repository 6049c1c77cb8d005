//! What stands before the first day that is shown, and behind the last, as far as it takes part in what is shown.

use chrono::{Days, Months, NaiveDate};
use entity::choice::Precision;

use super::options::Options;
use super::transform::Transform;
use crate::domain::period::Period;

/// The most figures of a metric that a `CHANGE` or a `MOVING_AVERAGE` reads before the first day.
pub(super) const MOST: usize = 1_000;

/// What the same period of a year before may begin earlier than the calendar says: a business year may have 53 weeks.
const SPARE: Days = Days::new(7);

impl Options {
    /// The first day of what is read, where there is one, without what is counted (`counts_before`). A year or a month of which
    /// the first day that is shown is a part is read as a whole.
    pub(super) fn read_from(&self) -> Option<NaiveDate> {
        let from = self.from?;
        let day = match self.transform {
            Transform::Yoy => from.checked_sub_months(Months::new(12)).and_then(|day| day.checked_sub_days(SPARE)),
            _ => Some(from),
        };
        let day = day.unwrap_or(from);
        let whole = self.resample.and_then(|(pace, _)| around(day, pace)?.start);
        Some(whole.unwrap_or(day))
    }

    /// The last day of what is read: a year or a month that begins on the last day that is shown, or earlier, is read as a whole.
    pub(super) fn read_to(&self) -> Option<NaiveDate> {
        let to = self.to?;
        let whole = self.resample.and_then(|(pace, _)| around(to, pace)?.end);
        Some(whole.unwrap_or(to))
    }

    /// True where the last figures before the first day take part, whenever they were.
    pub(super) fn counts_before(&self) -> bool {
        self.from.is_some() && matches!(self.transform, Transform::Change | Transform::MovingAverage)
    }

    /// The last day of the first period that may have parts before a day: nothing is made of those that are left.
    pub(super) fn cut_at(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.resample.and_then(|(pace, _)| around(day, pace)?.end)
    }

    /// True of the periods that nothing can be told without: those that are asked for, and parts of a whole. What else is
    /// before the first day takes part where it can.
    pub(super) fn needs(&self, period: &Period) -> bool {
        self.resample.is_some() || self.shows(period)
    }

    /// True of the periods that are asked for.
    pub(super) fn shows(&self, period: &Period) -> bool {
        self.from.zip(period.end).is_none_or(|(from, end)| from <= end)
    }
}

/// The year, quarter, month or day that a day lies in.
fn around(day: NaiveDate, pace: Precision) -> Option<Period> {
    Period::parse(&day.to_string())?.within(pace)
}
