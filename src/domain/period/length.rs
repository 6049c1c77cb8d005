//! How long a period is, and what stands a year before it.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::Period;

/// The length of a period: figures of two periods can be compared where it is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Length {
    /// So many days.
    Days(i64),
    /// So many weeks of a business calendar, in which a year has 52 or 53 of them, a quarter 13 or 14 and a month 4 or 5.
    Weeks(i64),
    /// So many whole months of the calendar.
    Months(i32),
    /// Up to a day, from an unknown or open start.
    Until,
    /// From a day on, with an open end.
    Since,
}

/// What a business calendar has a week more of in some years.
const WEEKS: [i64; 5] = [4, 13, 26, 39, 52];

/// Days of a year in the mean of the calendar.
const YEAR: f64 = 365.2425;

impl Length {
    /// The length from one day to another, both of which belong to it.
    fn between(start: NaiveDate, end: NaiveDate) -> Self {
        if start.day() == 1 && is_last_of_month(end) {
            return Self::Months(month(end) - month(start) + 1);
        }
        let days = (end - start).num_days() + 1;
        if days % 7 != 0 {
            return Self::Days(days);
        }
        let weeks = days / 7;
        Self::Weeks(if WEEKS.contains(&(weeks - 1)) { weeks - 1 } else { weeks })
    }

    /// How many years lie between the last days of two periods of this length.
    fn years(self, from: NaiveDate, to: NaiveDate) -> f64 {
        if from.day() == to.day() || (is_last_of_month(from) && is_last_of_month(to)) {
            return f64::from(month(to) - month(from)) / 12.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "days of a calendar are few")]
        let years = (to - from).num_days() as f64 / YEAR;
        match self {
            // A business calendar's years and quarters are whole ones, whatever days they end on.
            Self::Weeks(weeks) if weeks % 13 == 0 => (years * 4.0).round() / 4.0,
            _ => years,
        }
    }
}

impl Period {
    /// How long it is; none where its days are not known.
    pub fn length(&self) -> Option<Length> {
        match (self.start, self.end) {
            (Some(start), Some(end)) => Some(Length::between(start, end)),
            (Some(_), None) => Some(Length::Since),
            (None, Some(_)) => Some(Length::Until),
            (None, None) => None,
        }
    }

    /// The day that stands for it: the last one that is known.
    pub fn day(&self) -> Option<NaiveDate> {
        self.end.or(self.start)
    }

    /// What stands a year before it: lengths and the days that stand for them, the nearest match first.
    pub fn year_before(&self) -> Vec<(Length, NaiveDate)> {
        let (Some(length), Some(day)) = (self.length(), self.day()) else { return Vec::new() };
        let back = |day: NaiveDate| day.checked_sub_months(Months::new(12));
        // The same days of the calendar, then the last day of the same month.
        let same = self.start.zip(self.end).and_then(|(start, end)| {
            let (start, end) = (back(start)?, back(end)?);
            Some((Length::between(start, end), end))
        });
        let at_end = back(day).filter(|_| is_last_of_month(day)).map(last_of_month);
        let weeks = |days: u64| day.checked_sub_days(Days::new(days)).map(|day| (length, day));
        let at_end = at_end.map(|day| (length, day));
        let candidates = match length {
            Length::Months(_) => [at_end, None, None],
            // The last day of a month has that of the same month before it, whatever its number is.
            Length::Days(1) => [at_end, same, None],
            Length::Days(_) => [same, at_end, None],
            Length::Weeks(_) => [same, weeks(52 * 7), weeks(53 * 7)],
            Length::Until | Length::Since => [at_end, back(day).map(|day| (length, day)), None],
        };
        candidates.into_iter().flatten().collect()
    }

    /// How many years lie between an earlier one of its length and it: one where that is what stands a year before it.
    pub fn years_since(&self, earlier: &Self) -> Option<f64> {
        let (length, from, to) = (self.length()?, earlier.day()?, self.day()?);
        let is_year = self.year_before().contains(&(earlier.length()?, from));
        Some(if is_year { 1.0 } else { length.years(from, to) })
    }

    /// True where it is over before another one begins.
    pub fn is_before(&self, other: &Self) -> bool {
        self.end.zip(other.start).is_some_and(|(end, start)| end < start)
    }

    /// True where the two are the same time, however each is written.
    pub fn is_same(&self, other: &Self) -> bool {
        let days = self.day().is_some() && (self.start, self.end) == (other.start, other.end);
        days || self == other
    }
}

fn month(day: NaiveDate) -> i32 {
    day.year() * 12 + i32::try_from(day.month0()).unwrap_or_default()
}

fn is_last_of_month(day: NaiveDate) -> bool {
    day.succ_opt().is_none_or(|next| next.day() == 1)
}

fn last_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(u32::from(day.num_days_in_month())).unwrap_or(day)
}
