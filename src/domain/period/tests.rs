use chrono::{Days, NaiveDate};
use entity::choice::Precision;

use super::{Length, PartialDate, Period, Span, cover};

fn span(text: &str) -> Option<(String, String, String)> {
    let period = Period::parse(text)?;
    let day = |day: Option<NaiveDate>| day.map(|d| d.to_string()).unwrap_or_default();
    Some((day(period.start), day(period.end), period.label))
}

#[test]
fn periods_reach_from_their_first_to_their_last_day() {
    let expected = |a: &str, b: &str, c: &str| Some((a.to_owned(), b.to_owned(), c.to_owned()));
    assert_eq!(span("2024"), expected("2024-01-01", "2024-12-31", "2024"));
    assert_eq!(span("2024-02"), expected("2024-02-01", "2024-02-29", "2024-02"));
    assert_eq!(span("2023-Q4"), expected("2023-10-01", "2023-12-31", "2023-Q4"));
    assert_eq!(span("2024-03-15"), expected("2024-03-15", "2024-03-15", "2024-03-15"));
    assert_eq!(span("2024/2026"), expected("2024-01-01", "2026-12-31", "2024–2026"));
    assert_eq!(span("../2025"), expected("", "2025-12-31", "–2025"));
    assert_eq!(span("P3Y"), expected("", "", "3 years"));
}

#[test]
fn what_is_no_date_is_refused() {
    for text in ["", "24", "2024-13", "2024-Q5", "2023-02-29", "2024-1-1", "0000", "2024-03-15T00:00", "２０２４"] {
        assert_eq!(PartialDate::parse(text), None, "{text}");
    }
    for text in ["2026/2024", "../..", "P", "PY", "P3W", "2024/", "P3Y/2024"] {
        assert_eq!(Period::parse(text), None, "{text}");
    }
}

fn period(text: &str) -> Period {
    Period::parse(text).unwrap_or_else(|| panic!("{text} is a period"))
}

/// True where the second stands a year before the first.
fn is_year_before(later: &Period, earlier: &Period) -> bool {
    let own = earlier.length().zip(earlier.day());
    later.year_before().iter().any(|before| Some(*before) == own)
}

#[test]
fn a_length_tells_what_can_be_compared() {
    for (text, length) in [
        ("2024", Length::Months(12)),
        ("2023-04/2024-03", Length::Months(12)),
        ("2024-Q1", Length::Months(3)),
        ("2024-01/2024-03", Length::Months(3)),
        ("2024-01-01/2024-03-31", Length::Months(3)),
        ("2024-02", Length::Months(1)),
        ("2024-02-29", Length::Days(1)),
        ("2024-01-01/2024-01-10", Length::Days(10)),
        ("2023-10-01/2024-09-28", Length::Weeks(52)),
        ("2022-09-25/2023-09-30", Length::Weeks(52)),
        ("2023-10-01/2023-12-30", Length::Weeks(13)),
        ("2024-03-04/2024-03-10", Length::Weeks(1)),
        ("2024/..", Length::Since),
        ("../2024", Length::Until),
    ] {
        assert_eq!(period(text).length(), Some(length), "{text}");
    }
    assert_eq!(period("P3Y").length(), None);
}

#[test]
fn a_year_before_is_as_long_and_a_year_earlier() {
    for (later, earlier, holds) in [
        ("2024", "2023", true),
        ("2024", "2023-Q4", false),
        ("2024-04/2024-06", "2023-Q2", true),
        ("2024-04/2024-06", "2023-01/2023-06", false),
        ("2025-02", "2024-02", true),
        ("2024-02", "2023-02", true),
        ("2024-03/2025-02", "2023-03/2024-02", true),
        ("2023-03/2024-02", "2022-03/2023-02", true),
        ("2024-02-29", "2023-02-28", true),
        ("2025-02-28", "2024-02-28", true),
        ("2025-02-28", "2024-02-29", true),
        ("2025-02-27", "2024-02-28", false),
        ("2023-10-01/2024-09-28", "2022-09-25/2023-09-30", true),
        ("2022-09-25/2023-09-30", "2021-09-26/2022-09-24", true),
        ("2024-09-29/2024-12-28", "2023-10-01/2023-12-30", true),
        ("2024-03-04/2024-03-10", "2023-03-06/2023-03-12", true),
        ("2024-02-20/2024-03-05", "2023-02-20/2023-03-05", true),
        ("2025/..", "2024/..", true),
        ("../2025-02", "../2024-02", true),
        ("2025/..", "2024", false),
    ] {
        assert_eq!(is_year_before(&period(later), &period(earlier)), holds, "{later} after {earlier}");
    }
    assert!(period("P3Y").year_before().is_empty());
}

#[test]
fn every_calendar_period_has_the_same_one_a_year_before() {
    for year in 1990..2030 {
        for month in 1..=12 {
            for months in [1, 2, 3, 6, 9, 12, 18, 24] {
                let last = month - 1 + months - 1;
                let named = |year: i32| period(&format!("{year}-{month:02}/{}-{:02}", year + last / 12, last % 12 + 1));
                let (later, earlier) = (named(year), named(year - 1));
                assert_eq!(later.length(), Some(Length::Months(months)));
                assert_eq!(later.year_before(), [(Length::Months(months), earlier.end.expect("a day"))]);
                assert_eq!(later.years_since(&earlier), Some(1.0));
            }
        }
    }
}

#[test]
fn every_day_lies_in_a_period_of_every_pace() {
    let first = NaiveDate::from_ymd_opt(2023, 12, 1).expect("a day");
    for day in (0..500).filter_map(|days| first.checked_add_days(Days::new(days))) {
        for pace in [Precision::Day, Precision::Month, Precision::Quarter, Precision::Year] {
            let whole = period(&day.to_string()).within(pace).expect("it lies in one");
            assert_eq!(whole.precision, pace);
            assert!(whole.start.is_some_and(|start| start <= day) && whole.end.is_some_and(|end| day <= end));
        }
    }
    assert_eq!(period("2024-02-28/2024-03-01").within(Precision::Month), None);
    assert_eq!(period("2024/..").within(Precision::Year), None);
}

#[test]
fn parts_that_cover_a_whole_are_found() {
    let day =
        |number: u64| NaiveDate::from_ymd_opt(2024, 1, 1).and_then(|first| first.checked_add_days(Days::new(number)));
    let day = |number: u64| day(number).expect("a day");
    let mut state = 7_u64;
    let mut number = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let (mut found, whole) = (0, (day(0), day(7)));
    for _ in 0..2_000 {
        let spans: Vec<Span> = (0..number(9))
            .map(|_| {
                let start = number(8);
                (day(start), day(start + number(4)))
            })
            .collect();
        // Every choice of spans, by bits: those that lie side by side and are the whole.
        let covers = |choice: usize| {
            let mut chosen: Vec<&Span> =
                spans.iter().enumerate().filter(|(i, _)| choice >> i & 1 == 1).map(|(_, s)| s).collect();
            chosen.sort();
            let joined = chosen.windows(2).all(|pair| pair[0].1.succ_opt() == Some(pair[1].0));
            joined && chosen.first().zip(chosen.last()).is_some_and(|(a, b)| (a.0, b.1) == whole)
        };
        let best = (0..1_usize << spans.len()).filter(|choice| covers(*choice)).map(usize::count_ones).min();
        let chosen = cover(whole, &spans);
        let choice = chosen.as_ref().map(|places| places.iter().fold(0, |choice, place| choice | 1 << place));
        assert_eq!(chosen.map(|places| u32::try_from(places.len()).expect("few")), best, "{spans:?}");
        assert!(choice.is_none_or(covers), "{spans:?}");
        found += usize::from(best.is_some());
    }
    assert!(found > 50, "{found}");
}
