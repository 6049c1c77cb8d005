//! Walks side by side, on answers that no database has to give.

use std::time::{Duration, Instant};

use super::Reach;
use crate::catalogue::Flow;
use crate::database::{Cell, Dialect, Rows};
use crate::deadline::{Deadline, Stop};
use crate::derive::{Derive, Halt};
use crate::error::Code;
use crate::plan::input::Input;

const HUB: i64 = 1_000_000;

/// An entry of the register for each id.
fn entries(ids: impl Iterator<Item = i64>) -> Rows {
    let mut rows = Rows::new(5);
    for id in ids {
        rows.push_text("VENDOR");
        rows.push_text(&format!("x{id}"));
        rows.push(Cell::Int(id));
        rows.push_text(&format!("x{id}"));
        rows.push(Cell::Int(id));
    }
    rows
}

/// A link for each pair.
fn links(pairs: impl Iterator<Item = (i64, i64)>) -> Rows {
    let mut rows = Rows::new(6);
    for (link, (from, to)) in (1..).zip(pairs) {
        rows.push(Cell::Int(from));
        rows.push_text("VENDOR");
        rows.push_text(&format!("x{to}"));
        rows.push(Cell::Int(to));
        rows.push_text("SUPPLIES");
        rows.push(Cell::Int(link));
    }
    rows
}

/// Walks from so many rows, which have all reached the hub.
fn at_the_hub(rows: i64, deadline: &Deadline) -> Reach {
    let ids: Vec<i64> = (1..=rows).collect();
    let mut reach = Reach::of_rows(Flow::Downstream, &Input::Null, &ids, Dialect::Sqlite).expect("it can begin");
    for answer in [None, Some(entries(1..=rows)), Some(links((1..=rows).map(|row| (row, HUB))))] {
        assert!(reach.advance(answer, deadline).expect("there is time").is_some());
    }
    reach
}

#[test]
fn ten_thousand_walks_to_one_hub_end_in_time() {
    let deadline = Deadline::after(Duration::from_secs(60));
    let start = Instant::now();
    let mut reach = at_the_hub(10_000, &deadline);
    let end = reach.advance(Some(links((1..=10_000).map(|to| (HUB, HUB + to)))), &deadline);
    assert!(matches!(end, Err(Halt::Refused(refusal)) if refusal.code == Code::TooComplex));
    assert!(reach.stops() < 100_000, "{}", reach.stops());
    assert!(start.elapsed() < Duration::from_secs(2), "it took {:?}", start.elapsed());
}

#[test]
fn walks_that_reach_nothing_new_end_in_time() {
    let deadline = Deadline::after(Duration::from_secs(60));
    let start = Instant::now();
    let mut reach = at_the_hub(10_000, &deadline);
    // As many links lead from the hub to one and the same part.
    let end = reach.advance(Some(links((1..=10_000).map(|_| (HUB, HUB + 1)))), &deadline);
    assert!(matches!(end, Err(Halt::Refused(refusal)) if refusal.code == Code::TooComplex));
    assert!(start.elapsed() < Duration::from_secs(3), "it took {:?}", start.elapsed());
}

#[test]
fn who_leaves_ends_the_walks() {
    let deadline = Deadline::after(Duration::from_secs(60));
    let mut reach = at_the_hub(4, &deadline);
    drop(deadline.waiting());
    let end = reach.advance(Some(links((1..=1_000).map(|to| (HUB, HUB + to)))), &deadline);
    assert_eq!(end.err(), Some(Halt::Stopped(Stop::Gone)));
}
