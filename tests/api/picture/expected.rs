//! The files of pictures: what differs from them, and how they are written anew.

use std::fs;
use std::path::{Path, PathBuf};

/// With this in the environment files are written, and not compared.
const VARIABLE: &str = "PANORAMA_TEST_PICTURES";
/// What to do about a difference.
const HOW: &str = "where the new pictures are meant, write the files anew, look at them, and at what git says of them:\n\
    PANORAMA_TEST_PICTURES=write cargo test -p panorama --test api -- picture::";
/// Lines of a difference that are told.
const TOLD: usize = 20;

/// Compares pictures with their files, by name.
pub(super) fn compare(found: &[(&str, String)]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/picture/expected");
    let file = |name: &str| -> PathBuf { folder.join(format!("{name}.svg")) };
    if std::env::var_os(VARIABLE).is_some_and(|value| value == "write") {
        fs::create_dir_all(&folder).expect("the folder can be made");
        for (name, picture) in found {
            fs::write(file(name), picture).expect("a file can be written");
        }
        return;
    }
    let mut differences = Vec::new();
    for (name, picture) in found {
        let expected = fs::read_to_string(file(name)).unwrap_or_default();
        let pairs = expected.lines().zip(picture.lines()).enumerate().filter(|(_, (old, new))| old != new);
        let told = pairs.take(TOLD).map(|(line, (old, new))| format!("{name}:{}\n  - {old}\n  + {new}", line + 1));
        differences.extend(told);
        let (old, new) = (expected.lines().count(), picture.lines().count());
        if old != new {
            differences.push(format!("{name}: {old} lines are {new}"));
        }
    }
    let files = fs::read_dir(&folder).into_iter().flatten().flatten();
    let names = files.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let stale = names.filter(|name| !found.iter().any(|(known, _)| format!("{known}.svg") == *name));
    differences.extend(stale.map(|name| format!("{name}: of no picture")));
    assert!(differences.is_empty(), "{}\n{HOW}", differences.join("\n"));
}
