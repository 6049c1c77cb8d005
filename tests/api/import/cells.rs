//! What cells say: zeros however they are written, numbers that cannot be negative.

use panorama::transfer::import::ImportError;

use super::series::{format, of, told};
use super::{bring, figures, file, remarks, request};
use crate::support::{App, Backend, TestDatabase, on_each, run};

/// What rows come to, and what is told of them.
async fn come_to(backend: Backend, changes: &[(&str, &str)], rows: &str) -> (Vec<String>, Vec<String>) {
    let database = TestDatabase::loaded(backend).await;
    match bring(&database, &of(&format(changes), "periods/cases.csv", rows)).await {
        Ok(report) => (told(&App::on(database, |_| ()).await).await, remarks(&report)),
        Err(ImportError::Useless { report, .. }) => (Vec::new(), remarks(&report)),
        Err(error) => panic!("{error}"),
    }
}

/// Offers of models at prices, as their publisher writes them.
fn prices(prices: &[&str]) -> Vec<u8> {
    let entries = prices.iter().enumerate().map(|(number, price)| {
        format!("\"offer{number}/gpt-4o\": {{\"litellm_provider\": \"openai\", \"input_cost_per_token\": {price}}}")
    });
    format!("{{\n{}\n}}", entries.collect::<Vec<_>>().join(",\n")).into_bytes()
}

async fn zero_means_the_same_however_it_is_written(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let zeros =
        ["0", "0.0", "0e0", "0.00", "\"-0\"", "\".0\"", "-0.0", "0E-7", "\"$0.00\"", "3e-7", "-3e-7", "\"0,00\""];
    let path = file("model_prices_and_context_window.json", &prices(&zeros));
    let report = bring(&database, &request("litellm", &path)).await.expect("it can be imported");
    assert_eq!(remarks(&report), ["12 REFUSED input_cost_per_token -3e-7", "13 REFUSED input_cost_per_token 0,00"]);
    let reason = &report.notes.iter().find(|note| note.line == 12).expect("it is told").reason;
    assert_eq!(reason, "a price cannot be negative");
    let app = App::on(database, |_| ()).await;
    let mut lines = figures(&app, "litellm-prices").await;
    lines.retain(|line| line.contains("-price "));
    assert_eq!(lines, ["gpt-4o-input-price 3e-7 USD_PER_TOKEN CLAIM by openai"]);
}

async fn what_cannot_be_negative_is_told(backend: Backend) {
    let rows = "a,2001,-1\nb,2001,-0\nc,2001,-5–-2\nd,2001,<-1\n";
    for (kind, unit, negative) in [
        ("LEVEL", "COUNT", true),
        ("LEVEL", "USD", true),
        ("GROWTH", "PERCENT", true),
        ("COUNT", "COUNT", false),
        ("SHARE", "PERCENT", false),
        ("PRICE", "USD", false),
        ("LEVEL", "FLOP", false),
        ("LEVEL", "W", false),
    ] {
        let kind = format!("kind = \"{kind}\"");
        let unit = format!("unit = \"{unit}\"");
        let changes = [("kind = \"LEVEL\"", kind.as_str()), ("unit = \"COUNT\"", unit.as_str())];
        let (told, notes) = come_to(backend, &changes, rows).await;
        let lines = if negative { &[][..] } else { &["2 REFUSED Value -1", "5 REFUSED Value <-1"] };
        let notes: Vec<&String> = notes.iter().filter(|note| !note.starts_with('4')).collect();
        assert_eq!(notes, lines, "{kind} in {unit}");
        assert!(told.contains(&"Case b 2001: 0".to_owned()), "there is one zero: {told:?}");
    }
}

on_each! {
    zero_means_the_same_however_it_is_written
    what_cannot_be_negative_is_told
}
