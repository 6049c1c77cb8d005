//! Cursors: a row's place in its list to a text and back.

use divan::Bencher;
use panorama::catalogue::{Order, OrderKind};
use panorama::plan::cursor;
use serde_json::{Value, json};

const CHECKSUM: u32 = 2_166_136_261;

fn keys() -> [Order; 3] {
    [OrderKind::Date, OrderKind::Text, OrderKind::Int].map(|kind| Order {
        name: "",
        description: "",
        expression: "",
        column: None,
        kind,
        unique: false,
        nullable: false,
        kept: None,
        descending: false,
    })
}

fn values() -> Vec<Value> {
    vec![json!("2024-12-31"), json!("a-name-as-long-as-most"), json!(7_340_512_998_177_231_i64)]
}

#[divan::bench]
fn encode(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(values).bench_values(|values| cursor::encode(CHECKSUM, values));
}

#[divan::bench]
fn decode(bencher: Bencher<'_, '_>) {
    let text = cursor::encode(CHECKSUM, values());
    let keys = keys();
    assert!(cursor::decode(&text, CHECKSUM, &keys).is_ok(), "it is of this order");
    bencher.bench(|| cursor::decode(&text, CHECKSUM, &keys));
}
