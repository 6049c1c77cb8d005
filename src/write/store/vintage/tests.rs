use std::collections::{BTreeMap, HashSet};

use chrono::{Days as Count, NaiveDate};
use entity::choice::{Comparator, Confidence, ObservationStatus};
use entity::observation::Model;

use super::{Days, Merged, adopt, forget, merge};

fn figure(value: f64) -> Model {
    Model {
        id: 0,
        metric_id: 1,
        key: None,
        key_fold: None,
        rank: 500,
        period_start: None,
        period_end: None,
        period_precision: None,
        period_label: None,
        period_duration: None,
        base_start: None,
        base_end: None,
        base_precision: None,
        base_label: None,
        base_duration: None,
        value: Some(value),
        low: None,
        high: None,
        unit_code: "COUNT".to_owned(),
        normalized_value: Some(value),
        normalized_low: None,
        normalized_high: None,
        normalized_unit: "COUNT".to_owned(),
        comparator: Comparator::Equal,
        published: None,
        status: ObservationStatus::Claim,
        text_en: None,
        text_zh: None,
        asserted_by: None,
        asserted_by_fold: None,
        asserted_by_vendor_id: None,
        source_id: 1,
        locator: None,
        published_on: None,
        recorded_at: 0,
        lineage: "l".to_owned(),
        known_on: day(0),
        superseded_on: None,
        superseded_at: None,
        withdrawn_on: None,
        import_scope: Some("f".to_owned()),
        seen_from: None,
        seen_until: None,
        file_words: None,
        confidence: Confidence::Unknown,
        built_in: false,
        version: 1,
        updated_at: 0,
    }
}

fn day(number: u64) -> NaiveDate {
    NaiveDate::default() + Count::new(number)
}

/// A file: its day, its figure where it has one, and when that was published.
type File = (u64, Option<(f64, Option<u64>)>);

/// The vintages after files were imported in this order.
fn imported(files: &[File]) -> Vec<Model> {
    let (mut rows, mut seen): (Vec<Model>, Vec<u64>) = (Vec::new(), Vec::new());
    for (number, (on, said)) in (1..).zip(files.iter().copied()) {
        let mut next = |after: NaiveDate| seen.iter().map(|on| day(*on)).filter(|day| *day > after).min();
        let incoming = said.map(|(value, published)| Model {
            id: number * 100,
            published_on: published.map(day),
            seen_from: Some(day(on)),
            ..figure(value)
        });
        let merged = merge(&rows, incoming, Days { as_of: day(on), next: &mut next }, number, id_of(number));
        write(&mut rows, merged, files);
        rows.sort_by_key(|row| row.known_on);
        assert!(rows.windows(2).all(|pair| pair[0].superseded_on == Some(pair[1].known_on)), "{files:?}");
        seen.push(on);
    }
    rows
}

/// The ids that a run gives to vintages.
fn id_of(run: i64) -> impl Fn(NaiveDate) -> i64 {
    move |on| run * 100 + 1 + on.signed_duration_since(day(0)).num_days()
}

/// Writes as a database does: at no time are two rows known from one day on.
fn write(rows: &mut Vec<Model>, merged: Merged, files: &[File]) {
    rows.retain(|row| !merged.removed.contains(&row.id));
    for changed in merged.changed.into_iter().chain(merged.moved) {
        let row = rows.iter_mut().find(|row| row.id == changed.id).expect("it is there");
        *row = changed;
        assert_unique(rows, files);
    }
    rows.extend(merged.added);
    assert_unique(rows, files);
}

fn assert_unique(rows: &[Model], files: &[File]) {
    let days: HashSet<NaiveDate> = rows.iter().map(|row| row.known_on).collect();
    assert_eq!(days.len(), rows.len(), "{files:?}");
}

/// What is known after files were imported in this order.
fn known(files: &[File]) -> Vec<String> {
    let line = |row: Model| {
        let Model { known_on, value, superseded_on, withdrawn_on, published_on, seen_from, seen_until, .. } = row;
        format!("{known_on} {value:?} {superseded_on:?} {withdrawn_on:?} {published_on:?} {seen_from:?} {seen_until:?}")
    };
    imported(files).into_iter().map(line).collect()
}

struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

/// What is brought: a file, or the data set, which says a figure on its own day.
type Brought = (File, bool);

fn words() -> Option<String> {
    Some("in its own words".to_owned())
}

/// What is known after files and a claim of the data set came in this order.
fn loaded(brought: &[Brought]) -> Vec<String> {
    lines(rows_of(brought))
}

fn rows_of(brought: &[Brought]) -> Vec<Model> {
    let files: Vec<File> = brought.iter().map(|(file, _)| *file).collect();
    let (mut rows, mut seen): (Vec<Model>, Vec<u64>) = (Vec::new(), Vec::new());
    for (run, ((on, said), is_own)) in (1..).zip(brought.iter().copied()) {
        let mut next = |after: NaiveDate| seen.iter().map(|on| day(*on)).filter(|day| *day > after).min();
        let days = Days { as_of: day(on), next: &mut next };
        let incoming = said.map(|(value, _)| Model { id: run * 100, seen_from: Some(day(on)), ..figure(value) });
        let merged = if is_own {
            let (known_on, published_on) = (day(on), Some(day(on)));
            let own = Model { id: 1, built_in: true, rank: 0, known_on, published_on, ..incoming.expect("it says") };
            let own = Model { seen_from: None, import_scope: None, ..own };
            // It has a unit and words of its own.
            let unit_code = "THOUSAND".to_owned();
            let own = Model { value: own.value.map(|value| value / 1000.0), unit_code, text_en: words(), ..own };
            adopt(&rows, own, days, 0, id_of(run))
        } else {
            let merged = merge(&rows, incoming, days, 0, id_of(run));
            seen.push(on);
            merged
        };
        write(&mut rows, merged, &files);
        rows.sort_by_key(|row| row.known_on);
    }
    rows
}

fn lines(rows: Vec<Model>) -> Vec<String> {
    let line = |row: Model| {
        let Model { known_on, value, unit_code, text_en, superseded_on, withdrawn_on, seen_from, .. } = row;
        let Model { seen_until, built_in, file_words, rank, .. } = row;
        format!(
            "{known_on} {value:?} {unit_code} {text_en:?} {superseded_on:?} {withdrawn_on:?} {seen_from:?} {seen_until:?} \
             {built_in} {rank} {file_words:?}"
        )
    };
    rows.into_iter().map(line).collect()
}

#[test]
fn a_claim_of_the_data_set_may_come_among_files_of_its_source_in_any_order() {
    let mut seed = Random(3);
    let mut random = |most: u64| seed.below(most);
    for _ in 0..40_000 {
        let count = 1 + random(5);
        let mut brought: Vec<Brought> = (0..count)
            .map(|number| ((number * 3 + 1, [Some((1.0, None)), Some((2.0, None)), None][random(3) as usize]), false))
            .collect();
        let own = random(count * 3 + 2);
        // On that day its source says so as well.
        for ((on, said), _) in &mut brought {
            *said = if *on == own { Some((1.0, None)) } else { *said };
        }
        brought.push(((own, Some((1.0, None))), true));
        let mut shuffled = brought.clone();
        let again = random(count + 1);
        shuffled.extend_from_within(..usize::try_from(again).expect("a few"));
        for place in (1..shuffled.len()).rev() {
            shuffled.swap(place, usize::try_from(random(place as u64 + 1)).expect("a few"));
        }
        assert_eq!(loaded(&shuffled), loaded(&brought), "{shuffled:?}");
    }
}

#[test]
fn what_files_say_stays_when_the_data_set_says_it_no_longer() {
    let mut seed = Random(4);
    let mut random = |most: u64| seed.below(most);
    for _ in 0..20_000 {
        let count = 1 + random(5);
        let files: Vec<Brought> = (0..count)
            .map(|number| ((number * 3 + 1, [Some((1.0, None)), Some((2.0, None)), None][random(3) as usize]), false))
            .collect();
        let mut brought = files.clone();
        brought.push(((random(count) * 3 + 2, Some((1.0, None))), true));
        let last = brought.len() - 1;
        brought.swap(usize::try_from(random(count + 1)).expect("a few"), last);
        let rows = rows_of(&brought);
        let mut next = |after: NaiveDate| files.iter().map(|((on, _), _)| day(*on)).filter(|day| *day > after).min();
        let merged = forget(&rows, &mut next, 0, id_of(99));
        let mut left = rows;
        write(&mut left, merged, &[]);
        left.sort_by_key(|row| row.known_on);
        assert_eq!(lines(left), loaded(&files), "{brought:?}");
    }
}

#[test]
fn the_data_set_may_change_what_it_says() {
    let mut seed = Random(5);
    let mut random = |most: u64| seed.below(most);
    for _ in 0..20_000 {
        let count = 1 + random(5);
        let mut brought: Vec<Brought> = (0..count)
            .map(|number| ((number * 3 + 1, [Some((1.0, None)), Some((2.0, None)), None][random(3) as usize]), false))
            .collect();
        let mut expected = brought.clone();
        let mut own = || {
            (
                (random(count) * 3 + 2, [1.0, 2.0, 3.0].into_iter().nth(random(3) as usize).map(|value| (value, None))),
                true,
            )
        };
        let (before, now) = (own(), own());
        brought.insert(usize::try_from(random(count + 1)).expect("a few"), before);
        brought.push(now);
        expected.push(now);
        assert_eq!(loaded(&brought), loaded(&expected), "{brought:?}");
    }
}

#[test]
fn files_may_come_in_any_order_and_again() {
    let mut seed = Random(1);
    let mut random = |most: u64| seed.below(most);
    for _ in 0..20_000 {
        let count = 1 + random(6);
        // When each of three figures was published, where that is known.
        let published: [Option<u64>; 3] = [(); 3].map(|()| Some(random(20)).filter(|day| day % 3 > 0));
        let mut file = |number: u64| {
            let on = number * 3 + random(3);
            let mut figures = [0.0, 1.0, 2.0].into_iter().zip(published);
            (on, figures.nth(usize::try_from(random(4)).expect("a few")))
        };
        let files: Vec<File> = (0..count).map(&mut file).collect();
        let mut shuffled = files.clone();
        // Some come twice.
        let again = random(count + 1);
        shuffled.extend_from_within(..usize::try_from(again).expect("a few"));
        for place in (1..shuffled.len()).rev() {
            shuffled.swap(place, usize::try_from(random(place as u64 + 1)).expect("a few"));
        }
        assert_eq!(known(&shuffled), known(&files), "{shuffled:?}");
    }
}

#[test]
fn of_files_of_one_day_the_last_decides() {
    let mut random = Random(2);
    for _ in 0..20_000 {
        let published: [Option<u64>; 3] = [(); 3].map(|()| Some(random.below(8)).filter(|day| day % 3 > 0));
        let mut file = || {
            let figures =
                [0.0, 1.0, 2.0].into_iter().zip(published).nth(usize::try_from(random.below(4)).expect("a few"));
            (random.below(4) * 2, figures)
        };
        let files: Vec<File> = (0..7).map(|_| file()).collect();
        let rows = imported(&files);
        let last: BTreeMap<u64, Option<f64>> =
            files.iter().map(|(on, said)| (*on, said.map(|(value, _)| value))).collect();
        for (on, said) in last {
            let holds = |row: &&Model| row.seen_from <= Some(day(on)) && row.seen_until.is_none_or(|end| day(on) < end);
            let value = rows.iter().find(holds).and_then(|row| row.value);
            assert_eq!(value, said, "day {on} of {files:?}");
        }
    }
}
