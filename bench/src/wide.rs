//! Walks and searches on a wide chain, one after the other: how long each takes.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::database::Database;
use crate::server::Server;
use crate::{Failure, data, load};

/// A query, and the milliseconds that half of its answers may take at most.
const QUERIES: &[(&str, &str, &str, f64)] = &[
    ("impact of a hub, depth 4", IMPACT, "", 100.0),
    ("search: exact name", SEARCH, "", 20.0),
    ("search: a word", SEARCH, "albercor", 20.0),
    ("search: a beginning", SEARCH, "zenz", 20.0),
    ("search: Chinese", SEARCH, "华云", 20.0),
    ("search: pinyin", SEARCH, "huayunzhi", 20.0),
    ("search: a misspelling", SEARCH, "albercro", 20.0),
    ("search: in every entry", SEARCH, "thing", 20.0),
    ("search: most of the words", SEARCH, "albercor qqqqv thing", 20.0),
    ("search: common words, one nowhere", SEARCH, "thing somewhere in the chain qqqqv", 20.0),
    ("search: words that are nowhere", SEARCH, "qav qbv qcv qdv qev qfv qgv qhv qiv qjv qkv qlv", 20.0),
];
const IMPACT: &str = "{ impact(of: [{vendor: \"thing-000000\"}], direction: DOWNSTREAM, maxDepth: 4) { complete \
    reached(first: 50) { totalCount edges { distance node { slug name } path { links { kind } } } } } }";
const SEARCH: &str = "query($q: String!) { search(query: $q, first: 10) { totalCount edges { score highlight node { ... on Vendor { slug } } } } }";

/// Measures on a database that is filled here; what takes too long comes back.
pub(crate) fn measure(runtime: &Runtime, database: &Database, seconds: u64) -> Result<Vec<String>, Failure> {
    runtime.block_on(data::load_wide(database.address()))?;
    let server = Server::panorama(database.address())?;
    let name = first_name(&server)?;
    println!("{}, one request after the other\n\n{:<34} {:>10} {:>10}", database.backend(), "", "p50 ms", "p99 ms");
    let mut slow = Vec::new();
    for (what, query, text, most) in QUERIES {
        let text = if text.is_empty() { name.as_str() } else { text };
        let asked = load::ask(server.address, &json!({ "query": query, "variables": { "q": text } }).to_string())?;
        let answer: Value = serde_json::from_slice(&asked.answer)?;
        if answer.get("errors").is_some() {
            return Err(format!("{what}: {answer}").into());
        }
        let mut latencies =
            load::run(server.address, std::slice::from_ref(&asked), 1, Duration::from_secs(seconds))?.latencies;
        latencies.sort_unstable();
        let at = |share: usize| {
            latencies.get(latencies.len() * share / 100).map_or(f64::NAN, |micros| f64::from(*micros) / 1e3)
        };
        println!("{what:<34} {:>10.2} {:>10.2}", at(50), at(99));
        if at(50).is_nan() || at(50) > *most {
            slow.push(format!("{}: {what}: half of the answers took more than {most} ms", database.backend()));
        }
    }
    println!();
    Ok(slow)
}

fn first_name(server: &Server) -> Result<String, Failure> {
    let asked = load::ask(
        server.address,
        &json!({ "query": "{ vendor(by: {slug: \"thing-000007\"}) { name } }" }).to_string(),
    )?;
    let answer: Value = serde_json::from_slice(&asked.answer)?;
    Ok(answer["data"]["vendor"]["name"].as_str().unwrap_or_default().to_owned())
}
