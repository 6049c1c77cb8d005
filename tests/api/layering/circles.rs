//! Inside a module no files import each other in a circle: what two of them need is a third's, or theirs together.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// For each file or folder of a folder, those of its siblings that it imports; a folder and the file of its name are one.
fn siblings(root: &Path, folder: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut names = BTreeMap::new();
    let mut files = Vec::new();
    super::sources(folder, &mut files);
    let first = |path: &Path| {
        let inside = path.strip_prefix(folder).expect("it is below the folder");
        inside.components().next().expect("a name").as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
    };
    for file in &files {
        names.entry(first(file)).or_insert_with(BTreeSet::new);
    }
    let known: BTreeSet<String> = names.keys().cloned().collect();
    let inside = folder.strip_prefix(root).expect("it is below the sources").components();
    let whole =
        inside.fold("crate::".to_owned(), |path, part| format!("{path}{}::", part.as_os_str().to_string_lossy()));
    for file in &files {
        let (name, text) = (first(file), fs::read_to_string(file).expect("a source can be read"));
        let depth = file.strip_prefix(folder).expect("it is below the folder").components().count();
        // A file of the folder is `super::` away from its siblings, one in a folder of it once more.
        let up = "super::".repeat(depth);
        let imports = |other: &str| uses(&text, &up, other) || uses(&text, &whole, other);
        let used = known.iter().filter(|other| **other != name && imports(other)).cloned().collect::<Vec<_>>();
        names.get_mut(&name).expect("it was seen").extend(used);
    }
    names
}

/// True where a text names a module that many steps up, alone or among others in braces.
fn uses(text: &str, up: &str, module: &str) -> bool {
    text.match_indices(up).any(|(at, _)| {
        let exact = !text[..at].ends_with("super::");
        let rest = &text[at + up.len()..];
        let listed = rest.strip_prefix('{').map(|list| list.split('}').next().unwrap_or_default());
        let begins = |word: &str| {
            word.trim()
                .strip_prefix(module)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with("::") || rest.starts_with(" as"))
        };
        let named = match listed {
            Some(list) => list.split(',').any(begins),
            None => rest
                .strip_prefix(module)
                .is_some_and(|rest| rest.starts_with("::") || rest.starts_with(';') || rest.starts_with(" as")),
        };
        exact && named
    })
}

/// The first circle among what imports what.
fn circle(imports: &BTreeMap<String, BTreeSet<String>>) -> Option<Vec<String>> {
    let mut left = imports.clone();
    loop {
        let free: Vec<String> = left.iter().filter(|(_, used)| used.is_empty()).map(|(name, _)| name.clone()).collect();
        if free.is_empty() {
            return (!left.is_empty()).then(|| left.into_keys().collect());
        }
        for name in free {
            left.remove(&name);
            for used in left.values_mut() {
                used.remove(&name);
            }
        }
    }
}

#[test]
fn files_of_a_folder_import_each_other_in_no_circle() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open = vec![root.join("src")];
    let mut circles = BTreeMap::new();
    while let Some(folder) = open.pop() {
        open.extend(
            fs::read_dir(&folder).expect("a folder").flatten().map(|entry| entry.path()).filter(|path| path.is_dir()),
        );
        if let Some(found) = circle(&siblings(&root.join("src"), &folder)) {
            let name = folder.strip_prefix(root).expect("it is below").display().to_string();
            circles.insert(name, found);
        }
    }
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn a_circle_is_seen() {
    let imports = |pairs: &[(&str, &[&str])]| {
        pairs.iter().map(|(name, used)| ((*name).to_owned(), used.iter().map(|u| (*u).to_owned()).collect())).collect()
    };
    assert_eq!(circle(&imports(&[("a", &["b"]), ("b", &["c"]), ("c", &[])])), None);
    let found = circle(&imports(&[("a", &["b"]), ("b", &["c"]), ("c", &["b"]), ("d", &[])]));
    assert_eq!(found, Some(vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]));
    assert!(uses("use super::run::Task;", "super::", "run") && !uses("use super::runner;", "super::", "run"));
    assert!(uses("use super::{a, run};", "super::", "run") && !uses("use super::super::run;", "super::", "run"));
}
