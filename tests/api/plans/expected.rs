//! The files of plans: where they are, what differs from them, and how they are written anew.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Write, stderr};
use std::path::{Path, PathBuf};

use super::difference;
use crate::support::{Backend, Planner};

/// The version of PostgreSQL that the files are of: others plan otherwise.
const POSTGRES: &str = "15";
/// With this in the environment files are written, and not compared.
const VARIABLE: &str = "PANORAMA_TEST_PLANS";
const WRITE: &str = "write";
/// What to do about a difference.
pub(super) const HOW: &str = "\
    where the new plans are meant, write the files anew and look at what git says of them:\n\
    PANORAMA_TEST_PLANS=write cargo test -p panorama --test api -- plans::";

/// Where the files are.
const FOLDER: &str = "tests/api/plans/expected";

/// The files of a database.
pub(super) struct Expected {
    /// Where they are, from the root of the repository.
    pub(super) folder: PathBuf,
    /// True where they are to be written.
    pub(super) is_rewritten: bool,
}

/// The files that plans are compared with; none where the database is of a version that has none.
pub(super) async fn of(planner: &Planner) -> Option<Expected> {
    let name = match planner.backend {
        Backend::Sqlite => "sqlite",
        Backend::Postgres => {
            let version = planner.texts("SHOW server_version").await.remove(0);
            if version.split('.').next() != Some(POSTGRES) {
                // Past what catches the output of tests that pass.
                let told = writeln!(
                    stderr(),
                    "plans: the server is PostgreSQL {version}, the files are of {POSTGRES}: not compared"
                );
                told.expect("it can be told");
                return None;
            }
            "postgres"
        }
    };
    Some(Expected {
        folder: Path::new(FOLDER).join(name),
        is_rewritten: std::env::var(VARIABLE).is_ok_and(|value| value == WRITE),
    })
}

/// What differs from the files, and which of them are missing or of no question.
pub(super) fn differences(folder: &Path, found: &[(&str, String)]) -> Vec<String> {
    let mut differences = Vec::new();
    for (name, plans) in found {
        match fs::read_to_string(root(folder).join(file(name))) {
            Ok(expected) if expected == *plans => {}
            Ok(expected) => {
                let lines = difference::of(&expected, plans);
                differences.push(format!("{}: another plan\n{lines}", folder.join(file(name)).display()));
            }
            Err(error) => differences.push(format!("{}: {error}", folder.join(file(name)).display())),
        }
    }
    let left = stale(folder, found).into_iter();
    differences.extend(left.map(|file| format!("{}: of no question", folder.join(file).display())));
    differences
}

/// Writes the files.
pub(super) fn rewrite(folder: &Path, found: &[(&str, String)]) {
    let (stale, folder) = (stale(folder, found), root(folder));
    fs::create_dir_all(&folder).expect("the folder can be made");
    for file in stale {
        fs::remove_file(folder.join(file)).expect("a file can be removed");
    }
    for (name, plans) in found {
        fs::write(folder.join(file(name)), plans).expect("a file can be written");
    }
}

/// The files that belong to no question.
fn stale(folder: &Path, found: &[(&str, String)]) -> BTreeSet<String> {
    let files = fs::read_dir(root(folder)).into_iter().flatten().flatten();
    let files = files.map(|entry| entry.file_name().to_string_lossy().into_owned());
    files.filter(|name| !found.iter().any(|(known, _)| file(known) == *name)).collect()
}

fn root(folder: &Path) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

fn file(name: &str) -> String {
    format!("{name}.txt")
}
