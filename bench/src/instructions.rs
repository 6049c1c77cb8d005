//! How many instructions a request takes on SQLite, beside the counts that are kept: they say of a change what a clock on a busy machine
//! cannot.

use std::collections::BTreeMap;

use panorama::database::{Address, SqliteAddress};
use tokio::runtime::Runtime;

use crate::database::Database;
use crate::scenario::{self, NESTED, POINT, Scenario};
use crate::{Failure, data, repeat};

/// Where the counts are kept.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/instructions.json");
/// How much of a count may come and go without a reason in the code.
const TOLERANCE: f64 = 0.05;
/// What is asked, how often before it is counted, and how often then: the difference of two runs has no start in it.
const COUNTED: [(&str, u32, u32); 2] = [(POINT, 100, 5_000), (NESTED, 10, 100)];
/// How often each is counted: tables are hashed by chance, and in each process a request finds more or less in its way.
const ROUNDS: usize = 5;

/// Instructions of a request by the name of its scenario.
type Counts = BTreeMap<String, u64>;

/// Counts on a database that is filled here; what has grown comes back. Counts that are `written` are kept from now on.
pub(crate) fn measure(runtime: &Runtime, database: &Database, written: bool) -> Result<Vec<String>, Failure> {
    repeat::check()?;
    runtime.block_on(data::load(database.address()))?;
    let Address::Sqlite(address) = database.address() else { return Err("instructions are counted on SQLite".into()) };
    let kept: Counts = serde_json::from_str(&std::fs::read_to_string(FILE)?)?;
    println!("{}, instructions of a request\n\n{:<18} {:>12} {:>12} {:>8}", database.backend(), "", "kept", "now", "%");
    let (mut counts, mut grown) = (Counts::new(), Vec::new());
    for (name, before, times) in COUNTED {
        let scenario = scenario::all(false).into_iter().find(|known| known.name == name).ok_or("no such scenario")?;
        let now = count(&scenario, before, times, address)?;
        let kept = kept.get(name).copied().unwrap_or_default();
        println!("{name:<18} {kept:>12} {now:>12} {:>+8.2}", change(kept, now) * 100.0);
        grown.extend(growth(name, kept, now));
        counts.insert(name.to_owned(), now);
    }
    println!();
    if written {
        std::fs::write(FILE, serde_json::to_string_pretty(&counts)? + "\n")?;
        grown.clear();
    }
    Ok(grown)
}

/// The instructions of one request, in the middle round.
fn count(scenario: &Scenario, before: u32, times: u32, database: &SqliteAddress) -> Result<u64, Failure> {
    let mut rounds = [0; ROUNDS];
    for (round, count) in rounds.iter_mut().enumerate() {
        eprintln!("instructions: {}, round {} of {ROUNDS}", scenario.name, round + 1);
        let few = repeat::instructions(scenario, before, &database.path)?;
        let many = repeat::instructions(scenario, before + times, &database.path)?;
        *count = many.saturating_sub(few) / u64::from(times);
    }
    rounds.sort_unstable();
    Ok(rounds[ROUNDS / 2])
}

/// What is to be said of a count that is larger than the tolerance lets it be.
fn growth(name: &str, kept: u64, now: u64) -> Option<String> {
    let change = change(kept, now);
    let told = || format!("{name}: {now} instructions, {:.1} % more than the {kept} that are kept", change * 100.0);
    (change > TOLERANCE).then(told)
}

/// How much larger the second count is, as a part of the first; infinite where nothing is kept.
#[expect(clippy::cast_precision_loss, reason = "a share for people")]
fn change(kept: u64, now: u64) -> f64 {
    now as f64 / kept as f64 - 1.0
}

#[cfg(test)]
mod tests {
    use super::growth;

    #[test]
    fn what_has_grown_is_named() {
        assert_eq!(growth("x", 1_000, 1_049), None);
        assert_eq!(growth("x", 1_000, 500), None);
        let told = growth("x", 1_000, 1_060);
        assert_eq!(told.as_deref(), Some("x: 1060 instructions, 6.0 % more than the 1000 that are kept"));
        assert!(growth("x", 0, 1).is_some(), "what is not kept is not known to be small");
    }
}
