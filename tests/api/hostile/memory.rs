//! What hostile requests leave behind: the memory of a process of its own.

use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Child;

use serde_json::{Value, json};

use super::doubling;
use crate::process::{folder, panorama, start, stop};
use crate::support::{Backend, TestDatabase, on_each, run};

/// Mebibytes that a process may grow by.
const GROWTH: u64 = 50;

/// The status and the body of an answer.
fn post(address: &str, call: &Value) -> (u16, String) {
    let (body, mut text) = (call.to_string(), String::new());
    let mut stream = TcpStream::connect(address).expect("it answers");
    let length = body.len();
    let head = format!("POST /graphql HTTP/1.0\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).expect("it is sent");
    stream.read_to_string(&mut text).expect("the answer arrives");
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    (status, text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
}

/// A figure of the process in mebibytes.
fn memory(child: &Child, figure: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).expect("the process is there");
    let line = status.lines().find_map(|line| line.strip_prefix(figure)).expect("the system counts it");
    line.trim_start_matches(':').trim().split(' ').next().and_then(|kib| kib.parse::<u64>().ok()).expect("a number")
        >> 10
}

/// Documents whose plans are as large as may be, of which no two are equal.
fn large_plans(number: usize) -> Value {
    let mut fields = String::new();
    for i in 0..400 {
        write!(fields, "a{i}: name @skip(if: $f{}) b{i}: slug ", i % 4).expect("a text takes it");
    }
    let flags: String = (0..4).map(|i| format!("$f{i}: Boolean! ")).collect();
    let query = format!("query({flags}) {{ nodes(ids: []) {{ ... on Vendor {{ {fields} }} }} }} # {number}");
    let variables =
        json!({ "f0": number & 1 == 1, "f1": number & 2 == 2, "f2": number & 4 == 4, "f3": number & 8 == 8 });
    json!({ "query": query, "variables": variables })
}

async fn hostile_requests_leave_no_memory_behind(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let folder = folder(&format!("hostile-{backend:?}"));
    let mut command = panorama(&folder);
    command.env("DATABASE_URL", database.address.url()).env("PANORAMA_REQUEST_TIMEOUT_MS", "1000");
    let (child, address) = start(&mut command);
    let well = json!({ "query": "{ vendors(first: 100) { nodes { name models(first: 20) { nodes { slug sources { nodes { citation } } } } } } }" });
    for _ in 0..20 {
        assert_eq!(post(&address, &well).0, 200);
    }
    let before = memory(&child, "VmRSS");
    let introspections: String = (0..200).map(|i| format!("a{i}: __schema {{ ...S }} ")).collect();
    let introspections = format!("{{ {introspections} }} {}", super::SCHEMA);
    let citations: String = (0..1_500).map(|i| format!("c{i}:citation ")).collect();
    let citations = format!(
        "{{ vendors(first: 9) {{ nodes {{ models(first: 9) {{ nodes {{ sources(first: 9) {{ nodes {{ {citations} }} }} }} }} }} }} }}"
    );
    for query in [introspections, doubling("Query", "...F0", 30, "__schema { queryType { name } }")] {
        let (_, body) = post(&address, &json!({ "query": query }));
        let answer: Value = serde_json::from_str(&body).expect("an answer is JSON as a whole");
        assert!(answer["errors"][0]["extensions"]["code"].is_string(), "{}", &body[..body.len().min(300)]);
    }
    let (status, body) = post(&address, &json!({ "query": citations }));
    assert!(status == 200 && body.len() > 3_000_000, "{status} {}", body.len());
    for number in 0..600 {
        let (status, body) = post(&address, &large_plans(number));
        assert_eq!(status, 200, "{}", &body[..body.len().min(300)]);
    }
    let (after, peak) = (memory(&child, "VmRSS"), memory(&child, "VmHWM"));
    assert!(after < before + GROWTH && peak < before + GROWTH, "{before} MiB before, {after} after, {peak} at most");
    assert_eq!(post(&address, &well).0, 200);
    stop(child);
}

on_each! { hostile_requests_leave_no_memory_behind }
