//! Data flows one way: a module uses only modules to its right, or leaves.

mod circles;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// From the command line down to the databases. `read` runs what `plan` made; `dataset` and `write` stand beside them.
const ORDER: &[&str] = &[
    "cli",
    "app",
    "http",
    "page",
    "transfer",
    "service",
    "schema",
    "read",
    "derive",
    "plan",
    "dataset",
    "write",
    "catalogue",
    "domain",
    "database",
];
/// Used by all, using nothing above them.
const LEAVES: &[&str] = &[
    "cache",
    "config",
    "deadline",
    "telemetry",
    "error",
    "limits",
    "places",
    "citation",
    "digits",
    "drawing",
    "fold",
    "nearest",
];
/// What leaves use of the others, each for a type in their own interface.
const EXCEPTIONS: &[(&str, &str)] = &[("config", "database")];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The modules at the top that a file names as `crate::module`.
fn used(text: &str) -> BTreeSet<&str> {
    let names = text.split("crate::").skip(1);
    names.map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default()).collect()
}

#[test]
fn rows_change_in_one_place() {
    let (root, place) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), Path::new("write/transaction.rs"));
    let mut files = Vec::new();
    for module in ["write", "dataset", "transfer", "cli"] {
        sources(&root.join(module), &mut files);
    }
    let changes = |file: &Path| {
        let text = fs::read_to_string(file).expect("a source can be read");
        [".exec(", ".exec_with", "execute_"].iter().any(|call| text.contains(call))
    };
    let changing: Vec<PathBuf> = files
        .into_iter()
        .filter(|file| changes(file))
        .map(|file| file.strip_prefix(&root).expect("it is below src").to_owned())
        .collect();
    assert_eq!(changing, [place], "what changes rows goes through {}", place.display());
}

#[test]
fn modules_use_what_is_to_their_right_and_leaves() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let place = |module: &str| ORDER.iter().position(|name| *name == module);
    let mut wrong = Vec::new();
    for file in files {
        let inside = file.strip_prefix(&root).expect("it is below src");
        let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
        let module = first.trim_end_matches(".rs").to_owned();
        if matches!(module.as_str(), "lib" | "main") {
            continue;
        }
        assert!(place(&module).is_some() || LEAVES.contains(&module.as_str()), "{module} has no place in the order");
        let text = fs::read_to_string(&file).expect("a source can be read");
        for other in used(&text).into_iter().filter(|other| *other != module && !other.is_empty()) {
            let fine = match (place(&module), place(other)) {
                (Some(here), Some(there)) => there > here,
                (_, None) => LEAVES.contains(&other),
                (None, Some(_)) => EXCEPTIONS.contains(&(module.as_str(), other)),
            };
            if !fine {
                wrong.push(format!("{} uses {other}", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn steps_of_the_schema_import_no_entity() {
    for crate_name in ["migration", "entity"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(crate_name);
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("a manifest");
        assert!(!manifest.contains("entity.workspace") && !manifest.contains("panorama.workspace"), "{crate_name}");
    }
}
