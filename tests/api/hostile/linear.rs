//! Counting takes time in proportion to the text, whatever the text stands for.

use std::time::{Duration, Instant};

use panorama::config::Settings;
use panorama::limits::Limit;
use serde_json::json;

use super::{app, doubling};
use crate::support::{App, Backend, on_each, run};

/// The longer text is so many times the shorter one.
const TIMES: usize = 8;
/// It may take so many times as long for each time that it is longer: a square would take 8.
const SLACK: u32 = 3;
/// What neither text has to do with.
const BASE: Duration = Duration::from_millis(20);

/// A text of about so many fields.
type Family = fn(usize) -> String;

fn beside(count: usize) -> String {
    let fields: String = (0..count).map(|i| format!("a{i}: slug ")).collect();
    format!("{{ vendors {{ nodes {{ {fields} }} }} }}")
}

fn doubled(levels: usize) -> String {
    doubling("Vendor", "vendors { nodes { ...F0 } }", levels / 50, "slug")
}

/// Each fragment spreads all that come after the next ones, so that there are far more ways than fragments.
fn woven(count: usize) -> String {
    let count = count / 24;
    let spreads = |from: usize| (1..=8).map(|by| format!("...F{} ", (from + by).min(count))).collect::<String>();
    let fragments: String = (0..count).map(|i| format!("fragment F{i} on Vendor {{ slug {} }} ", spreads(i))).collect();
    format!("{{ vendors {{ nodes {{ ...F0 }} }} }} {fragments} fragment F{count} on Vendor {{ id }}")
}

/// The same nested lists in one fragment, spread in many places.
fn spread(count: usize) -> String {
    let spreads: String = (0..count / 8).map(|i| format!("v{i}: vendors {{ nodes {{ ...F }} }} ")).collect();
    format!(
        "{{ {spreads} }} fragment F on Vendor {{ models {{ nodes {{ vendor {{ models {{ nodes {{ slug }} }} }} }} }} }}"
    )
}

fn introspected(count: usize) -> String {
    let fields: String = (0..count / 4).map(|i| format!("f{i}: fields {{ name }} ")).collect();
    format!("{{ __schema {{ types {{ {fields} }} }} }}")
}

/// The least time that a text took, of several.
async fn least(app: &App, query: &str) -> Duration {
    let mut least = Duration::MAX;
    for number in 0..5 {
        // Another text each time: what was counted is remembered.
        let call = json!({ "query": format!("{query} # {number}") });
        let start = Instant::now();
        let answer = app.post(&call).await;
        least = least.min(start.elapsed());
        let code = &answer.json()["errors"][0]["extensions"]["code"];
        assert!(code.as_str().is_some_and(|code| code.starts_with("TOO_")), "{code}: {}", &query[..200]);
    }
    least
}

async fn counting_takes_time_in_proportion_to_the_text(backend: Backend) {
    // Whatever is counted is too much, so that nothing is read.
    let few = |settings: &mut Settings| {
        settings.limits.set(Limit::Fields, 10);
        settings.limits.set(Limit::Tokens, 1 << 30);
    };
    let app = &app(backend).await.beside(few);
    let families: [(&str, usize, Family); 5] = [
        ("beside", 5_000, beside),
        ("doubled", 4_000, doubled),
        ("woven", 2_000, woven),
        ("spread", 6_000, spread),
        ("introspected", 9_000, introspected),
    ];
    for (name, most, family) in families {
        let (short, long) = (family(most / TIMES), family(most));
        let (quick, slow) = (least(app, &short).await, least(app, &long).await);
        let times = u32::try_from(long.len() / short.len()).expect("a small number");
        assert!(slow < quick * times * SLACK + BASE, "{name}: {quick:?} and, {times} times as long, {slow:?}");
    }
}

on_each! { counting_takes_time_in_proportion_to_the_text }
