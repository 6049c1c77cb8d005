//! What the binary is made of: licences that may be passed on, and no package in two versions without a reason.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Licences under which a package may come in; a choice counts where one of its sides is here.
const LICENSES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Packages that are there in several versions, because those who use them have not moved on at the same time.
const SEVERAL: &[(&str, &str)] = &[
    ("ahash", "fast2s stays on an old hash table"),
    ("atoi", "sqlx stays on the older"),
    ("base64", "async-graphql stays on the older"),
    ("bitflags", "apollo-compiler's diagnostics stay on the older"),
    ("block-buffer", "sqlx stays on the older digest"),
    ("cpufeatures", "sqlx stays on the older digest"),
    ("crypto-common", "sqlx stays on the older digest"),
    ("darling", "sea-query and async-graphql build with different ones"),
    ("darling_core", "as darling"),
    ("darling_macro", "as darling"),
    ("digest", "sqlx stays on the older, tokio-postgres has moved"),
    ("fallible-iterator", "rusqlite has moved, tokio-postgres has not"),
    ("getrandom", "the older random numbers are under sqlx and rustls"),
    ("hashbrown", "apollo-compiler, fast2s, async-graphql and sqlx each have their own"),
    ("heck", "the macros of SeaORM stay on the older"),
    ("num-bigint", "serialisation beneath sqlx has moved, sea-orm has not"),
    ("rand", "tokio-postgres has moved, sqlx has not"),
    ("rand_chacha", "as rand"),
    ("rand_core", "as rand"),
    ("rustc-hash", "apollo-parser's trees stay on the older, askama has moved"),
    ("sha1", "sqlx stays on the older, WebSockets have moved"),
    ("sha2", "sqlx stays on the older, tokio-postgres has moved"),
    ("strum", "SeaORM has moved, async-graphql has not"),
    ("syn", "macros are moving to 3"),
    ("thiserror", "apollo-compiler's JSON stays on the older"),
    ("thiserror-impl", "as thiserror"),
];

/// Packages that name their licence in a file only, which was read.
const READ: &[(&str, &str)] = &[("jsonpath-rust", "MIT")];

fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version=1",
            "--offline",
            "--locked",
            "--filter-platform",
            "x86_64-unknown-linux-gnu",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo tells what it builds");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let built = built(&metadata["resolve"]["nodes"]);
    let packages = metadata["packages"].as_array().expect("packages");
    packages.iter().filter(|p| p["id"].as_str().is_some_and(|id| built.contains(id))).cloned().collect()
}

/// The ids of what goes into the binary: what tests and benchmarks need beside it is not passed on.
fn built(nodes: &Value) -> BTreeSet<&str> {
    let nodes = nodes.as_array().expect("nodes");
    let is_root = |node: &&Value| node["id"].as_str().is_some_and(|id| id.contains("#panorama@"));
    let root = nodes.iter().find(is_root).and_then(|node| node["id"].as_str()).expect("the binary's package");
    let (mut built, mut open) = (BTreeSet::new(), vec![root]);
    while let Some(id) = open.pop() {
        if !built.insert(id) {
            continue;
        }
        let node = nodes.iter().find(|node| node["id"] == id).expect("every package has a node");
        for dependency in node["deps"].as_array().into_iter().flatten() {
            let kinds = dependency["dep_kinds"].as_array().into_iter().flatten();
            if kinds.into_iter().any(|kind| kind["kind"] != "dev") {
                open.extend(dependency["pkg"].as_str());
            }
        }
    }
    built
}

/// True where a licence expression can be met with licences of the list.
fn allowed(expression: &str) -> bool {
    let plain = expression.replace(['(', ')'], "").replace('/', " OR ");
    plain.split(" AND ").all(|part| part.split(" OR ").any(|license| LICENSES.contains(&license.trim())))
}

#[test]
fn every_licence_may_be_passed_on() {
    let refused: Vec<String> = packages()
        .iter()
        .filter(|package| {
            let read = READ.iter().find(|(name, _)| package["name"] == *name).map(|(_, license)| *license);
            !package["license"].as_str().or(read).is_some_and(allowed)
        })
        .map(|package| format!("{} {}", package["name"], package["license"]))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn no_package_is_there_twice_without_a_reason() {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in packages() {
        let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
        versions.entry(text("name")).or_default().insert(text("version"));
    }
    let several: BTreeSet<&str> = versions.iter().filter(|(_, v)| v.len() > 1).map(|(name, _)| name.as_str()).collect();
    let known: BTreeSet<&str> = SEVERAL.iter().map(|(name, _)| *name).collect();
    assert_eq!(several, known, "the list of packages in several versions is out of date");
}

#[test]
fn a_foreign_licence_is_seen() {
    assert!(allowed("(MIT OR Apache-2.0) AND Unicode-3.0"));
    assert!(allowed("GPL-3.0 OR MIT") && allowed("MIT/Apache-2.0"));
    assert!(!allowed("GPL-3.0") && !allowed("MIT AND GPL-3.0"));
}
