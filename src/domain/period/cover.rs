//! Which of some periods make up a whole one.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

/// The first and the last day of a period.
pub type Span = (NaiveDate, NaiveDate);

/// The places of parts that follow each other without a gap from the first day of a whole to its last, in their order: as
/// few as can be. None where there are no such parts.
pub fn cover(whole: Span, parts: &[Span]) -> Option<Vec<usize>> {
    let mut by_start: BTreeMap<NaiveDate, Vec<usize>> = BTreeMap::new();
    for (place, (start, end)) in parts.iter().enumerate() {
        if whole.0 <= *start && start <= end && *end <= whole.1 {
            by_start.entry(*start).or_default().push(place);
        }
    }
    // For each day, from the last to the first: how many parts lead from it to the end, and the first of them.
    let mut ways: HashMap<NaiveDate, (usize, usize)> = HashMap::new();
    for (start, places) in by_start.iter().rev() {
        let way = |place: &usize| {
            let end = parts[*place].1;
            let rest = if end == whole.1 { 0 } else { ways.get(&end.succ_opt()?)?.0 };
            Some((rest + 1, *place))
        };
        if let Some(best) = places.iter().filter_map(way).min() {
            ways.insert(*start, best);
        }
    }
    let mut chosen = Vec::new();
    let mut day = whole.0;
    loop {
        let (rest, place) = ways.get(&day)?;
        chosen.push(*place);
        if *rest == 1 {
            return Some(chosen);
        }
        day = parts[*place].1.succ_opt()?;
    }
}
