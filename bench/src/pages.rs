//! Pages, one after the other and without kept answers: how long each takes on the built-in data, and with a million figures and ten
//! thousand models beside it.

use std::time::Duration;

use tokio::runtime::Runtime;

use crate::database::{Backend, Database};
use crate::server::Server;
use crate::{Failure, data, load};

/// A page of every kind.
const PAGES: &[&str] = &[
    "/",
    "/?stages=UPSTREAM&countries=CN",
    "/sector/ai-chips",
    "/sector/downstream",
    "/vendor/nvidia",
    "/model/gpt-4",
    "/technology/h100-sxm5-80gb",
    "/trend/custom-industry-models",
    "/metric/china-ai-industry-size",
    "/source/epoch-ai-hardware",
    "/vendors",
    "/models",
    "/technologies",
    "/indicators",
    "/trends",
    "/sources",
    "/search?q=nvidia",
    "/compare?models=gpt-4,gpt-4o",
    "/impact/nvidia",
    "/path?from=nvidia&to=openai",
    "/data",
    "/chart/chain.svg",
];
/// Pages of what is generated: hubs, families, long series, common words.
const LARGE: &[&str] = &[
    "/vendor/vendor-0000",
    "/model/model-00000",
    "/metric/metric-0000",
    "/source/generated-00",
    "/impact/vendor-0000",
    "/path?from=vendor-0000&to=model-00100",
    "/models?order=-parameters",
    "/search?q=model",
];
/// Milliseconds that half of the answers may take at most: on the built-in data, and on all of it.
const MOST: [f64; 2] = [5.0, 30.0];
/// Metrics of 50 observations each.
const METRICS: usize = 20_000;

/// Measures on databases that are filled here; what takes too long comes back.
pub(crate) fn measure(runtime: &Runtime, backends: &[Backend], time: Duration) -> Result<Vec<String>, Failure> {
    let mut slow = Vec::new();
    for &backend in backends {
        for (size, most) in ["the built-in data", "a million figures"].into_iter().zip(MOST) {
            let database = runtime.block_on(Database::create(backend))?;
            let watch = runtime.spawn(Database::remove_when_interrupted(vec![database.clone()]));
            let is_large = most > MOST[0];
            let told = fill(runtime, &database, is_large).and_then(|()| times(&database, is_large, time));
            watch.abort();
            runtime.block_on(database.remove())?;
            println!("{backend}, {size}\n\n{:<40} {:>8} {:>8} {:>8}", "", "p50 ms", "p99 ms", "KB");
            for Timed { path, size, half, most: all } in told? {
                println!("{path:<40} {half:>8.2} {all:>8.2} {size:>8.1}");
                if half > most {
                    slow.push(format!("{backend}: {path}: half of the answers took more than {most} ms"));
                }
            }
            println!();
        }
    }
    Ok(slow)
}

/// What was measured of a page.
#[derive(Debug)]
struct Timed {
    path: &'static str,
    /// Thousands of bytes, as it is without compression.
    size: f64,
    /// Milliseconds that half of the answers took at most, and 99 of a hundred.
    half: f64,
    most: f64,
}

fn fill(runtime: &Runtime, database: &Database, is_large: bool) -> Result<(), Failure> {
    match is_large {
        true => runtime.block_on(data::load_full(database.address(), METRICS)),
        false => data::load_built_in(database.address()),
    }
}

fn times(database: &Database, is_large: bool, time: Duration) -> Result<Vec<Timed>, Failure> {
    let server = Server::panorama(database.address())?;
    let more = if is_large { LARGE } else { &[] };
    let mut told = Vec::new();
    for path in PAGES.iter().chain(more) {
        let asked = load::read(server.address, path).map_err(|error| format!("{path}: {error}"))?;
        #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
        let size = asked.answer.len() as f64 / 1e3;
        let mut micros = load::run(server.address, &[asked], 1, time)?.latencies;
        micros.sort_unstable();
        let at = |share: usize| micros.get(micros.len() * share / 100).map_or(f64::NAN, |&at| f64::from(at) / 1e3);
        told.push(Timed { path, size, half: at(50), most: at(99) });
    }
    Ok(told)
}
