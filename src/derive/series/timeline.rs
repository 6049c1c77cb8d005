//! What holds on which days, of things that each hold for some: the best of those that hold is found once for all days.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use chrono::NaiveDate;

use crate::deadline::Stop;
use crate::derive::watch::Watch;

/// Something that holds from one day to another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span<R, T> {
    pub(super) start: NaiveDate,
    pub(super) end: NaiveDate,
    /// Of several that hold on a day the one with the least rank does.
    pub(super) rank: R,
    pub(super) item: T,
}

impl<R, T> Span<R, T> {
    /// The same days for something else.
    pub(super) fn to<Q, U>(&self, rank: Q, item: U) -> Span<Q, U> {
        Span { start: self.start, end: self.end, rank, item }
    }
}

/// What holds from each day on at which that changes, in their order.
#[derive(Debug, Clone)]
pub(super) struct Timeline<T>(Vec<(NaiveDate, Option<T>)>);

impl<T: Copy> Timeline<T> {
    /// Of spans in any order.
    pub(super) fn of<R: Ord + Copy>(mut spans: Vec<Span<R, T>>, watch: &mut Watch<'_>) -> Result<Self, Stop> {
        spans.sort_by_key(|span| span.start);
        let days = spans.iter().flat_map(|span| [Some(span.start), span.end.succ_opt()]);
        let mut changes = Vec::new();
        let mut coming = spans.iter().enumerate().peekable();
        // By rank, and of one rank the first; those that are over go when they come up.
        let mut open: BinaryHeap<Reverse<(R, usize)>> = BinaryHeap::new();
        for day in sorted(days.flatten().collect()) {
            watch.step()?;
            while let Some((place, span)) = coming.next_if(|(_, span)| span.start <= day) {
                open.push(Reverse((span.rank, place)));
            }
            while open.peek().is_some_and(|Reverse((_, place))| spans[*place].end < day) {
                open.pop();
            }
            changes.push((day, open.peek().map(|Reverse((_, place))| spans[*place].item)));
        }
        Ok(Self(changes))
    }

    /// What holds on a day.
    pub(super) fn at(&self, day: NaiveDate) -> Option<T> {
        let place = self.0.partition_point(|(from, _)| *from <= day).checked_sub(1)?;
        self.0[place].1
    }

    /// What holds, with a rank.
    pub(super) fn spans<R: Copy>(&self, rank: R) -> impl Iterator<Item = Span<R, T>> {
        self.0.iter().enumerate().filter_map(move |(place, (start, item))| {
            let end = self.0.get(place + 1).map_or(Some(NaiveDate::MAX), |(next, _)| next.pred_opt())?;
            Some(Span { start: *start, end, rank, item: (*item)? })
        })
    }

    /// What holds together with something else.
    pub(super) fn with<U: Copy>(&self, other: &Timeline<U>, watch: &mut Watch<'_>) -> Result<Timeline<(T, U)>, Stop> {
        let days = self.0.iter().map(|(day, _)| *day).chain(other.0.iter().map(|(day, _)| *day));
        let mut changes = Vec::new();
        for day in sorted(days.collect()) {
            watch.step()?;
            changes.push((day, self.at(day).zip(other.at(day))));
        }
        Ok(Timeline(changes))
    }
}

/// Each day once, in their order.
fn sorted(mut days: Vec<NaiveDate>) -> Vec<NaiveDate> {
    days.sort_unstable();
    days.dedup();
    days
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use chrono::NaiveDate;

    use super::{Span, Timeline};
    use crate::deadline::Deadline;
    use crate::derive::watch::Watch;

    fn day(number: i32) -> NaiveDate {
        NaiveDate::from_epoch_days(number).expect("within the calendar")
    }

    #[test]
    fn every_day_has_the_best_of_what_holds() {
        let mut state = 5_u64;
        let mut number = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i32::try_from((state >> 33) % below).expect("a small number")
        };
        let deadline = Deadline::after(Duration::from_secs(60));
        let mut watch = Watch::new(&deadline);
        for _ in 0..200 {
            let mut spans = || -> Vec<Span<(i32, usize), usize>> {
                let span = |item| {
                    let start = number(40);
                    // One that ends before it starts holds on no day.
                    Span { start: day(start), end: day(start - 1 + number(12)), rank: (number(4), item), item }
                };
                (0..8).map(span).collect()
            };
            let (spans, others) = (spans(), spans());
            let best = |spans: &[Span<(i32, usize), usize>], on| {
                let held = spans.iter().filter(|span| span.start <= on && on <= span.end);
                held.min_by_key(|span| span.rank).map(|span| span.item)
            };
            let timeline = |spans: &[Span<(i32, usize), usize>], watch: &mut Watch<'_>| {
                Timeline::of(spans.to_vec(), watch).expect("there is time")
            };
            let (one, other) = (timeline(&spans, &mut watch), timeline(&others, &mut watch));
            let both = one.with(&other, &mut watch).expect("there is time");
            let again = Timeline::of(one.spans(0).collect(), &mut watch).expect("there is time");
            for on in (-3..60).map(day) {
                assert_eq!((one.at(on), other.at(on)), (best(&spans, on), best(&others, on)), "{on}: {spans:?}");
                assert_eq!((both.at(on), again.at(on)), (one.at(on).zip(other.at(on)), one.at(on)), "{on}: {spans:?}");
            }
        }
    }
}
